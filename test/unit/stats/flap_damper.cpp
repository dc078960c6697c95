#include "stats/flap_damper.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace tracerouter::stats {
namespace {

using namespace std::chrono_literals;

TEST(flap_damper, suppresses_the_third_change_within_minutes) {
    flap_damper damper;
    const flap_damper::wall_time start{1'000h};
    damper.changed(start);
    EXPECT_FALSE(damper.suppresses(start));
    damper.changed(start + 60s);
    EXPECT_FALSE(damper.suppresses(start + 60s));
    damper.changed(start + 120s);
    EXPECT_TRUE(damper.suppresses(start + 120s));
}

TEST(flap_damper, lets_changes_pass_that_are_an_hour_apart) {
    flap_damper damper;
    for (int hour = 0; hour < 100; ++hour) {
        damper.changed(flap_damper::wall_time{1h * hour});
        EXPECT_FALSE(damper.suppresses(flap_damper::wall_time{1h * hour}));
    }
}

// From 2000 to 750 it takes 15 min * log2(2000 / 750) = 21.2 min; however many changes there were, an hour is enough.
TEST(flap_damper, ends_when_it_has_been_quiet) {
    const flap_damper::wall_time start{1'000h};
    flap_damper twice;
    twice.changed(start);
    twice.changed(start);
    EXPECT_TRUE(twice.suppresses(start + 21min));
    EXPECT_FALSE(twice.suppresses(start + 22min));
    flap_damper often;
    for (int change = 0; change < 1'000; ++change) often.changed(start);
    EXPECT_TRUE(often.suppresses(start + 59min));
    EXPECT_FALSE(often.suppresses(start + 61min));
}

TEST(flap_damper, stands_a_clock_that_is_set_back) {
    const flap_damper::wall_time start{1'000h};
    flap_damper damper;
    for (int change = 0; change < 3; ++change) damper.changed(start);
    EXPECT_TRUE(damper.suppresses(start - 10h));
    EXPECT_FALSE(damper.suppresses(start - 8h));
}

}  // namespace
}  // namespace tracerouter::stats
