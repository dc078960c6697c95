#include "multipath/alias_search.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <random>
#include <vector>

#include "multipath/id_series.hpp"
#include "path_world.hpp"

namespace tracerouter::multipath {
namespace {

using namespace std::chrono_literals;
using test::path_world;

/// What a router answers at that time.
using numbering = std::function<std::uint16_t(duration at, std::uint16_t probe_id)>;

/// A counter that others move on, too.
class counter {
public:
    explicit counter(std::uint16_t start, double others_per_second = 0) : start_(start), rate_(others_per_second) {}

    std::uint16_t operator()(duration at) {
        const double others = rate_ * std::chrono::duration<double>(at).count();
        return static_cast<std::uint16_t>(start_ + ++own_ + static_cast<std::uint64_t>(others));
    }

private:
    std::uint16_t start_;
    double rate_;
    std::uint16_t own_ = 0;
};

/// Asks two addresses in rounds of 30 ms, sometimes the one first, sometimes the other.
struct two_series {
    std::vector<id_sample> one;
    std::vector<id_sample> other;

    two_series(const numbering& first, const numbering& second, int rounds = 16) {
        for (int round = 0; round < rounds; ++round) {
            const duration begin = round * 40ms;
            const bool swapped = round % 2 != 0;
            const auto ask = [&](std::vector<id_sample>& series, const numbering& by, duration after) {
                const auto probe_id = static_cast<std::uint16_t>(50'000 + 37 * round + after / 100us);
                series.push_back({.sent = time_point{} + begin + after,
                                  .received = time_point{} + begin + after + 30ms,
                                  .id = by(begin + after + 15ms, probe_id),
                                  .probe_id = probe_id});
            };
            ask(swapped ? other : one, swapped ? second : first, 0us);
            ask(swapped ? one : other, swapped ? first : second, 200us);
        }
    }
    [[nodiscard]] bool one_router() const { return share_a_counter(one, other); }
};

numbering counted_by(counter& by) {
    return [&by](duration at, std::uint16_t) { return by(at); };
}

TEST(id_series, of_one_counter_are_of_one_router) {
    for (const double rate : {0.0, 10.0, 1'000.0, 20'000.0}) {
        for (const std::uint16_t start : {std::uint16_t{0}, std::uint16_t{30'000}, std::uint16_t{65'530}}) {
            counter shared{start, rate};
            EXPECT_TRUE((two_series{counted_by(shared), counted_by(shared)}.one_router())) << rate << ' ' << start;
        }
    }
}

// As counters of routers that have started together, and answer nobody else.
TEST(id_series, of_two_counters_are_not_however_near_they_are) {
    for (const double rate : {0.0, 10.0, 100.0}) {
        for (int apart = 0; apart < 40; ++apart) {
            counter one{1'000, rate};
            counter other{static_cast<std::uint16_t>(1'000 + apart), rate};
            const two_series series{counted_by(one), counted_by(other)};
            if (rate > 0 && rate * 0.04 >= apart) continue;
            EXPECT_FALSE(series.one_router()) << rate << ' ' << apart;
        }
    }
}

TEST(id_series, of_any_two_counters_are_told_apart) {
    std::mt19937_64 random{1};
    int wrong = 0;
    for (int run = 0; run < 5'000; ++run) {
        const double rate = static_cast<double>(random() % 2'000);
        counter one{static_cast<std::uint16_t>(random()), rate};
        counter other{static_cast<std::uint16_t>(random()), rate};
        wrong += two_series{counted_by(one), counted_by(other)}.one_router() ? 1 : 0;
    }
    EXPECT_LE(wrong, 25) << "two that run alike and are as near as what they count between two answers";
}

TEST(id_series, are_no_counters_that_are_constant_random_or_copied) {
    std::mt19937_64 random{1};
    const numbering constant = [](duration, std::uint16_t) { return std::uint16_t{0}; };
    const numbering copied = [](duration, std::uint16_t probe_id) { return probe_id; };
    const numbering drawn = [&random](duration, std::uint16_t) { return static_cast<std::uint16_t>(random()); };
    const two_series same{constant, constant};
    EXPECT_EQ(kind_of(same.one), ip_id_kind::constant);
    EXPECT_FALSE(same.one_router());
    const two_series copies{copied, copied};
    EXPECT_EQ(kind_of(copies.one), ip_id_kind::copied);
    EXPECT_FALSE(copies.one_router());
    int counters = 0;
    for (int run = 0; run < 200; ++run) {
        const two_series any{drawn, drawn};
        counters += kind_of(any.one) == ip_id_kind::counter ? 1 : 0;
        EXPECT_FALSE(any.one_router());
    }
    EXPECT_LE(counters, 2);
    EXPECT_EQ(kind_of(two_series(constant, constant, 4).one), ip_id_kind::unknown) << "too few to say";
}

/// Searches a diamond, and what its routers are, with a number for each answer.
path_set search_routers(path_world& world, const std::function<std::uint16_t(std::size_t router)>& number) {
    path_search search{{.wanted = {.aliases = true}}};
    time_point now{};
    const auto answer = [&](const question& asked) {
        const std::size_t met = world.met(asked.flow, asked.ttl);
        const id_sample sample{.sent = now, .received = now + 20ms, .id = number(met), .probe_id = 1};
        search.answered(asked, now, path_world::address_of(met), met == world.hop(world.distance())[0], sample);
    };
    for (std::uint8_t ttl = 1; ttl <= world.distance(); ++ttl)
        search.met(ttl, path_world::address_of(world.met(0, ttl)), ttl == world.distance());
    while (!search.finished()) {
        std::vector<question> wave;
        while (const auto asked = search.next(now)) wave.push_back(*asked);
        for (const question& asked : wave) answer(asked);
        now += 25ms;
    }
    return search.result();
}

TEST(alias_search, finds_the_addresses_of_each_router) {
    path_world world{7};
    world.single().single().diamond(6, 1).single();
    const auto& hop = world.hop(3);
    std::map<std::size_t, std::uint16_t> counters;
    std::uint16_t answers = 0;
    const path_set paths = search_routers(world, [&](std::size_t router) -> std::uint16_t {
        ++answers;
        const auto place = static_cast<std::size_t>(std::ranges::find(hop, router) - hop.begin());
        if (place == 5) return 0;                                             // constant
        if (place == 4) return static_cast<std::uint16_t>(20'000 + answers);  // alone
        return static_cast<std::uint16_t>((place % 2) * 30'000 + ++counters[place % 2]);
    });
    ASSERT_EQ(paths.routers.size(), 2U);
    std::set<std::set<boost::asio::ip::address>> found;
    for (const path_router& one : paths.routers) {
        found.emplace(one.addresses.begin(), one.addresses.end());
        ASSERT_EQ(one.evidence.size(), 1U);
        EXPECT_EQ(one.evidence[0].proof, alias_proof::ip_id);
        EXPECT_EQ(one.evidence[0].samples, 16);
    }
    const auto address = [&](std::size_t place) { return path_world::address_of(hop[place]); };
    EXPECT_EQ(found,
              (std::set<std::set<boost::asio::ip::address>>{{address(0), address(2)}, {address(1), address(3)}}));
    for (const path_vertex& one : paths.vertices) {
        EXPECT_EQ(one.ip_id != ip_id_kind::unknown, one.ttl == 3) << one.ttl;
    }
}

TEST(alias_search, asks_little_where_nobody_counts) {
    path_world world{7};
    world.single().single().diamond(6, 1).single();
    const auto without = test::search(world, {}).paths.probes_sent;
    const path_set paths = search_routers(world, [](std::size_t) { return std::uint16_t{0}; });
    EXPECT_TRUE(paths.routers.empty());
    EXPECT_LE(paths.probes_sent, without + 5 * 6);
}

TEST(alias_search, believes_a_router_that_names_the_other_address) {
    path_world world{7};
    world.single().single().diamond(2, 1).single();
    path_search search{{.wanted = {.aliases = true}}};
    const auto address = [&](std::size_t place) { return path_world::address_of(world.hop(3)[place]); };
    for (std::uint8_t ttl = 1; ttl <= world.distance(); ++ttl)
        search.met(ttl, path_world::address_of(world.met(0, ttl)), ttl == world.distance());
    search.told_interface(address(0), address(1));
    search.told_interface(address(0), path_world::address_of(999));
    while (!search.finished()) {
        std::vector<question> wave;
        while (const auto asked = search.next({})) wave.push_back(*asked);
        for (const question& asked : wave) {
            const std::size_t met = world.met(asked.flow, asked.ttl);
            search.answered(asked, {}, path_world::address_of(met), met == world.hop(world.distance())[0]);
        }
    }
    const path_set paths = search.result();
    ASSERT_EQ(paths.routers.size(), 1U);
    EXPECT_EQ(paths.routers[0].addresses.size(), 2U);
    EXPECT_EQ(paths.routers[0].evidence[0].proof, alias_proof::interface_address);
}

}  // namespace
}  // namespace tracerouter::multipath
