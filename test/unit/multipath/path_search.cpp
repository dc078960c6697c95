#include "multipath/path_search.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "path_world.hpp"

namespace tracerouter::multipath {
namespace {

using test::outcome;
using test::path_world;

/// What many searches of worlds of one kind have shown.
struct study {
    int runs = 0;
    int whole = 0;       // all links found
    int complete = 0;    // said to be
    int wrong = 0;       // links that are not there
    int per_packet = 0;  // runs that say so
    int uneven = 0;
    int most_waves = 0;
    double stated = 0;  // confidence, on average
    double probes = 0;

    [[nodiscard]] double share() const { return whole / static_cast<double>(runs); }
};

template <class Make>
study study_of(Make make, double confidence, int runs, double loss = 0) {
    study out{.runs = runs};
    for (int run = 1; run <= runs; ++run) {
        path_world world = make(static_cast<std::uint64_t>(run));
        const outcome found = test::search(world, {.confidence = confidence}, loss, static_cast<std::uint64_t>(run));
        const auto truth = world.links();
        out.whole += std::ranges::includes(found.links, truth) ? 1 : 0;
        out.wrong += std::ranges::includes(truth, found.links) ? 0 : 1;
        out.complete += found.paths.complete ? 1 : 0;
        out.stated += found.paths.confidence.value_or(0) / runs;
        out.probes += found.paths.probes_sent / static_cast<double>(runs);
        out.most_waves = std::max(out.most_waves, found.waves);
        const auto& all = found.paths.vertices;
        out.per_packet += std::ranges::any_of(all, &path_vertex::per_packet) ? 1 : 0;
        out.uneven += std::ranges::any_of(all, [](const path_vertex& one) { return one.evenness.value_or(1) < 0.01; });
    }
    return out;
}

path_world single_path(std::uint64_t seed) {
    path_world world{seed};
    for (int hop = 0; hop < 14; ++hop) world.single();
    return world;
}

path_world one_diamond(std::uint64_t seed) {
    path_world world{seed};
    world.single().diamond(2, 1).single();
    return world;
}

path_world two_diamonds(std::uint64_t seed) {
    path_world world{seed};
    world.single().single().single().diamond(4, 2).single().single().diamond(3, 1).single().single().single().single();
    return world;
}

path_world wide_diamond(std::uint64_t seed) {
    path_world world{seed};
    world.single().single().diamond(16, 1).single();
    return world;
}

path_world meshed_diamond(std::uint64_t seed) {
    path_world world{seed};
    world.single().single().diamond(4, 3, true).single();
    return world;
}

/// Behind the first two of sixteen routers paths part again.
path_world nested_diamonds(std::uint64_t seed) {
    path_world world{seed};
    world.single().layer(16, [](auto, auto) { return true; });
    world.layer(18, [](std::size_t from, std::size_t to) { return to < 4 ? from == to / 2 : from == to - 2; });
    world.single().single();
    return world;
}

TEST(path_search, asks_a_single_path_as_often_as_it_takes_to_be_sure) {
    const study found = study_of(single_path, 0.95, 10);
    EXPECT_EQ(found.whole, 10);
    EXPECT_EQ(found.complete, 10);
    EXPECT_DOUBLE_EQ(found.probes, 14 * 6);
    EXPECT_EQ(found.most_waves, 2);
    EXPECT_NEAR(found.stated, 1 - 2.0 / 64, 1e-9) << "two ways would have shown";
}

TEST(path_search, finds_the_whole_graph_as_often_as_it_says) {
    for (const double level : {0.95, 0.99}) {
        for (const auto make : {one_diamond, two_diamonds, wide_diamond, meshed_diamond}) {
            const study found = study_of(make, level, 150);
            EXPECT_EQ(found.complete, found.runs);
            EXPECT_EQ(found.wrong, 0);
            // Three standard deviations of so few runs.
            EXPECT_GE(found.share(), level - 3 * 0.018) << level;
            EXPECT_NEAR(found.share(), found.stated, 0.02 + 3 * 0.014) << level;
        }
    }
    EXPECT_GE(study_of(nested_diamonds, 0.95, 30).whole, 28);
}

TEST(path_search, is_done_within_a_few_round_trips) {
    EXPECT_LE(study_of(two_diamonds, 0.95, 100).most_waves, 7);
    EXPECT_LE(study_of(nested_diamonds, 0.95, 20).most_waves, 12);
}

TEST(path_search, makes_up_for_what_is_lost) {
    const study found = study_of(two_diamonds, 0.95, 100, 0.1);
    EXPECT_EQ(found.complete, found.runs);
    EXPECT_GE(found.whole, 95);
    EXPECT_EQ(found.wrong, 0);
    EXPECT_LE(found.most_waves, 12);
}

TEST(path_search, goes_through_silent_hops) {
    const auto make = [](std::uint64_t seed) {
        path_world world{seed};
        world.single().single().single().diamond(3, 1).single();
        world.at(world.hop(2)[0]).silent = true;
        return world;
    };
    for (const double loss : {0.0, 0.1}) {
        const study found = study_of(make, 0.95, 100, loss);
        EXPECT_GE(found.whole, 95);
        EXPECT_EQ(found.complete, found.runs);
        EXPECT_EQ(found.wrong, 0);
    }
}

TEST(path_search, finds_the_silent_one_of_two_that_are_side_by_side) {
    path_world world = one_diamond(5);
    world.at(world.hop(2)[1]).silent = true;
    const outcome found = test::search(world, {.confidence = 0.99});
    EXPECT_EQ(std::ranges::count(found.paths.vertices, 2, &path_vertex::ttl), 2);
    EXPECT_TRUE(found.paths.complete);
}

TEST(path_search, tells_balancing_by_packet_from_that_by_flow) {
    const auto make = [](std::uint64_t seed) {
        path_world world{seed};
        world.single().single().diamond(2, 2).single();
        world.at(world.hop(2)[0]).per_packet = true;
        return world;
    };
    const study found = study_of(make, 0.99, 200);
    EXPECT_GE(found.per_packet, 198);
    EXPECT_EQ(found.wrong, 0) << "what two packets met is no link where they go different ways";
    EXPECT_EQ(study_of(two_diamonds, 0.95, 100).per_packet, 0);
}

TEST(path_search, says_where_the_ways_are_not_equally_likely) {
    const auto make = [](std::uint64_t seed) {
        path_world world{seed};
        world.single().single().diamond(2, 1).single();
        world.at(world.hop(2)[0]).weights = {0.15, 0.85};
        return world;
    };
    EXPECT_GT(study_of(make, 0.99, 50).uneven, 25);
    EXPECT_LE(study_of(one_diamond, 0.99, 50).uneven, 4);
}

TEST(path_search, asks_little_behind_the_last_one_who_answers) {
    path_world world{1};
    world.single().single().single().single();
    world.at(world.hop(3)[0]).silent = world.at(world.hop(4)[0]).silent = true;
    const outcome found = test::search(world, {.confidence = 0.95});
    EXPECT_LE(found.paths.probes_sent, 30U);
    EXPECT_TRUE(found.paths.complete);
}

TEST(path_search, is_not_sure_of_anything_where_nobody_answers) {
    path_world world{1};
    world.single().single();
    world.at(world.hop(1)[0]).silent = world.at(world.hop(2)[0]).silent = true;
    const outcome found = test::search(world, {.confidence = 0.95});
    EXPECT_FALSE(found.paths.complete);
    EXPECT_FALSE(found.paths.confidence);
}

// Whoever stands before a target can answer for any number of routers.
TEST(path_search, does_not_follow_whoever_answers_from_ever_new_addresses) {
    path_search search{{.wanted = {.max_probes = 4'000}}};
    std::uint32_t number = 0;
    const auto anew = [&number] { return boost::asio::ip::address_v4{++number}; };
    for (std::uint8_t ttl = 1; ttl <= 2; ++ttl) search.met(ttl, anew(), ttl == 2);
    while (!search.finished()) {
        std::vector<question> wave;
        while (const auto asked = search.next({})) wave.push_back(*asked);
        for (const question& asked : wave) search.answered(asked, {}, anew(), false);
    }
    const path_set paths = search.result();
    EXPECT_LE(paths.probes_sent, 4'000U);
    EXPECT_FALSE(paths.complete);
}

// What packets of one flow met is no flow: a flow with a number that nobody gave away would be asked.
TEST(path_search, asks_no_flow_beyond_those_that_are_allowed) {
    path_world world{3};
    world.single().single().diamond(4, 2).single();
    for (const std::size_t router : world.hop(3)) world.at(router).per_packet = true;
    world.at(world.hop(2)[0]).per_packet = true;
    path_search search{{.wanted = {.max_flows = 12}}};
    for (std::uint8_t ttl = 1; ttl <= world.distance(); ++ttl)
        search.met(ttl, path_world::address_of(world.met(0, ttl)), ttl == world.distance());
    std::uint16_t highest = 0;
    while (!search.finished()) {
        std::vector<question> wave;
        while (const auto asked = search.next({})) wave.push_back(*asked);
        for (const question& asked : wave) {
            highest = std::max(highest, asked.flow);
            const std::size_t met = world.met(asked.flow, asked.ttl);
            search.answered(asked, {}, path_world::address_of(met), met == world.hop(world.distance())[0]);
        }
    }
    EXPECT_LT(highest, 12);
}

// A firewall of this host may refuse all of them.
TEST(path_search, tries_nothing_again_that_has_not_left_this_host) {
    path_search search{{.wanted = {.max_flows = 50}}};
    path_world world{1};
    world.single().single();
    for (std::uint8_t ttl = 1; ttl <= 2; ++ttl) search.met(ttl, path_world::address_of(world.met(0, ttl)), ttl == 2);
    while (!search.finished()) {
        while (const auto asked = search.next({})) search.unsent(*asked);
    }
    const path_set paths = search.result();
    EXPECT_LE(paths.probes_sent, 100U);
    EXPECT_FALSE(paths.complete);
    EXPECT_TRUE(std::ranges::all_of(paths.vertices, [](const path_vertex& one) { return one.address.has_value(); }));
}

TEST(path_search, stops_at_the_probes_and_flows_that_are_allowed) {
    path_world world = wide_diamond(3);
    const outcome few = test::search(world, {.confidence = 0.95, .max_probes = 100});
    EXPECT_LE(few.paths.probes_sent, 100U);
    EXPECT_FALSE(few.paths.complete);
    EXPECT_FALSE(few.paths.confidence);
    EXPECT_TRUE(std::ranges::any_of(few.paths.vertices,
                                    [](const path_vertex& one) { return one.gap == path_gap::probe_limit; }));
    const outcome narrow = test::search(world, {.confidence = 0.95, .max_flows = 20});
    EXPECT_LE(narrow.paths.flows, 20);
    EXPECT_TRUE(std::ranges::any_of(narrow.paths.vertices,
                                    [](const path_vertex& one) { return one.gap == path_gap::flow_limit; }));
}

// What takes longer than all others so far is probably lost; its deadline has not passed yet.
TEST(path_search, asks_again_before_an_answer_is_given_up) {
    path_world world{1};
    world.single().single().single();
    path_search search{{.wanted = {}}};
    for (std::uint8_t ttl = 1; ttl <= 3; ++ttl) search.met(ttl, path_world::address_of(world.met(0, ttl)), ttl == 3);
    time_point now{};
    std::vector<question> wave;
    while (const auto asked = search.next(now)) wave.push_back(*asked);
    ASSERT_EQ(wave.size(), 15U);
    EXPECT_FALSE(search.due());
    now += std::chrono::milliseconds{50};
    for (std::size_t place = 1; place < wave.size(); ++place) {
        const question& asked = wave[place];
        search.answered(asked, now, path_world::address_of(world.met(asked.flow, asked.ttl)), asked.ttl == 3);
    }
    EXPECT_FALSE(search.next(now));
    ASSERT_TRUE(search.due());
    now = *search.due();
    EXPECT_EQ(now, time_point{} + std::chrono::milliseconds{70});
    EXPECT_EQ(search.next(now), wave[0]);
    EXPECT_FALSE(search.next(now)) << "once";
    EXPECT_FALSE(search.due());
    search.lost(wave[0], now);
    EXPECT_FALSE(search.next(now)) << "the repetition is awaited";
    search.answered(wave[0], now, path_world::address_of(world.met(wave[0].flow, wave[0].ttl)), wave[0].ttl == 3);
    EXPECT_FALSE(search.next(now));
    EXPECT_TRUE(search.finished());
    EXPECT_TRUE(search.result().complete);
}

// A router that answers once a second at most.
TEST(path_search, waits_for_routers_that_limit_their_answers) {
    path_search search{{.wanted = {}}};
    path_world world{1};
    world.single().single();
    for (std::uint8_t ttl = 1; ttl <= 2; ++ttl) search.met(ttl, path_world::address_of(world.met(0, ttl)), ttl == 2);
    time_point now{};
    int answers = 1;
    while (!search.finished()) {
        while (const auto asked = search.next(now)) {
            const bool limited =
                asked->ttl == 1 && answers >= 3 && now < time_point{} + answers * std::chrono::seconds{1};
            if (limited) search.lost(*asked, now, std::chrono::milliseconds{1'050});
            if (!limited && asked->ttl == 1) ++answers;
            if (!limited)
                search.answered(*asked, now, path_world::address_of(world.met(asked->flow, asked->ttl)),
                                asked->ttl == 2);
        }
        if (search.due()) now = *search.due();
    }
    EXPECT_TRUE(search.result().complete);
    EXPECT_GE(answers, 6);
    EXPECT_LE(now, time_point{} + std::chrono::seconds{10});
}

}  // namespace
}  // namespace tracerouter::multipath
