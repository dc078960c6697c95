#include "net/linux/clock_bridge.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <utility>

namespace tracerouter::net {
namespace {

using namespace std::chrono_literals;

constexpr duration wall_at_start = 1'000'000s;

time_point at(duration since_start) {
    return time_point{500s + since_start};
}

timespec wall(duration since_start) {
    const duration whole = wall_at_start + since_start;
    const auto seconds = std::chrono::floor<std::chrono::seconds>(whole);
    return {seconds.count(), (whole - seconds).count()};
}

TEST(clock_bridge, converts_by_the_offset_of_the_clocks) {
    clock_bridge clocks(at(0s), wall_at_start);
    clocks.observe(at(10ms), wall_at_start + 10ms);
    EXPECT_EQ(clocks.monotonic(wall(7ms), at(0s)), at(7ms));
}

TEST(clock_bridge, refuses_what_is_older_than_possible) {
    clock_bridge clocks(at(0s), wall_at_start);
    clocks.observe(at(10ms), wall_at_start + 10ms);
    EXPECT_EQ(clocks.monotonic(wall(3ms), at(4ms)), std::nullopt);
}

TEST(clock_bridge, refuses_what_lies_in_the_future) {
    clock_bridge clocks(at(0s), wall_at_start);
    clocks.observe(at(10ms), wall_at_start + 10ms);
    EXPECT_EQ(clocks.monotonic(wall(11ms), at(0s)), std::nullopt);
}

TEST(clock_bridge, takes_a_stamp_from_before_a_step_forward_with_the_old_offset) {
    clock_bridge clocks(at(0s), wall_at_start);
    clocks.observe(at(10ms), wall_at_start + 10ms + 1h);
    EXPECT_EQ(clocks.monotonic(wall(7ms), at(0s)), at(7ms));
}

TEST(clock_bridge, takes_a_stamp_from_after_a_step_forward_with_the_new_offset) {
    clock_bridge clocks(at(0s), wall_at_start);
    clocks.observe(at(10ms), wall_at_start + 10ms + 1h);
    EXPECT_EQ(clocks.monotonic(wall(7ms + 1h), at(0s)), at(7ms));
}

TEST(clock_bridge, takes_a_stamp_from_before_a_step_back_with_the_old_offset) {
    clock_bridge clocks(at(0s), wall_at_start);
    clocks.observe(at(10ms), wall_at_start + 10ms - 1h);
    EXPECT_EQ(clocks.monotonic(wall(7ms), at(0s)), at(7ms));
}

TEST(clock_bridge, gives_no_time_when_both_sides_of_a_step_are_possible) {
    clock_bridge clocks(at(0s), wall_at_start);
    clocks.observe(at(10ms), wall_at_start + 10ms - 2ms);
    EXPECT_EQ(clocks.monotonic(wall(5ms), at(0s)), std::nullopt);
}

TEST(clock_bridge, forgets_a_step_at_the_next_sample) {
    clock_bridge clocks(at(0s), wall_at_start);
    clocks.observe(at(10ms), wall_at_start + 10ms - 2ms);
    clocks.observe(at(20ms), wall_at_start + 20ms - 2ms);
    EXPECT_EQ(clocks.monotonic(wall(13ms), at(0s)), at(15ms));
}

TEST(clock_bridge, takes_the_time_of_the_process_where_there_is_no_usable_stamp) {
    clock_bridge clocks(at(0s), wall_at_start);
    clocks.observe(at(10ms), wall_at_start + 10ms);
    EXPECT_EQ(clocks.arrival(wall(7ms), at(0s), at(9ms)), std::pair(at(7ms), stamp_source::kernel));
    EXPECT_EQ(clocks.arrival(wall(3ms), at(4ms), at(9ms)), std::pair(at(9ms), stamp_source::process));
    EXPECT_EQ(clocks.arrival(std::nullopt, at(0s), at(9ms)), std::pair(at(9ms), stamp_source::process));
}

TEST(clock_bridge, agrees_with_the_clocks_of_this_host) {
    clock_bridge clocks;
    const time_point before = clock::now();
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    const time_point after = clocks.sample();
    const std::optional<time_point> converted = clocks.monotonic(now, before);
    ASSERT_TRUE(converted);
    EXPECT_GE(*converted, before - 1ms);
    EXPECT_LE(*converted, after + 1ms);
}

}  // namespace
}  // namespace tracerouter::net
