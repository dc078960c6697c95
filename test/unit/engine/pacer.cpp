#include "engine/pacer.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>

namespace tracerouter::engine {
namespace {

using namespace std::chrono_literals;

constexpr time_point start{1h};

/// Takes all it may at each wake-up the pacer asks for, until `end`.
std::size_t taken_until(pacer& pacer, time_point end) {
    std::size_t taken = 0;
    time_point now = start;
    for (; now <= end; now = pacer.next()) {
        const std::size_t allowed = pacer.allowance(now);
        pacer.take(allowed);
        taken += allowed;
    }
    return taken;
}

TEST(pacer, lets_ten_milliseconds_worth_leave_at_once) {
    EXPECT_EQ((pacer{10'000, start}.allowance(start)), 100);
    EXPECT_EQ((pacer{1'000'000, start}.allowance(start)), 10'000);
}

TEST(pacer, lets_one_packet_leave_at_the_lowest_rates) {
    EXPECT_EQ((pacer{1, start}.allowance(start)), 1);
    EXPECT_EQ((pacer{100, start}.allowance(start)), 1);
}

TEST(pacer, keeps_the_rate) {
    for (const std::uint32_t rate : {1U, 3U, 7U, 99U, 101U, 1'000U, 9'999U, 10'000U, 333'333U, 1'000'000U}) {
        pacer pacer{rate, start};
        const std::size_t burst = std::max(1U, rate / 100);
        const std::size_t taken = taken_until(pacer, start + 10s);
        EXPECT_LE(taken, 10 * rate + burst + 1) << rate;
        EXPECT_GE(taken + 1, 10 * rate + burst) << rate;
    }
}

TEST(pacer, saves_nothing_beyond_its_burst) {
    pacer pacer{1'000, start};
    pacer.take(pacer.allowance(start));
    EXPECT_EQ(pacer.allowance(start + 1h), 10);
}

TEST(pacer, says_when_the_next_packet_may_leave) {
    pacer pacer{1'000, start};
    EXPECT_EQ(pacer.next(), start);
    pacer.take(pacer.allowance(start));
    EXPECT_EQ(pacer.next(), start + 1ms);
    EXPECT_EQ(pacer.allowance(start + 1ms - 1ns), 0);
    EXPECT_EQ(pacer.allowance(start + 1ms), 1);
}

TEST(pacer, gives_nothing_for_time_that_runs_backwards) {
    pacer pacer{1'000, start};
    pacer.take(pacer.allowance(start));
    EXPECT_EQ(pacer.allowance(start - 1s), 0);
    EXPECT_EQ(pacer.allowance(start), 0);
    EXPECT_EQ(pacer.allowance(start + 2ms), 2);
}

TEST(pacer, keeps_what_is_not_taken) {
    pacer pacer{10'000, start};
    EXPECT_EQ(pacer.allowance(start), 100);
    pacer.take(40);
    EXPECT_EQ(pacer.allowance(start), 60);
    EXPECT_EQ(pacer.next(), start);
}

}  // namespace
}  // namespace tracerouter::engine
