#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "driver.hpp"
#include "engine/trace_state.hpp"
#include "observer.hpp"

// Hostile networks. Whatever they do, what is shown of others' traces is true, and all traces end.
namespace tracerouter::sim {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t worlds_of_each = 50;
/// Between the stamp of the process and the moment when a probe leaves.
constexpr duration latest = 50us;
/// Of a trace that searches the path MTU, whatever is said of sizes; others need 92 at most.
constexpr std::size_t most_probes_with_sizes = 1'000;

/// Honest but for the adversary, whose own trace is the first. Some routers are silent, which leaves gaps to lie about.
world hostile_world(hostility enemy, std::uint64_t seed) {
    dice dice{seed};
    world made;
    made.seed = dice.roll();
    made.first_identifier = static_cast<std::uint16_t>(dice.roll());
    made.first_sequence = static_cast<std::uint16_t>(dice.roll());
    made.enemy = enemy;
    for (std::uint32_t hop = 0; hop < 9; ++hop) {
        router router;
        router.address = address_v4{0x0a000001 + hop};
        router.delay = {.base = (hop + 1) * 3ms, .jitter = 2ms, .slowness = 0ms};
        router.silent = dice.chance(0.2);
        made.routers.push_back(router);
    }
    const auto targets = dice.between(2U, 12U);
    for (std::uint32_t number = 0; number < targets; ++number) {
        route route;
        route.target = address_v4{0xc6130000 + (dice.chance(0.5) ? number : number << 16)};
        const auto hops = dice.between(std::size_t{2}, made.routers.size());
        for (std::size_t hop = 0; hop < hops; ++hop) route.hops.push_back(hop);
        route.end = dice.chance(0.8) ? ending::target : ending::silence;
        route.end_delay = {.base = 30ms, .jitter = 2ms, .slowness = 0ms};
        route.options.queries = dice.between(std::uint8_t{1}, 3);
        route.options.path_mtu = number == 0 && enemy == hostility::announces_sizes;
        made.routes.push_back(route);
    }
    return made;
}

/// Holds what is shown against what is there. The adversary may write what it likes into its own trace.
class truth final : public observer {
public:
    explicit truth(const world& world) : world_(world) {}

    std::vector<std::string> lies;
    std::size_t ended = 0;
    std::size_t most_probes = 0;
    std::string stuck;

    void on_started(engine::trace_id trace, const route& route, time_point) override {
        routes_[key_of(trace)] = &route;
    }
    void on_event(const engine::event& event, time_point) override {
        const auto* finished = std::get_if<engine::trace_finished>(&event);
        if (!finished) return;
        ++ended;
        most_probes = std::max<std::size_t>(most_probes, finished->result.probes_sent);
        const route& route = *routes_.at(key_of(finished->trace));
        const bool own = &route == &world_.routes.front() && world_.enemy != hostility::mutates;
        for (const hop_result& hop : finished->result.hops) own ? check_kinds(hop) : check(route, hop);
    }
    void on_end(const engine::engine&, std::string_view why) override { stuck = why; }

private:
    static std::pair<std::uint16_t, std::uint32_t> key_of(engine::trace_id trace) { return {trace.slot, trace.serial}; }

    // Whoever owns a path may say anything there, but in messages that answer something.
    void check_kinds(const hop_result& hop) {
        constexpr std::array<std::uint8_t, 4> answers{0, 3, 11, 12};
        for (const probe_result& probe : hop.probes) {
            const int type = probe.reply ? probe.reply->icmp_type.value_or(0) : 0;
            if (std::ranges::find(answers, type) == answers.end()) lies.push_back("type " + std::to_string(type));
        }
    }

    // A copy of an answer tells of another time than the answer does.
    void check_time(const reply& reply, const delay& delay) {
        if (reply.rtt <= delay.base + delay.jitter + latest) return;
        lies.push_back(reply.responder.to_string() + " after " + std::to_string(reply.rtt / 1us) + " us");
    }

    void check(const route& route, const hop_result& hop) {
        const bool behind = hop.ttl > route.hops.size();
        const boost::asio::ip::address there = behind ? route.target : world_.routers[route.hops[hop.ttl - 1U]].address;
        std::set<boost::asio::ip::address> shown;
        for (const probe_result& probe : hop.probes) {
            if (!probe.reply) continue;
            shown.insert(probe.reply->responder);
            check_time(*probe.reply, behind ? route.end_delay : world_.routers[route.hops[hop.ttl - 1U]].delay);
        }
        if (hop.inferred_address) shown.insert(*hop.inferred_address);
        shown.erase(there);
        for (const auto& lie : shown) {
            lies.push_back(lie.to_string() + " at TTL " + std::to_string(hop.ttl) + " to " + route.target.to_string());
        }
    }

    const world& world_;
    std::map<std::pair<std::uint16_t, std::uint32_t>, const route*> routes_;
};

class adversaries : public testing::TestWithParam<hostility> {};

TEST_P(adversaries, change_nothing_for_others) {
    for (std::uint64_t seed = 1; seed <= worlds_of_each && !HasFailure(); ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        const world world = hostile_world(GetParam(), seed);
        truth truth{world};
        driver{world, {&truth}}.run();
        EXPECT_EQ(truth.stuck, "");
        EXPECT_EQ(truth.ended, world.routes.size());
        EXPECT_LE(truth.most_probes, most_probes_with_sizes);
        for (const std::string& lie : truth.lies) ADD_FAILURE() << lie;
    }
}

INSTANTIATE_TEST_SUITE_P(scenario, adversaries,
                         testing::Values(hostility::sees_nothing, hostility::sees_one_trace, hostility::mutates,
                                         hostility::announces_sizes, hostility::answers_anyhow, hostility::repeats,
                                         hostility::has_many_addresses));

/// Many neighbours behind routers with limits, of which the first few traces use up everything: what the others show,
/// the engine must remember of these.
world world_to_remember(hostility enemy, std::uint64_t seed) {
    world made = hostile_world(enemy, seed);
    for (router& router : made.routers) {
        router.silent = false;
        router.limited = true;
    }
    const std::size_t hops = made.routers.size();
    made.routes.clear();
    for (std::uint32_t number = 0; number < 80; ++number) {
        route route;
        route.target = number == 0 ? address_v4{0xc6140001} : address_v4{0xc6130000 + number};
        for (std::size_t hop = 0; hop < hops; ++hop) route.hops.push_back(hop);
        route.end_delay = {.base = 30ms, .jitter = 2ms, .slowness = 0ms};
        route.options.queries = number == 0 ? 10 : 1;
        if (number == 0) route.options.max_ttl = 255;
        made.routes.push_back(route);
    }
    return made;
}

/// Counts the hops of all traces but the first that are known.
class knowledge final : public observer {
public:
    std::size_t hops = 0;

    void on_event(const engine::event& event, time_point) override {
        const auto* finished = std::get_if<engine::trace_finished>(&event);
        if (!finished || finished->result.address.to_v4() == address_v4{0xc6140001}) return;
        for (const hop_result& hop : finished->result.hops) {
            hops += hop.state == hop_state::answered || hop.state == hop_state::inferred ? 1 : 0;
        }
    }
};

std::size_t known_hops(hostility enemy, std::uint64_t seed) {
    const world world = world_to_remember(enemy, seed);
    knowledge known;
    driver{world, {&known}}.run();
    return known.hops;
}

TEST(adversaries_with_many_addresses, make_no_router_forgotten) {
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
        EXPECT_EQ(known_hops(hostility::has_many_addresses, seed), known_hops(hostility::none, seed))
            << "seed " << seed;
    }
}

// What the checks above are worth: who is on the path of all traces can write what it likes, and that is seen.
TEST(adversaries_on_all_paths, are_believed) {
    const world world = hostile_world(hostility::sees_all, 1);
    truth truth{world};
    driver{world, {&truth}}.run();
    EXPECT_EQ(truth.ended, world.routes.size());
    EXPECT_FALSE(truth.lies.empty());
}

}  // namespace
}  // namespace tracerouter::sim
