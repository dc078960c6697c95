#include "stats/wilson.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <random>

namespace tracerouter::stats {
namespace {

TEST(wilson, of_nothing_is_absent) {
    EXPECT_EQ(wilson_interval(0, 0), std::nullopt);
}

// Bounds computed with Python's decimal module from the formula of Wilson 1927.
TEST(wilson, is_as_computed_elsewhere) {
    const auto one_of_ten = wilson_interval(1, 10).value();
    EXPECT_DOUBLE_EQ(one_of_ten.share, 0.1);
    EXPECT_NEAR(one_of_ten.low, 0.017875750, 1e-8);
    EXPECT_NEAR(one_of_ten.high, 0.404155, 1e-5);
}

TEST(wilson, ends_where_shares_end) {
    EXPECT_EQ(wilson_interval(0, 7).value().low, 0);
    EXPECT_LT(wilson_interval(0, 7).value().high, 0.36);
    EXPECT_EQ(wilson_interval(7, 7).value().high, 1);
    EXPECT_GT(wilson_interval(7, 7).value().low, 0.64);
}

TEST(wilson, holds_the_true_loss_in_ninety_five_of_a_hundred_runs) {
    std::mt19937_64 random{2026};
    constexpr int runs = 300;
    int holds = 0;
    for (int run = 0; run < runs; ++run) {
        std::binomial_distribution<std::uint64_t> lost{1'000, 0.1};
        const auto interval = wilson_interval(lost(random), 1'000).value();
        if (interval.low <= 0.1 && 0.1 <= interval.high) ++holds;
    }
    EXPECT_GE(holds, runs * 94 / 100);
    EXPECT_LT(holds, runs);  // an interval that always holds it would say nothing
}

TEST(lower_rank, leaves_room_below_the_quantile) {
    EXPECT_EQ(lower_rank(0.5, 1), 0U);
    EXPECT_EQ(lower_rank(0.5, 100), 40U);
    EXPECT_EQ(lower_rank(0.95, 100), 88U);
    EXPECT_EQ(lower_rank(0.99, 1'000), 981U);
}

}  // namespace
}  // namespace tracerouter::stats
