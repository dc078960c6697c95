#include "multipath/stopping_points.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <vector>

namespace tracerouter::multipath {
namespace {

// As scamper's, which has a table to 99.
TEST(stopping_points, are_those_of_the_mda) {
    constexpr std::array at_95{6, 11, 16, 21, 27, 33, 38, 44, 51, 57, 63, 70, 76, 83, 90, 96};
    constexpr std::array at_99{8, 15, 21, 28, 36, 43, 51, 58, 66, 74, 82, 90, 98, 106, 115, 123};
    stopping_points five{0.05};
    stopping_points one{0.01};
    for (std::size_t found = 1; found <= at_95.size(); ++found) {
        EXPECT_EQ(five.flows_for(static_cast<int>(found)), at_95[found - 1]) << found;
        EXPECT_EQ(one.flows_for(static_cast<int>(found)), at_99[found - 1]) << found;
    }
    EXPECT_EQ(five.flows_for(63), 453);
    EXPECT_EQ(one.flows_for(98), 906);
}

TEST(stopping_points, grow_with_the_routers_that_must_all_be_complete) {
    EXPECT_EQ(points_for(0.95, 0).flows_for(1), 6);
    EXPECT_EQ(points_for(0.95, 1).flows_for(1), 7);
    EXPECT_GT(points_for(0.95, 15).flows_for(1), 9);
}

TEST(chance_to_hide, is_that_of_a_coin) {
    EXPECT_DOUBLE_EQ(chance_to_hide(1, 1), 0);
    EXPECT_DOUBLE_EQ(chance_to_hide(2, 6), 2.0 / 64);
    EXPECT_DOUBLE_EQ(chance_to_hide(3, 2), 1);
}

TEST(chance_to_stop_early, is_the_failure_of_the_whole_search) {
    stopping_points points{0.05};
    std::vector<int> stops;
    for (int found = 1; found < 8; ++found) stops.push_back(points.flows_for(found));
    EXPECT_NEAR(chance_to_stop_early(2, stops), 0.031, 0.001);
    EXPECT_NEAR(chance_to_stop_early(3, stops), 0.038, 0.001);
    EXPECT_NEAR(chance_to_stop_early(4, stops), 0.042, 0.001);
    EXPECT_NEAR(chance_to_stop_early(8, stops), 0.050, 0.001);
}

}  // namespace
}  // namespace tracerouter::multipath
