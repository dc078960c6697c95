#include "report/tint.hpp"

#include <gtest/gtest.h>

#include "results.hpp"

namespace tracerouter::report {
namespace {

TEST(tint, tells_how_far_an_answer_came) {
    EXPECT_EQ(tint_of(us(24'999)), tint::near);
    EXPECT_EQ(tint_of(us(25'000)), tint::distant);
    EXPECT_EQ(tint_of(us(99'999)), tint::distant);
    EXPECT_EQ(tint_of(us(100'000)), tint::far);
}

TEST(tint, is_not_there_unless_asked_for) {
    EXPECT_EQ(tinted("text", tint::error, false), "text");
    EXPECT_EQ(tinted("text", tint::none, true), "text");
    EXPECT_EQ(tinted("", tint::error, true), "");
    EXPECT_EQ(tinted("text", tint::error, true), "\x1b[31mtext\x1b[0m");
}

}  // namespace
}  // namespace tracerouter::report
