#include "engine/pacer.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace tracerouter::engine::pacer_tests {
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

TEST(pacer, lets_twenty_milliseconds_worth_leave_at_once) {
    EXPECT_EQ((pacer{10'000, start}.allowance(start)), 200);
    EXPECT_EQ((pacer{1'000'000, start}.allowance(start)), 20'000);
}

TEST(pacer, lets_one_packet_leave_at_the_lowest_rates) {
    EXPECT_EQ((pacer{1, start}.allowance(start)), 1);
    EXPECT_EQ((pacer{50, start}.allowance(start)), 1);
}

TEST(pacer, keeps_the_rate) {
    for (const std::uint32_t rate : {1U, 3U, 7U, 99U, 101U, 1'000U, 9'999U, 10'000U, 333'333U, 1'000'000U}) {
        pacer pacer{rate, start};
        const std::size_t burst = std::max(1U, rate / 50);
        const std::size_t taken = taken_until(pacer, start + 10s);
        const std::size_t portion = std::max(1U, rate / 1'000);
        EXPECT_LE(taken, 10 * rate + burst + 1) << rate;
        EXPECT_GE(taken + portion, 10 * rate + burst) << rate;
    }
}

TEST(pacer, saves_nothing_beyond_its_burst) {
    pacer pacer{1'000, start};
    pacer.take(pacer.allowance(start));
    EXPECT_EQ(pacer.allowance(start + 1h), 20);
}

TEST(pacer, says_when_the_next_packet_may_leave) {
    pacer pacer{1'000, start};
    EXPECT_EQ(pacer.next(), start);
    pacer.take(pacer.allowance(start));
    EXPECT_EQ(pacer.next(), start + 1ms);
    EXPECT_EQ(pacer.allowance(start + 1ms - 1ns), 0);
    EXPECT_EQ(pacer.allowance(start + 1ms), 1);
}

TEST(pacer, lets_a_millisecond_worth_leave_together) {
    pacer pacer{50'000, start};
    pacer.take(pacer.allowance(start));
    EXPECT_EQ(pacer.next(), start + 1ms);
    EXPECT_EQ(pacer.allowance(start + 900us), 0);
    EXPECT_EQ(pacer.allowance(start + 1ms), 50);
    pacer.take(20);
    EXPECT_EQ(pacer.next(), start + 1'400us);
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
    EXPECT_EQ(pacer.allowance(start), 200);
    pacer.take(40);
    EXPECT_EQ(pacer.allowance(start), 160);
    EXPECT_EQ(pacer.next(), start);
}

TEST(pacer, has_no_limit_without_a_rate) {
    pacer pacer{0, start};
    for (int batch = 0; batch < 1'000; ++batch) {
        EXPECT_GT(pacer.allowance(start), 1'000'000);
        pacer.take(1'000);
    }
    EXPECT_EQ(pacer.next(), start);
}

/// Sends all it may in steps of a millisecond, but no more than 100 a step, as a machine would. \return packets
std::size_t send_for(pacer& pacer, time_point& now, duration time) {
    std::size_t sent = 0;
    for (const time_point end = now + time; now < end; now += 1ms) {
        const std::size_t allowed = std::min<std::size_t>(pacer.allowance(now), 100);
        pacer.take(allowed);
        sent += allowed;
    }
    return sent;
}

TEST(pacer, slows_down_when_answers_are_lost_and_recovers) {
    for (const std::uint32_t rate : {0U, 200'000U}) {
        pacer pacer{rate, start};
        time_point now = start;
        EXPECT_EQ(send_for(pacer, now, 1s), 100'000) << rate;
        pacer.slow_down(now);
        pacer.slow_down(now);
        const std::size_t slowed = send_for(pacer, now, 100ms);
        EXPECT_GT(slowed, 6'000) << rate;
        EXPECT_LT(slowed, 9'000) << rate;
        send_for(pacer, now, 5s);
        EXPECT_EQ(send_for(pacer, now, 1s), 100'000) << rate;
    }
}

TEST(pacer, never_recovers_beyond_the_rate) {
    pacer pacer{10'000, start};
    time_point now = start;
    send_for(pacer, now, 1s);
    pacer.slow_down(now);
    send_for(pacer, now, 10s);
    EXPECT_LE(send_for(pacer, now, 1s), 10'001);
}

TEST(pacer, does_not_slow_down_to_nothing) {
    pacer pacer{0, start};
    time_point now = start;
    for (int loss = 0; loss < 100; ++loss) {
        send_for(pacer, now, 60ms);
        pacer.slow_down(now);
    }
    EXPECT_GE(send_for(pacer, now, 1s), 1'000);
}

}  // namespace
}  // namespace tracerouter::engine::pacer_tests
