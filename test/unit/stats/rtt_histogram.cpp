#include "stats/rtt_histogram.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <random>
#include <vector>

namespace tracerouter::stats {
namespace {

using namespace std::chrono_literals;

/// Times of all lengths: the logarithm is evenly spread from 1 ns to 11 days.
std::vector<duration> times_of_all_lengths(std::uint64_t seed, std::size_t count) {
    std::mt19937_64 random{seed};
    std::uniform_real_distribution<double> exponent{0, 49.8};
    std::vector<duration> times;
    while (times.size() < count) times.emplace_back(std::llround(std::exp2(exponent(random))));
    return times;
}

TEST(rtt_histogram, gives_times_right_to_a_hundredth) {
    auto times = times_of_all_lengths(1, 20'000);
    rtt_histogram histogram;
    for (const duration time : times) histogram.add(time);
    std::ranges::sort(times);
    for (std::size_t rank = 0; rank < times.size(); ++rank) {
        const auto exact = static_cast<double>(times[rank].count());
        ASSERT_NEAR(static_cast<double>(histogram.at_rank(rank).count()), exact, exact / 100) << rank;
    }
}

TEST(rtt_histogram, is_exact_below_128_ns) {
    rtt_histogram histogram;
    for (int nanoseconds = 127; nanoseconds >= 0; --nanoseconds) histogram.add(duration{nanoseconds});
    for (int nanoseconds = 0; nanoseconds < 128; ++nanoseconds)
        EXPECT_EQ(histogram.at_rank(static_cast<std::uint64_t>(nanoseconds)), duration{nanoseconds});
}

TEST(rtt_histogram, merged_is_as_if_all_were_added_to_one) {
    rtt_histogram first, second, both;
    for (const duration time : times_of_all_lengths(2, 500)) {
        first.add(time);
        both.add(time);
    }
    for (const duration time : times_of_all_lengths(3, 700)) {
        second.add(time);
        both.add(time);
    }
    first.merge(second);
    ASSERT_EQ(first.count(), 1'200U);
    for (std::uint64_t rank = 0; rank < 1'200; ++rank) EXPECT_EQ(first.at_rank(rank), both.at_rank(rank));
}

TEST(rtt_histogram, takes_memory_for_what_occurs) {
    rtt_histogram histogram;
    EXPECT_EQ(histogram.memory(), 0U);
    for (int time = 0; time < 100'000; ++time) histogram.add(20ms + time * 100ns);
    EXPECT_LE(histogram.memory(), 1'088U);
    for (const duration time : times_of_all_lengths(4, 100'000)) histogram.add(time);
    histogram.add(duration::max());
    histogram.add(-1s);
    EXPECT_LE(histogram.memory(), 64U * 272);
    EXPECT_EQ(histogram.at_rank(0), 0ns);
}

}  // namespace
}  // namespace tracerouter::stats
