#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>

#include "base/mix.hpp"
#include "path_script.hpp"

namespace tracerouter::stats {
namespace {

using namespace std::chrono_literals;

way replaced(way hops, std::size_t ttl, const std::string& by) {
    hops[ttl - 1] = by;
    return hops;
}

TEST(path_changes, are_told_with_the_first_sighting) {
    path_script script;
    script.run(20);
    script.way_of = [](auto, auto) { return replaced(numbered_way(4), 3, "198.18.9.3"); };
    script.run(20);
    ASSERT_EQ(script.events.size(), 1U);
    EXPECT_EQ(script.all<path_change>().at(0),
              (path_change{script.time_of(21), 0, 3, address("198.18.1.3"), address("198.18.9.3")}));
    EXPECT_EQ(script.result().changes, script.events);
}

TEST(path_changes, need_a_second_sighting) {
    path_script script;
    script.way_of = [](std::uint64_t round, auto) {
        return round % 10 == 0 ? replaced(numbered_way(4), 3, "198.18.9.3") : numbered_way(4);
    };
    script.run(200);
    EXPECT_TRUE(script.events.empty());
}

TEST(path_changes, are_confirmed_by_two_of_three) {
    path_script script;
    script.run(20);
    script.way_of = [](auto, auto) { return replaced(numbered_way(4), 3, "198.18.9.3"); };
    script.loses = [](std::uint64_t round, auto, std::uint16_t ttl) { return ttl == 3 && round == 22; };
    script.run(10);
    ASSERT_EQ(script.all<path_change>().size(), 1U);
    EXPECT_EQ(script.all<path_change>()[0].at, script.time_of(21));
}

TEST(path_changes, are_never_silence) {
    path_script script;
    script.run(20);
    script.loses = [](std::uint64_t round, auto, std::uint16_t ttl) { return ttl == 3 && round > 20; };
    script.run(50);
    script.loses = [](auto, auto, auto) { return false; };
    script.run(50);
    EXPECT_TRUE(script.events.empty());
}

TEST(path_changes, are_never_another_flow) {
    path_script script;
    script.flows = 4;
    script.way_of = [](auto, std::uint16_t flow) {
        return replaced(numbered_way(4), 2, "198.18.9." + std::to_string(flow));
    };
    script.run(400);
    EXPECT_TRUE(script.events.empty());
}

TEST(path_changes, of_several_hops_are_one) {
    path_script script;
    script.run(20);
    script.way_of = [](auto, auto) { return way{"198.18.1.1", "198.18.9.2", "198.18.9.3", "198.18.9.4"}; };
    // The first that changed is not seen in the first round, others not in the next ones.
    script.loses = [](std::uint64_t round, auto, std::uint16_t ttl) {
        return (ttl == 2 && round == 21) || (ttl == 4 && round == 22) || (ttl == 4 && round == 23);
    };
    script.run(30);
    ASSERT_EQ(script.events.size(), 1U);
    EXPECT_EQ(script.all<path_change>().at(0),
              (path_change{script.time_of(21), 0, 2, address("198.18.1.2"), address("198.18.9.2")}));
}

TEST(path_changes, seen_by_several_flows_are_one) {
    path_script script;
    script.flows = 4;
    script.run(40);
    script.way_of = [](auto, auto) { return replaced(numbered_way(4), 3, "198.18.9.3"); };
    script.run(80);
    ASSERT_EQ(script.events.size(), 1U);
    EXPECT_EQ(script.all<path_change>().at(0).at, script.time_of(41));
    EXPECT_EQ(script.all<path_change>().at(0).flow, 0U);
}

TEST(path_changes, of_the_length_are_one) {
    for (const std::uint16_t flows : {std::uint16_t{1}, std::uint16_t{4}}) {
        path_script script;
        script.flows = flows;
        script.run(30);
        script.way_of = [](auto, auto) { return numbered_way(7); };
        script.run(60);
        ASSERT_EQ(script.events.size(), 1U) << flows;
        EXPECT_EQ(script.all<length_change>().at(0), (length_change{script.time_of(31), script.flow_of(31), 5, 8}));
        script.way_of = [](auto, auto) { return numbered_way(4); };
        script.run(60);
        ASSERT_EQ(script.events.size(), 2U) << flows;
        EXPECT_EQ(script.all<length_change>().at(1).at, script.time_of(91));
        EXPECT_EQ(script.all<length_change>().at(1).after, 5U);
    }
}

TEST(path_changes, of_route_and_length_are_one) {
    for (const std::uint16_t flows : {std::uint16_t{1}, std::uint16_t{4}}) {
        path_script script;
        script.flows = flows;
        script.run(30);
        script.way_of = [](auto, auto) {
            auto hops = numbered_way(7, 101);
            hops[0] = "198.18.1.1";
            return hops;
        };
        script.run(60);
        ASSERT_EQ(script.events.size(), 1U) << flows;
        EXPECT_EQ(script.all<path_change>().at(0), (path_change{script.time_of(31), script.flow_of(31), 2,
                                                                address("198.18.1.2"), address("198.18.1.102")}));
        EXPECT_EQ(script.result().distance, 8U);
    }
}

TEST(path_changes, of_balancing_are_told_apart) {
    path_script script;
    script.flows = 4;
    const auto dealt = [](std::uint16_t flow, bool anew) {
        return replaced(numbered_way(4), 3, (flow % 2 == 0) != anew ? "198.18.9.1" : "198.18.9.2");
    };
    script.way_of = [&](auto, std::uint16_t flow) { return dealt(flow, false); };
    script.run(40);
    script.way_of = [&](auto, std::uint16_t flow) { return dealt(flow, true); };
    script.run(60);
    ASSERT_EQ(script.events.size(), 1U);
    EXPECT_EQ(script.all<balance_change>().at(0),
              (balance_change{script.time_of(41), 0, 3, address("198.18.9.1"), address("198.18.9.2")}));
}

TEST(path_changes, that_leave_one_of_two_ways_are_of_the_route) {
    path_script script;
    script.flows = 4;
    script.way_of = [](auto, std::uint16_t flow) {
        return replaced(numbered_way(4), 3, flow % 2 == 0 ? "198.18.9.1" : "198.18.9.2");
    };
    script.run(40);
    script.way_of = [](auto, auto) { return replaced(numbered_way(4), 3, "198.18.9.2"); };
    script.run(60);
    ASSERT_EQ(script.events.size(), 1U);
    EXPECT_EQ(script.all<path_change>().at(0),
              (path_change{script.time_of(41), 0, 3, address("198.18.9.1"), address("198.18.9.2")}));
}

/// Ways that take turns, `rounds` each.
auto flapping(std::uint64_t rounds) {
    return [rounds](std::uint64_t round, auto) {
        return round / rounds % 2 == 0 ? numbered_way(4)
                                       : replaced(replaced(numbered_way(4), 2, "198.18.9.2"), 3, "198.18.9.3");
    };
}

TEST(path_changes, of_each_round_are_two_paths_and_no_storm) {
    path_script script;
    script.way_of = flapping(1);
    script.run(1'000);
    script.finish();
    EXPECT_LE(script.events.size(), 2U);
    const auto paths = script.statistics.paths();
    ASSERT_EQ(paths.size(), 2U);
    for (const path_taken& path : paths) {
        EXPECT_DOUBLE_EQ(path.share, 0.5);
        EXPECT_EQ(path.length, 5U);
        EXPECT_EQ(path.rounds, 500U);
    }
    EXPECT_EQ(paths[0].hops[1], address("198.18.1.2"));
    EXPECT_EQ(paths[1].hops[1], address("198.18.9.2"));
    EXPECT_EQ(paths[1].first_seen, script.time_of(1));
    EXPECT_EQ(paths[1].last_seen, script.time_of(999));
    EXPECT_DOUBLE_EQ(script.result().hops.at(1).responders.at(0).share, 0.5);
}

TEST(path_changes, by_chance_for_each_packet_are_no_storm) {
    path_script script;
    script.flows = 4;
    script.way_of = [](std::uint64_t round, auto) {
        auto hops = numbered_way(6);
        for (std::size_t hop = 1; hop < 4; ++hop) {
            if (mix(round * 8 + hop) % 2 == 0) hops[hop] = "198.18.9." + std::to_string(hop);
        }
        return hops;
    };
    script.run(20'000);
    EXPECT_LE(script.events.size(), 12U);
    EXPECT_EQ(script.statistics.paths().size(), 32U);  // eight ways of each flow
}

TEST(path_changes, that_flap_slowly_are_damped) {
    path_script script;
    script.way_of = flapping(30);
    script.run(7'200);
    EXPECT_GE(script.events.size(), 1U);
    EXPECT_LE(script.events.size(), 3U);  // of 240
    // Once it has been quiet for an hour, what the flapping left is told if it was not, and so is the next change.
    script.way_of = [](auto, auto) { return numbered_way(4); };
    script.run(3'700);
    const std::size_t until_quiet = script.events.size();
    EXPECT_LE(until_quiet, 4U);
    script.way_of = [](auto, auto) { return replaced(numbered_way(4), 2, "198.18.9.7"); };
    script.run(10);
    EXPECT_EQ(script.events.size(), until_quiet + 1);
    EXPECT_EQ(std::get<path_change>(script.events.back()).before, address("198.18.1.2"));
}

TEST(path_changes, of_the_target_into_a_router_are_told_at_last) {
    path_script script;
    script.run(20);
    script.way_of = [](auto, auto) {
        way hops = numbered_way(5);
        hops.resize(40, "*");
        return hops;
    };
    script.run(30);
    script.finish();
    ASSERT_EQ(script.all<path_change>().size(), 1U);
    EXPECT_EQ(script.all<path_change>()[0],
              (path_change{script.time_of(21), 0, 5, address(script_target), address("198.18.1.5")}));
}

TEST(path_changes, keep_their_newest_hundred) {
    path_script script;
    for (int change = 0; change < 150; ++change) {
        script.way_of = [change](auto, auto) {
            return replaced(numbered_way(4), 3, "198.19.0." + std::to_string(change));
        };
        script.interval = 1h;  // long enough for the damping
        script.run(4);
    }
    EXPECT_EQ(script.events.size(), 149U);
    EXPECT_EQ(script.result().changes.size(), 100U);
    EXPECT_EQ(script.result().changes.back(), script.events.back());
}

}  // namespace
}  // namespace tracerouter::stats
