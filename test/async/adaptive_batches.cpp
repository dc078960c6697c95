// How much the driver does at once follows from what the last took.

#include <gtest/gtest.h>

#include <chrono>

#include "trace/adaptive_batch.hpp"

namespace tracerouter::trace {
namespace {

using namespace std::chrono_literals;

struct adaptive_batches : ::testing::Test {
    trace::adaptive_batch batch{4, 64, 100us};
};

TEST_F(adaptive_batches, at_most_double_however_quick_the_last_was) {
    for (const std::size_t expected : {4U, 8U, 16U, 32U, 64U, 64U}) {
        EXPECT_EQ(batch.size(), expected);
        batch.took(batch.size(), 0us);
    }
}

TEST_F(adaptive_batches, follow_the_pace_of_the_last) {
    while (batch.size() < 64) batch.took(batch.size(), 1us);
    batch.took(64, 200us);
    EXPECT_EQ(batch.size(), 32U);
    batch.took(2, 10us);
    EXPECT_EQ(batch.size(), 20U);
}

TEST_F(adaptive_batches, are_never_less_than_the_least) {
    batch.took(4, 1s);
    EXPECT_EQ(batch.size(), 4U);
    batch.took(0, 1us);
    EXPECT_EQ(batch.size(), 4U);
}

TEST_F(adaptive_batches, start_anew_with_the_least) {
    batch.took(4, 1us);
    batch.start_anew();
    EXPECT_EQ(batch.size(), 4U);
}

}  // namespace
}  // namespace tracerouter::trace
