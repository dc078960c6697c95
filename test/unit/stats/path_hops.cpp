#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "base/mix.hpp"
#include "path_script.hpp"

namespace tracerouter::stats {
namespace {

std::vector<std::uint64_t> lost_by_hop(const monitor_result& result) {
    std::vector<std::uint64_t> lost;
    for (const hop_summary& hop : result.hops) lost.push_back(hop.probes.lost);
    return lost;
}

std::string responders_of(const hop_summary& hop) {
    std::string all;
    for (const responder_summary& one : hop.responders) all += (all.empty() ? "" : " ") + one.address.to_string();
    return all;
}

TEST(path_hops, end_with_the_target) {
    path_script script;
    script.run(20);
    script.finish();
    const auto result = script.result();
    EXPECT_TRUE(result.reached);
    EXPECT_EQ(result.distance, 5U);
    ASSERT_EQ(result.hops.size(), 5U);
    for (const hop_summary& hop : result.hops) EXPECT_EQ(hop.probes, (probe_counts{.sent = 20, .answered = 20}));
    EXPECT_EQ(responders_of(result.hops.back()), script_target);
    EXPECT_TRUE(script.events.empty());
}

TEST(path_hops, show_the_target_before_the_second_round_begins) {
    path_script script;
    script.run(1);
    EXPECT_EQ(script.result().distance, 5U);
    ASSERT_EQ(script.result().hops.size(), 5U);
    EXPECT_EQ(script.result().hops.back().probes.answered, 1U);
}

TEST(path_hops, are_forgotten_by_a_reset_but_for_the_reached_target) {
    path_script script;
    script.run(10);
    script.statistics.reset(10);
    EXPECT_TRUE(script.result().reached);
    EXPECT_TRUE(script.result().hops.empty());
    script.run(2);
    ASSERT_EQ(script.result().hops.size(), 5U);
    EXPECT_EQ(script.result().hops.back().probes.answered, 2U);
}

TEST(path_hops, make_no_loss_of_probes_beyond_the_target) {
    path_script script;
    script.loses = [](auto, auto, std::uint16_t ttl) { return ttl > 5; };
    script.run(30);
    script.way_of = [](auto, auto) { return numbered_way(7); };
    script.loses = [](auto, auto, auto) { return false; };
    script.run(30);
    script.finish();
    const auto result = script.result();
    ASSERT_EQ(result.hops.size(), 8U);
    EXPECT_EQ(lost_by_hop(result), std::vector<std::uint64_t>(8, 0));
    EXPECT_EQ(responders_of(result.hops[5]), "198.18.1.6");
}

TEST(path_hops, follow_a_path_that_becomes_longer) {
    path_script script;
    script.run(30);
    script.way_of = [](auto, auto) { return numbered_way(7); };
    script.run(4);
    const auto result = script.result();
    EXPECT_EQ(result.distance, 8U);
    ASSERT_EQ(result.hops.size(), 8U);
    EXPECT_EQ(lost_by_hop(result), std::vector<std::uint64_t>(8, 0));
    EXPECT_EQ(responders_of(result.hops[4]), script_target + " 198.18.1.5");
    EXPECT_EQ(responders_of(result.hops[6]), "198.18.1.7");  // not the target, which answered probes beyond it
}

TEST(path_hops, follow_a_path_that_becomes_shorter) {
    path_script script;
    script.way_of = [](auto, auto) { return numbered_way(7); };
    script.run(30);
    script.way_of = [](auto, auto) { return numbered_way(4); };
    script.run(4);
    EXPECT_EQ(script.result().distance, 5U);
    ASSERT_EQ(script.result().hops.size(), 5U);
    script.way_of = [](auto, auto) { return numbered_way(7); };
    script.run(4);
    const auto result = script.result();
    ASSERT_EQ(result.hops.size(), 8U);
    EXPECT_EQ(responders_of(result.hops[5]), "198.18.1.6");
    EXPECT_EQ(lost_by_hop(result), std::vector<std::uint64_t>(8, 0));
}

TEST(path_hops, count_a_lost_answer_of_the_target_where_it_is) {
    path_script script;
    script.loses = [](std::uint64_t round, auto, std::uint16_t ttl) { return ttl == 5 && round % 3 == 0; };
    script.run(60);
    script.finish();
    const auto result = script.result();
    ASSERT_EQ(result.hops.size(), 5U);
    EXPECT_EQ(result.hops.back().probes.lost, 20U);
    EXPECT_TRUE(script.events.empty());
}

TEST(path_hops, find_a_target_behind_a_new_silent_hop) {
    path_script script;
    script.run(20);
    script.way_of = [](auto, auto) { return way{"198.18.1.1", "198.18.1.2", "198.18.1.3", "198.18.1.4", "*"}; };
    script.run(20);
    script.finish();
    EXPECT_EQ(script.result().distance, 6U);
    ASSERT_EQ(script.events.size(), 1U);
    EXPECT_EQ(script.all<length_change>().at(0), (length_change{script.time_of(21), 0, 5, 6}));
}

TEST(path_hops, end_with_the_last_answer_where_no_target_answers) {
    path_script script;
    script.loses = [](auto, auto, std::uint16_t ttl) { return ttl == 2 || ttl > 4; };
    script.run(10);
    script.finish();
    const auto result = script.result();
    EXPECT_FALSE(result.reached);
    EXPECT_FALSE(result.distance);
    EXPECT_EQ(lost_by_hop(result), (std::vector<std::uint64_t>{0, 10, 0, 0}));
}

TEST(path_hops, end_with_a_router_that_refuses) {
    path_statistics statistics;
    for (std::uint16_t ttl = 1; ttl <= 6; ++ttl) statistics.observe(probe(1, 0, ttl));
    for (std::uint16_t ttl = 1; ttl <= 6; ++ttl) {
        auto answer = answered(probe(1, 0, ttl), duration{1'000}, "198.18.1." + std::to_string(ttl < 3 ? ttl : 3));
        if (ttl >= 3) answer.reply->kind = reply_kind::unreachable;
        statistics.observe(answer);
    }
    statistics.finish();
    monitor_result result;
    statistics.fill(result, script_start);
    EXPECT_EQ(result.hops.size(), 3U);
}

TEST(path_hops, show_loss_in_the_way_it_is_in) {
    path_script script;
    script.flows = 4;
    script.way_of = [](auto, std::uint16_t flow) {
        auto hops = numbered_way(4);
        hops[2] = "198.18.2." + std::to_string(flow);
        return hops;
    };
    script.loses = [](std::uint64_t round, std::uint16_t flow, std::uint16_t ttl) {
        return flow == 2 && ttl >= 3 && mix(round) % 10 < 3;
    };
    script.run(400);
    script.finish();
    const auto result = script.result();
    ASSERT_EQ(result.hops.size(), 5U);
    for (const std::size_t index : {2U, 4U}) {
        const hop_summary& hop = result.hops[index];
        ASSERT_EQ(hop.flows.size(), 4U);
        for (const flow_summary& flow : hop.flows) {
            EXPECT_EQ(flow.probes.decided(), 100U);
            EXPECT_EQ(flow.probes.lost > 15 && flow.probes.lost < 45, flow.flow == 2) << flow.probes.lost;
            EXPECT_EQ(flow.probes.lost == 0, flow.flow != 2);
        }
    }
    EXPECT_EQ(result.hops[2].flows[3].responder, address("198.18.2.3"));
    EXPECT_EQ(result.hops[2].responders.size(), 4U);
    EXPECT_EQ(script.all<path_change>().size() + script.all<outage>().size(), 0U);
}

TEST(path_hops, take_ttls_and_flows_out_of_range) {
    path_statistics statistics;
    statistics.observe(probe(1, 0, 0));
    statistics.observe(probe(1, 0, 256));
    statistics.observe(probe(1, 60'000, 255));
    statistics.observe(answered(probe(1, 60'000, 255), duration{1'000}, script_target, true));
    statistics.observe(answered(probe(7, 3, 9), duration{1'000}));  // never sent
    statistics.finish();
    monitor_result result;
    statistics.fill(result, script_start);
    EXPECT_EQ(result.distance, 255U);
    EXPECT_EQ(result.hops.back().flows.at(0).flow, most_flows - 1);
}

}  // namespace
}  // namespace tracerouter::stats
