#include "stats/quantiles.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <vector>

namespace tracerouter::stats {
namespace {

using namespace std::chrono_literals;

rtt_summary quantiles_of(std::vector<duration> samples) {
    rtt_summary summary;
    fill_quantiles(summary, samples);
    return summary;
}

// numpy.percentile of the same numbers.
TEST(quantiles, are_those_of_numpy) {
    EXPECT_EQ(quantiles_of({7ns}).median, 7ns);
    EXPECT_EQ(quantiles_of({1us, 4us, 2us, 3us}).median, 2'500ns);
    EXPECT_EQ(quantiles_of({3ns, 1ns, 2ns}).median, 2ns);
    std::vector<duration> squares;
    for (int number = 1; number <= 150; ++number) squares.push_back(1us * (number * number % 10'007));
    const auto summary = quantiles_of(squares);
    EXPECT_EQ(summary.median, 2'862'500ns);
    EXPECT_EQ(summary.p95, 9'135'450ns);
    EXPECT_EQ(summary.p99, 9'838'230ns);
}

TEST(quantiles, are_absent_without_samples) {
    EXPECT_EQ(quantiles_of({}), rtt_summary{});
    rtt_summary summary;
    fill_quantiles(summary, rtt_histogram{});
    EXPECT_EQ(summary, rtt_summary{});
}

TEST(quantiles, have_a_lower_bound_below_them) {
    std::vector<duration> times;
    for (int number = 1; number <= 100; ++number) times.push_back(1ms * number);
    const auto summary = quantiles_of(times);
    EXPECT_EQ(summary.median_low, 41ms);
    EXPECT_EQ(summary.p95_low, 89ms);
    EXPECT_EQ(summary.p99_low, 95ms);
}

TEST(quantiles, of_a_histogram_stay_between_best_and_worst) {
    rtt_histogram histogram;
    for (int count = 0; count < 100; ++count) histogram.add(1'000'001ns);
    rtt_summary summary{.best = 1'000'001ns, .worst = 1'000'001ns};
    fill_quantiles(summary, histogram);
    EXPECT_EQ(summary.median, 1'000'001ns);
    EXPECT_EQ(summary.p99, 1'000'001ns);
}

}  // namespace
}  // namespace tracerouter::stats
