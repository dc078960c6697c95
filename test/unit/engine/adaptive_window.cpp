#include "engine/adaptive_window.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>

namespace tracerouter::engine::adaptive_window_tests {
namespace {

using namespace std::chrono_literals;

constexpr time_point start{1h};
constexpr std::size_t most = 30'000;

/// Half of the time there is nothing to send.
void pause_often(adaptive_window& window, time_point from, duration length) {
    for (duration passed{}; passed < length; passed += 10ms) window.starved(5ms, from + passed);
}

/// Answers that all take that long.
void answer(adaptive_window& window, time_point from, duration length, duration rtt) {
    for (duration passed{}; passed < length; passed += 100us) window.answered(rtt, from + passed);
}

TEST(adaptive_window, begins_with_few_traces) {
    EXPECT_EQ(adaptive_window(most, 0).size(), adaptive_window::least);
    EXPECT_EQ(adaptive_window(7, 0).size(), 7U);
}

TEST(adaptive_window, grows_where_there_is_nothing_to_send) {
    adaptive_window window{most, 10'000};
    pause_often(window, start, 200ms);
    EXPECT_GT(window.size(), 2 * adaptive_window::least);
    EXPECT_LT(window.size(), 3 * adaptive_window::least) << "what a portion brings is waited for";
    pause_often(window, start + 200ms, 10s);
    EXPECT_EQ(window.size(), most);
}

TEST(adaptive_window, stays_where_pauses_are_short) {
    adaptive_window window{most, 0};
    for (duration passed{}; passed < 10s; passed += 10ms) window.starved(500us, start + passed);
    EXPECT_EQ(window.size(), adaptive_window::least);
}

TEST(adaptive_window, never_passes_what_was_asked_for) {
    adaptive_window window{1'100, 0};
    pause_often(window, start, 10s);
    EXPECT_EQ(window.size(), 1'100U);
}

TEST(adaptive_window, shrinks_where_answers_wait_in_a_queue) {
    adaptive_window window{most, 0};
    answer(window, start, 100ms, 1ms);
    pause_often(window, start + 100ms, 10s);
    ASSERT_EQ(window.size(), most);
    answer(window, start + 20s, 100ms, 100ms);
    const std::size_t smaller = window.size();
    EXPECT_LT(smaller, most);
    pause_often(window, start + 21s, 40ms);
    EXPECT_LE(window.size(), smaller) << "pauses are no reason to send more";
    answer(window, start + 22s, 10s, 100ms);
    EXPECT_EQ(window.size(), adaptive_window::least);
    answer(window, start + 40s, 100ms, 1ms);
    pause_often(window, start + 41s, 1s);
    EXPECT_GT(window.size(), adaptive_window::least) << "the queue is empty again";
}

TEST(adaptive_window, leaves_it_to_the_user_how_much_the_network_carries) {
    adaptive_window window{most, 100'000};
    pause_often(window, start, 10s);
    answer(window, start + 20s, 100ms, 1ms);
    answer(window, start + 21s, 1s, 100ms);
    EXPECT_EQ(window.size(), most);
}

}  // namespace
}  // namespace tracerouter::engine::adaptive_window_tests
