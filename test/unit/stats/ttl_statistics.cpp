#include "stats/ttl_statistics.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <optional>
#include <string>

#include "numpy_numbers.hpp"
#include "probe_script.hpp"

namespace tracerouter::stats {
namespace {

using namespace std::chrono_literals;

std::optional<std::string> printed(std::optional<duration> span) {
    if (!span) return std::nullopt;
    char text[32];
    std::snprintf(text, sizeof text, "%.3f", std::chrono::duration<double, std::milli>(*span).count());
    return text;
}

std::optional<std::string> text(const char* expected) {
    return expected == nullptr ? std::nullopt : std::optional<std::string>{expected};
}

void expect_moments(const rtt_summary& rtt, const expected_numbers& expected) {
    EXPECT_EQ(rtt.count, expected.count);
    EXPECT_EQ(printed(rtt.best), text(expected.best));
    EXPECT_EQ(printed(rtt.mean), text(expected.mean));
    EXPECT_EQ(printed(rtt.geometric_mean), text(expected.geometric_mean));
    EXPECT_EQ(printed(rtt.worst), text(expected.worst));
    EXPECT_EQ(printed(rtt.deviation), text(expected.deviation));
    EXPECT_EQ(printed(rtt.last_difference), text(expected.last_difference));
    EXPECT_EQ(printed(rtt.mean_difference), text(expected.mean_difference));
    EXPECT_EQ(printed(rtt.worst_difference), text(expected.worst_difference));
    EXPECT_EQ(printed(rtt.jitter), text(expected.jitter));
}

void expect_percentiles(const rtt_summary& rtt, const expected_numbers& expected) {
    EXPECT_EQ(printed(rtt.median), text(expected.median));
    EXPECT_EQ(printed(rtt.p95), text(expected.p95));
    EXPECT_EQ(printed(rtt.p99), text(expected.p99));
}

void expect_near(std::optional<duration> span, const char* expected) {
    ASSERT_TRUE(span);
    const double wanted = std::stod(expected);
    const std::chrono::duration<double, std::milli> milliseconds{*span};
    EXPECT_NEAR(milliseconds.count(), wanted, wanted / 100);
}

void tell(ttl_statistics& statistics, const probe_observation& sent, scripted_time time) {
    statistics.add(time.lost ? with(sent, probe_outcome::lost) : answered(sent, time.rtt));
}

/// Ten thousand scripted probes, `interval` apart.
hop_summary ten_thousand(std::chrono::milliseconds interval) {
    ttl_statistics statistics;
    wall_time now = script_start;
    for (std::uint64_t number = 1; number <= 10'000; ++number) {
        auto sent = probe(number);
        sent.sent_at = now += interval;
        statistics.add(sent);
        tell(statistics, sent, scripted(number));
    }
    return statistics.summary(1, now);
}

TEST(ttl_statistics, windows_are_exact) {
    const auto summary = ten_thousand(1s);
    ASSERT_EQ(summary.windows.size(), 3U);
    const expected_numbers* expected[]{&numbers_of_last_60, &numbers_of_last_300, &numbers_of_last_900};
    for (std::size_t index = 0; index < 3; ++index) {
        SCOPED_TRACE(index);
        expect_moments(summary.windows[index].rtt, *expected[index]);
        expect_percentiles(summary.windows[index].rtt, *expected[index]);
        EXPECT_EQ(summary.windows[index].lost, expected[index]->lost);
        EXPECT_EQ(summary.windows[index].decided, expected[index]->lost + expected[index]->count);
    }
}

TEST(ttl_statistics, percentiles_of_all_time_are_right_to_a_hundredth) {
    const auto summary = ten_thousand(1s);
    expect_moments(summary.rtt, numbers_of_all);
    expect_near(summary.rtt.median, numbers_of_all.median);
    expect_near(summary.rtt.p95, numbers_of_all.p95);
    expect_near(summary.rtt.p99, numbers_of_all.p99);
    EXPECT_EQ(summary.probes.lost, numbers_of_all.lost);
}

TEST(ttl_statistics, percentiles_of_all_time_are_exact_where_all_are_kept) {
    const auto summary = ten_thousand(10ms);
    expect_moments(summary.rtt, numbers_of_all);
    expect_percentiles(summary.rtt, numbers_of_all);
    expect_percentiles(summary.responders.at(0).rtt, numbers_of_all);
    EXPECT_EQ(printed(summary.flows.at(0).median), numbers_of_all.median);
}

TEST(ttl_statistics, are_the_same_in_whatever_order_answers_come) {
    ttl_statistics statistics;
    constexpr std::uint64_t in_flight = 40;  // in blocks: all are sent, and then the last is answered first
    for (std::uint64_t block = 0; block < 250; ++block) {
        for (std::uint64_t one = 1; one <= in_flight; ++one) statistics.add(probe(block * in_flight + one));
        for (std::uint64_t one = in_flight; one > 0; --one) {
            const std::uint64_t number = block * in_flight + one;
            tell(statistics, probe(number), scripted(number));
        }
    }
    const auto summary = statistics.summary(1, probe(10'000).sent_at);
    expect_moments(summary.rtt, numbers_of_all);
    expect_moments(summary.windows.at(2).rtt, numbers_of_last_900);
    EXPECT_EQ(summary.rtt.last, std::nullopt);  // the last probe was lost
}

TEST(ttl_statistics, pair_probes_of_one_flow) {
    ttl_statistics statistics;
    for (std::uint64_t round = 1; round <= 8; ++round) {
        const auto flow = static_cast<std::uint16_t>(round % 2);
        statistics.add(probe(round, flow));
        // The flows are 10 ms apart, and each of them takes 1 ms more each time.
        statistics.add(answered(probe(round, flow), 10ms * flow + 1ms * (round / 2)));
    }
    const auto summary = statistics.summary(1, probe(8).sent_at);
    EXPECT_EQ(summary.rtt.mean_difference, 1ms);
    EXPECT_EQ(summary.rtt.worst_difference, 1ms);
    EXPECT_EQ(summary.windows.at(0).rtt.worst_difference, 1ms);
}

TEST(ttl_statistics, pair_nothing_across_a_loss) {
    ttl_statistics statistics;
    for (std::uint64_t round = 1; round <= 9; ++round) {
        statistics.add(probe(round));
        statistics.add(round % 2 == 0 ? with(probe(round), probe_outcome::lost) : answered(probe(round), 1ms * round));
    }
    const auto summary = statistics.summary(1, probe(9).sent_at);
    EXPECT_EQ(summary.rtt.count, 5U);
    EXPECT_EQ(summary.rtt.jitter, std::nullopt);
    EXPECT_EQ(summary.windows.at(0).rtt.jitter, std::nullopt);
}

TEST(ttl_statistics, count_what_is_waited_for_as_nothing_else) {
    ttl_statistics statistics;
    statistics.add(probe(1));
    const auto summary = statistics.summary(1, probe(2).sent_at);
    EXPECT_EQ(summary.probes.in_flight(), 1U);
    EXPECT_EQ(summary.probes.decided(), 0U);
    EXPECT_EQ(summary.loss, std::nullopt);
    EXPECT_EQ(summary.rtt, rtt_summary{});
    EXPECT_EQ(summary.windows.at(0).loss, std::nullopt);
}

TEST(ttl_statistics, take_a_late_answer_for_no_loss) {
    ttl_statistics statistics;
    statistics.add(probe(1));
    statistics.add(with(probe(1), probe_outcome::lost));
    EXPECT_EQ(statistics.summary(1, probe(2).sent_at).loss.value().share, 1);
    EXPECT_TRUE(statistics.add(with_reply(probe(1), probe_outcome::late, 9s)));
    EXPECT_FALSE(statistics.add(with_reply(probe(1), probe_outcome::late, 9s)));
    const auto summary = statistics.summary(1, probe(2).sent_at);
    EXPECT_EQ(summary.probes.late, 1U);
    EXPECT_EQ(summary.probes.decided(), 0U);
    EXPECT_EQ(summary.probes.in_flight(), 0U);
    EXPECT_EQ(summary.loss, std::nullopt);
    EXPECT_EQ(summary.rtt.count, 0U);
    EXPECT_EQ(summary.windows.at(0).decided, 0U);
}

TEST(ttl_statistics, take_what_a_rate_limit_explains_for_no_loss) {
    ttl_statistics statistics;
    for (std::uint64_t round = 1; round <= 3; ++round) statistics.add(probe(round));
    statistics.add(with_reply(probe(1), probe_outcome::answered, 10ms));
    statistics.add(with(probe(2), probe_outcome::limited));
    statistics.add(with_reply(probe(3), probe_outcome::answered, 15ms));
    const auto summary = statistics.summary(1, probe(3).sent_at);
    EXPECT_EQ(summary.probes, (probe_counts{.sent = 3, .answered = 2, .limited = 1}));
    EXPECT_EQ(summary.probes.in_flight(), 0U);
    EXPECT_EQ(summary.flows.at(0).probes.limited, 1U);
    EXPECT_EQ(summary.loss.value().share, 0);
    EXPECT_EQ(summary.windows.at(0).decided, 2U);
}

TEST(ttl_statistics, take_our_own_refusal_for_no_loss) {
    ttl_statistics statistics;
    statistics.add(with(probe(1), probe_outcome::refused));
    const auto summary = statistics.summary(1, probe(1).sent_at);
    EXPECT_EQ(summary.probes, probe_counts{.refused = 1});
    EXPECT_EQ(summary.flows.at(0).probes.refused, 1U);
    EXPECT_EQ(summary.loss, std::nullopt);
}

TEST(ttl_statistics, count_duplicates_of_known_probes) {
    ttl_statistics statistics;
    statistics.add(probe(1));
    statistics.add(answered(probe(1), 1ms));
    EXPECT_TRUE(statistics.add(with_reply(probe(1), probe_outcome::duplicate, 2ms)));
    EXPECT_FALSE(statistics.add(with_reply(probe(2), probe_outcome::duplicate, 2ms)));
    EXPECT_FALSE(statistics.add(answered(probe(1), 3ms)));
    EXPECT_EQ(statistics.counts(), (probe_counts{.sent = 1, .answered = 1, .duplicates = 1}));
}

TEST(ttl_statistics, last_is_absent_behind_a_loss) {
    ttl_statistics statistics;
    for (std::uint64_t round = 1; round <= 3; ++round) statistics.add(probe(round));
    statistics.add(answered(probe(2), 5ms));
    statistics.add(answered(probe(1), 7ms));  // older: not the last
    EXPECT_EQ(statistics.summary(1, probe(3).sent_at).rtt.last, 5ms);
    statistics.add(with(probe(3), probe_outcome::lost));
    EXPECT_EQ(statistics.summary(1, probe(3).sent_at).rtt.last, std::nullopt);
    EXPECT_EQ(statistics.summary(1, probe(3).sent_at).windows.at(0).rtt.last, std::nullopt);
}

TEST(ttl_statistics, give_no_percentile_that_few_samples_cannot_show) {
    ttl_statistics statistics;
    const auto rtt_after = [&](std::uint64_t count) {
        while (statistics.counts().answered < count) {
            const auto sent = probe(statistics.counts().sent + 1);
            statistics.add(sent);
            statistics.add(answered(sent, 1ms));
        }
        return statistics.summary(1, script_start).rtt;
    };
    EXPECT_TRUE(rtt_after(1).median);
    EXPECT_FALSE(rtt_after(1).deviation);
    EXPECT_TRUE(rtt_after(2).deviation);
    EXPECT_FALSE(rtt_after(19).p95);
    EXPECT_TRUE(rtt_after(20).p95);
    EXPECT_FALSE(rtt_after(99).p99);
    EXPECT_TRUE(rtt_after(100).p99);
}

TEST(ttl_statistics, forget_probes_that_went_beyond_the_target) {
    ttl_statistics statistics;
    statistics.add(probe(1));
    statistics.take_back(1, 0);
    EXPECT_EQ(statistics.counts(), probe_counts{});
    EXPECT_FALSE(statistics.add(answered(probe(1), 1ms)));
}

}  // namespace
}  // namespace tracerouter::stats
