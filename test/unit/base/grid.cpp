#include "base/grid.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace tracerouter {
namespace {

using namespace std::chrono_literals;

constexpr time_point at(duration since) {
    return time_point{since};
}

TEST(on_grid, is_the_first_time_that_is_not_before) {
    EXPECT_EQ(on_grid(at(0ms), 20ms), at(0ms));
    EXPECT_EQ(on_grid(at(1ns), 20ms), at(20ms));
    EXPECT_EQ(on_grid(at(19ms), 20ms), at(20ms));
    EXPECT_EQ(on_grid(at(20ms), 20ms), at(20ms));
    EXPECT_EQ(on_grid(at(1001ms), 20ms), at(1020ms));
}

TEST(on_grid, goes_on_before_the_beginning_of_the_clock) {
    EXPECT_EQ(on_grid(at(-1ms), 20ms), at(0ms));
    EXPECT_EQ(on_grid(at(-20ms), 20ms), at(-20ms));
    EXPECT_EQ(on_grid(at(-21ms), 20ms), at(-20ms));
}

}  // namespace
}  // namespace tracerouter
