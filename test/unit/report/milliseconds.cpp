#include "report/milliseconds.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace tracerouter::report {
namespace {

using namespace std::chrono_literals;

TEST(milliseconds, has_three_decimals) {
    EXPECT_EQ(milliseconds(0ns), "0.000");
    EXPECT_EQ(milliseconds(412us), "0.412");
    EXPECT_EQ(milliseconds(8ms), "8.000");
    EXPECT_EQ(milliseconds(60s), "60000.000");
}

TEST(milliseconds, rounds_to_microseconds) {
    EXPECT_EQ(milliseconds(1'012'499ns), "1.012");
    EXPECT_EQ(milliseconds(1'012'500ns), "1.013");
    EXPECT_EQ(milliseconds(999'999'500ns), "1000.000");
}

TEST(milliseconds, has_room_for_every_duration) {
    EXPECT_EQ(milliseconds(duration::max()), "9223372036854.776");
    EXPECT_EQ(milliseconds(duration::min()), "-9223372036854.776");
}

}  // namespace
}  // namespace tracerouter::report
