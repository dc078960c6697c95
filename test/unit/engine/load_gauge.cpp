#include "engine/load_gauge.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace tracerouter::engine::load_gauge_tests {
namespace {

using namespace std::chrono_literals;

constexpr time_point start{1h};

TEST(load_gauge, says_when_all_will_have_been_sent) {
    load_gauge gauge{1'000, start};
    EXPECT_EQ(gauge.backlog(start), 0s);
    gauge.add(300, start);
    EXPECT_EQ(gauge.backlog(start), 300ms);
    EXPECT_EQ(gauge.backlog(start + 100ms), 200ms);
    gauge.add(100, start + 100ms);
    EXPECT_EQ(gauge.backlog(start + 100ms), 300ms);
    EXPECT_EQ(gauge.backlog(start + 1h), 0s);
}

TEST(load_gauge, is_not_confused_by_time_that_runs_backwards) {
    load_gauge gauge{1'000, start};
    gauge.add(100, start);
    gauge.add(100, start - 1s);
    EXPECT_LE(gauge.backlog(start), 1'200ms);
    EXPECT_EQ(gauge.backlog(start + 2s), 0s);
}

}  // namespace
}  // namespace tracerouter::engine::load_gauge_tests
