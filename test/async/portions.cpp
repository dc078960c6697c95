// How much the driver does at once follows from what the last took.

#include <gtest/gtest.h>

#include <chrono>

#include "trace/portion.hpp"

namespace tracerouter::trace {
namespace {

using namespace std::chrono_literals;

struct portions : ::testing::Test {
    trace::portion portion{4, 64, 100us};
};

TEST_F(portions, at_most_double_however_quick_the_last_was) {
    for (const std::size_t expected : {4U, 8U, 16U, 32U, 64U, 64U}) {
        EXPECT_EQ(portion.size(), expected);
        portion.took(portion.size(), 0us);
    }
}

TEST_F(portions, follow_the_pace_of_the_last) {
    while (portion.size() < 64) portion.took(portion.size(), 1us);
    portion.took(64, 200us);
    EXPECT_EQ(portion.size(), 32U);
    portion.took(2, 10us);
    EXPECT_EQ(portion.size(), 20U);
}

TEST_F(portions, are_never_less_than_the_least) {
    portion.took(4, 1s);
    EXPECT_EQ(portion.size(), 4U);
    portion.took(0, 1us);
    EXPECT_EQ(portion.size(), 4U);
}

TEST_F(portions, start_anew_with_the_least) {
    portion.took(4, 1us);
    portion.start_anew();
    EXPECT_EQ(portion.size(), 4U);
}

}  // namespace
}  // namespace tracerouter::trace
