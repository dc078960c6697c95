#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "probe_script.hpp"
#include "stats/ttl_statistics.hpp"

namespace tracerouter::stats {
namespace {

using namespace std::chrono_literals;

std::string forged(std::uint64_t number) {
    return "2001:db8::" + std::to_string(number % 10'000);
}

TEST(ttl_statistics_hostile, names_few_of_ten_thousand_responders) {
    ttl_statistics statistics;
    for (std::uint64_t round = 1; round <= 10'000; ++round) {
        statistics.add(probe(round));
        statistics.add(answered(probe(round), 1ms, forged(round)));
    }
    const auto summary = statistics.summary(1, probe(10'000).sent_at);
    EXPECT_EQ(summary.rtt.count, 10'000U);
    EXPECT_EQ(summary.responders.size(), most_responders);
    EXPECT_LT(statistics.memory(), 64U * 1024);
}

TEST(ttl_statistics_hostile, stands_times_of_any_length) {
    ttl_statistics statistics;
    const duration times[]{0ns, 1ns, 63ns, 64ns, 5h, 400h, duration::max(), -1ns};
    std::uint64_t round = 0;
    for (const duration time : times) {
        statistics.add(probe(++round));
        statistics.add(answered(probe(round), time));
    }
    const auto rtt = statistics.summary(1, probe(round).sent_at).rtt;
    EXPECT_EQ(rtt.count, 8U);
    EXPECT_EQ(rtt.best, 0ns);
    EXPECT_EQ(rtt.geometric_mean, 0ns);
    EXPECT_EQ(rtt.worst, longest_rtt);
    EXPECT_EQ(rtt.median, 64ns);  // 63.5 ns, rounded
}

TEST(ttl_statistics_hostile, stays_bounded_at_a_hundred_thousand_probes_a_second) {
    ttl_statistics statistics;
    auto sent = probe(1);
    for (sent.round = 1; sent.round <= 100'000; ++sent.round) {
        sent.sent_at += 10us;
        statistics.add(sent);
        if (sent.round % 2 == 0) statistics.add(answered(sent, duration{std::int64_t{1} << sent.round % 50}));
    }
    EXPECT_LT(statistics.memory(), 320U * 1024);
    EXPECT_EQ(statistics.counts().answered, 50'000U);
}

TEST(ttl_statistics_hostile, counts_flows_without_a_bound_as_one) {
    ttl_statistics statistics;
    for (std::uint16_t flow = 0; flow < 1'000; ++flow) statistics.add(probe(flow + 1U, flow));
    const auto flows = statistics.summary(1, probe(1'000).sent_at).flows;
    ASSERT_EQ(flows.size(), most_flows);
    EXPECT_EQ(flows.back().probes.sent, 1'000U - 63);
}

TEST(ttl_statistics_hostile, outlives_a_clock_that_is_set_back) {
    ttl_statistics statistics;
    auto sent = probe(1);
    for (sent.round = 1; sent.round <= 20'000; ++sent.round) {
        sent.sent_at += sent.round == 10'000 ? -24h : 1s;
        statistics.add(sent);
        statistics.add(answered(sent, 1ms));
    }
    EXPECT_LT(statistics.memory(), 32U * 1024);
    EXPECT_EQ(statistics.summary(1, sent.sent_at).windows.at(0).decided, 60U);
}

}  // namespace
}  // namespace tracerouter::stats
