#include "engine/delay_gauge.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <optional>

namespace tracerouter::engine {
namespace {

using namespace std::chrono_literals;

TEST(delay_gauge, says_nothing_before_enough_answers_have_come) {
    delay_gauge gauge;
    for (int answer = 0; answer < 255; ++answer) gauge.heard(1ms);
    EXPECT_EQ(gauge.longest(), std::nullopt);
    gauge.heard(1ms);
    EXPECT_NE(gauge.longest(), std::nullopt);
}

TEST(delay_gauge, is_right_to_a_quarter) {
    for (const duration delay : {duration{0ns}, duration{3us}, duration{4us}, duration{1023us}, duration{1ms},
                                 duration{1279us}, duration{1280us}, duration{200ms}, duration{59s}}) {
        delay_gauge gauge;
        for (int answer = 0; answer < 300; ++answer) gauge.heard(delay);
        EXPECT_GT(*gauge.longest(), delay);
        EXPECT_LE(*gauge.longest(), delay + delay / 4 + 5us);
    }
}

TEST(delay_gauge, passes_over_few_outliers) {
    delay_gauge gauge;
    for (int answer = 0; answer < 1'000; ++answer) gauge.heard(answer % 200 == 0 ? 2s : 10ms);
    EXPECT_LT(*gauge.longest(), 13ms);
}

TEST(delay_gauge, hears_of_slow_paths_that_are_not_that_few) {
    delay_gauge gauge;
    for (int answer = 0; answer < 1'000; ++answer) gauge.heard(answer % 50 == 0 ? 300ms : 10ms);
    EXPECT_GT(*gauge.longest(), 300ms);
}

TEST(delay_gauge, forgets_how_it_was) {
    delay_gauge gauge;
    for (int answer = 0; answer < 8'000; ++answer) gauge.heard(300ms);
    for (int answer = 0; answer < 100'000; ++answer) gauge.heard(10ms);
    EXPECT_LT(*gauge.longest(), 13ms);
}

TEST(delay_gauge, takes_any_time) {
    delay_gauge gauge;
    for (int answer = 0; answer < 300; ++answer) gauge.heard(answer % 2 == 0 ? duration::max() : -1s);
    EXPECT_NE(gauge.longest(), std::nullopt);
}

}  // namespace
}  // namespace tracerouter::engine
