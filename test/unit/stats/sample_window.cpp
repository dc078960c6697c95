#include "stats/sample_window.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <limits>

namespace tracerouter::stats {
namespace {

using namespace std::chrono_literals;

constexpr sample_window::wall_time window_start{1'795'910'400s};

std::size_t sent_in_last(const sample_window& window, sample_window::wall_time now, std::chrono::seconds length) {
    std::size_t count = 0;
    for (std::size_t index = 0; index < window.size(); ++index) count += window.sent_after(window[index], now - length);
    return count;
}

TEST(sample_window, holds_fifteen_minutes) {
    for (const std::chrono::milliseconds interval : {60'000ms, 1'000ms, 100ms, 60ms}) {
        sample_window window;
        sample_window::wall_time now = window_start;
        for (std::uint64_t round = 1; round <= 40'000; ++round) window.add(round, 0, now += interval);
        EXPECT_EQ(sent_in_last(window, now, 60s), static_cast<std::size_t>(60'000 / interval.count()));
        EXPECT_EQ(sent_in_last(window, now, 900s), static_cast<std::size_t>(900'000 / interval.count()));
    }
}

TEST(sample_window, keeps_the_newest_of_many) {
    sample_window window;
    for (std::uint64_t round = 1; round <= 100'000; ++round) window.add(round, 0, window_start);
    EXPECT_EQ(window.size(), 16'384U);
    EXPECT_EQ(window[16'383].round, 100'000U);
    EXPECT_LE(window.memory(), 16'384U * 16);
}

TEST(sample_window, finds_probes_by_round_and_flow) {
    sample_window window;
    for (std::uint64_t round = 1; round <= 100; ++round) {
        for (std::uint16_t flow = 0; flow < 3; ++flow) window.add(round, flow, window_start + 1s * round);
    }
    const sample* const found = window.find(57, 1);
    ASSERT_NE(found, nullptr);
    EXPECT_EQ(found->round, 57U);
    EXPECT_EQ(found->flow, 1U);
    EXPECT_EQ(window.find(101, 0), nullptr);
    EXPECT_EQ(window.find(57, 3), nullptr);
}

TEST(sample_window, is_in_the_order_of_rounds) {
    sample_window window;
    for (const std::uint64_t round : {1U, 3U, 2U, 5U, 4U}) window.add(round, 0, window_start + 1s * round);
    for (std::size_t index = 0; index < 5; ++index) EXPECT_EQ(window[index].round, index + 1);
}

TEST(sample_window, goes_on_where_32_bits_of_a_round_end) {
    sample_window window;
    constexpr std::uint64_t end = std::numeric_limits<std::uint32_t>::max();
    for (std::uint64_t round = end - 10; round <= end + 10; ++round) window.add(round, 0, window_start);
    EXPECT_NE(window.find(end - 10, 0), nullptr);
    EXPECT_NE(window.find(end + 10, 0), nullptr);
    EXPECT_EQ(window.first_behind(static_cast<std::uint32_t>(end)), 11U);
}

TEST(sample_window, forgets_what_is_weeks_old) {
    sample_window window;
    for (int hour = 0; hour < 1'000; ++hour) window.add(static_cast<std::uint64_t>(hour), 0, window_start + 1h * hour);
    EXPECT_EQ(window.size(), 299U);  // 2^30 ms are 298 hours
    window.add(1'000, 0, window_start + 10'000h);
    EXPECT_EQ(window.size(), 1U);
}

}  // namespace
}  // namespace tracerouter::stats
