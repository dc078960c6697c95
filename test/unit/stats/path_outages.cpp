#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <variant>

#include "path_script.hpp"

namespace tracerouter::stats {
namespace {

using namespace std::chrono_literals;

/// Loses all that is sent to the target and beyond in these rounds.
auto dead(std::uint64_t first, std::uint64_t last) {
    return [=](std::uint64_t round, auto, std::uint16_t ttl) { return ttl >= 5 && first <= round && round <= last; };
}

TEST(path_outages, begin_with_three_losses_and_end_with_an_answer) {
    for (const std::uint16_t flows : {std::uint16_t{1}, std::uint16_t{4}}) {
        path_script script;
        script.flows = flows;
        script.loses = dead(21, 50);
        script.run(40);
        ASSERT_EQ(script.events.size(), 1U);
        EXPECT_EQ(script.all<outage>().at(0), (outage{script.time_of(21), 3}));
        EXPECT_FALSE(script.result().distance);
        EXPECT_TRUE(script.result().reached);
        EXPECT_EQ(script.result().hops.size(), 5U);
        script.run(40);
        ASSERT_EQ(script.events.size(), 2U);
        EXPECT_EQ(script.all<recovery>().at(0), (recovery{script.time_of(51), 30s, 30}));
        EXPECT_EQ(script.result().distance, 5U);
    }
}

TEST(path_outages, are_bursts_below_three) {
    path_script script;
    script.loses = dead(21, 22);
    script.run(40);
    ASSERT_EQ(script.events.size(), 1U);
    EXPECT_EQ(script.all<loss_burst>().at(0), (loss_burst{script.time_of(21), 2s, 2}));
}

TEST(path_outages, are_not_single_losses) {
    path_script script;
    script.loses = [](std::uint64_t round, auto, std::uint16_t ttl) { return ttl >= 5 && round % 2 == 0; };
    script.run(100);
    EXPECT_TRUE(script.events.empty());
}

/// Thirty rounds over three hops, of which the second ten have that outcome instead of an answer.
monitor_result with_ten_rounds(probe_outcome outcome) {
    path_statistics statistics;
    for (std::uint64_t round = 1; round <= 30; ++round) {
        const bool answers = round <= 10 || round > 20;
        for (std::uint16_t ttl = 1; ttl <= 3; ++ttl) {
            const auto sent = probe(round, 0, ttl);
            if (answers || outcome != probe_outcome::refused) statistics.observe(sent);
            statistics.observe(answers ? answered(sent, 1ms, "198.18.1." + std::to_string(ttl), ttl == 3)
                                       : with(sent, outcome));
        }
    }
    statistics.finish();
    EXPECT_FALSE(statistics.poll_event());
    monitor_result result;
    statistics.fill(result, probe(30).sent_at);
    EXPECT_EQ(result.hops.size(), 3U);
    return result;
}

TEST(path_outages, are_not_our_own_refusals) {
    const hop_summary target = with_ten_rounds(probe_outcome::refused).hops.at(2);
    EXPECT_EQ(target.probes, (probe_counts{.sent = 20, .answered = 20, .refused = 10}));
    EXPECT_EQ(target.loss->share, 0);
}

TEST(path_outages, are_no_rate_limits) {
    const hop_summary target = with_ten_rounds(probe_outcome::limited).hops.at(2);
    EXPECT_EQ(target.probes, (probe_counts{.sent = 30, .answered = 20, .limited = 10}));
    EXPECT_EQ(target.loss->share, 0);
}

TEST(path_outages, are_none_of_a_target_that_never_answered) {
    path_script script;
    script.loses = dead(1, 1'000);
    script.run(100);
    EXPECT_TRUE(script.events.empty());
}

TEST(path_outages, are_not_the_loss_of_some_ways) {
    path_script script;
    script.flows = 4;
    script.loses = [](std::uint64_t round, std::uint16_t flow, std::uint16_t ttl) {
        return ttl >= 3 && flow >= 2 && round > 40;
    };
    script.run(400);
    EXPECT_EQ(script.all<outage>().size(), 0U);
    EXPECT_LE(script.all<loss_burst>().size(), 3U);  // before it is clear that these flows alone are hit
    EXPECT_EQ(script.result().distance, 5U);
}

TEST(path_outages, are_routers_that_answer_for_the_target_for_long) {
    path_script script;
    script.run(20);
    script.way_of = [](auto, auto) {
        way loop;
        while (loop.size() < 40) loop.insert(loop.end(), {"198.18.1.1", "198.18.1.2"});
        return loop;
    };
    script.run(30);
    EXPECT_EQ(script.all<outage>().size(), 1U);
}

TEST(path_outages, are_refusals_of_routers) {
    path_statistics statistics;
    for (std::uint64_t round = 1; round <= 20; ++round) {
        for (std::uint16_t ttl = 1; ttl <= 3; ++ttl) {
            statistics.observe(probe(round, 0, ttl));
            auto answer = answered(probe(round, 0, ttl), 1ms, "198.18.1." + std::to_string(ttl), ttl == 3);
            if (round > 10 && ttl == 3) answer = answered(probe(round, 0, ttl), 1ms, "198.18.1.2");
            if (round > 10 && ttl == 3) answer.reply->kind = reply_kind::unreachable;
            statistics.observe(answer);
        }
    }
    statistics.finish();
    const auto event = statistics.poll_event();
    ASSERT_TRUE(event);
    EXPECT_EQ(std::get<outage>(*event), (outage{probe(11).sent_at, 3}));
    EXPECT_FALSE(statistics.poll_event());
}

}  // namespace
}  // namespace tracerouter::stats
