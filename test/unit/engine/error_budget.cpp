#include "engine/error_budget.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace tracerouter::engine {
namespace {

using namespace std::chrono_literals;

constexpr time_point start{1h};

error_budget after_answers(int answers, bool ipv6 = false) {
    error_budget budget{ipv6};
    for (int answer = 0; answer < answers; ++answer) budget.answered(start + answer * 1ms);
    return budget;
}

TEST(error_budget, is_used_up_by_six_answers) {
    EXPECT_FALSE(error_budget{}.used_up(start));
    EXPECT_FALSE(after_answers(5).used_up(start + 10ms));
    EXPECT_TRUE(after_answers(6).used_up(start + 10ms));
    EXPECT_TRUE(after_answers(6).used_up(start)) << "a probe sent before the last of them met the same limit";
}

TEST(error_budget, grants_what_was_asked_for_again_once_time_has_passed) {
    error_budget budget;
    for (int second = 0; second < 20; ++second) {
        EXPECT_GT(budget.left(start + second * 1s), 5) << second;
        budget.asked(start + second * 1s);
    }
}

TEST(error_budget, grants_one_more_a_second) {
    EXPECT_TRUE(after_answers(6).used_up(start + 900ms));
    EXPECT_FALSE(after_answers(6).used_up(start + 1'010ms));
    EXPECT_NEAR(after_answers(6).left(start + 2'005ms), 2, 0.01);
    EXPECT_NEAR(after_answers(6).left(start + 1h), 6, 0.01) << "but saves no more than it had at first";
}

TEST(error_budget, grants_ten_a_second_over_ipv6) {
    EXPECT_TRUE(after_answers(6, true).used_up(start + 50ms));
    EXPECT_FALSE(after_answers(6, true).used_up(start + 120ms));
}

TEST(error_budget, says_when_the_next_answer_may_be_expected) {
    EXPECT_EQ(error_budget{}.next(start, 100ms), start);
    const time_point next = after_answers(6).next(start + 10ms, 100ms);
    EXPECT_GE(next, start + 1s);
    EXPECT_LE(next, start + 1'050ms);
}

TEST(error_budget, says_that_what_stayed_unanswered_took_nothing) {
    error_budget budget = after_answers(6);
    for (const auto sent : {5ms, 6ms, 7ms}) budget.asked(start + sent);
    const time_point next = budget.next(start + 10ms, 300ms);
    EXPECT_GE(next, start + 1s);
    EXPECT_LE(next, start + 1'050ms);
    EXPECT_GE(budget.next(start + 10ms, 2s), start + 2s) << "they may be answered still";
}

TEST(error_budget, counts_what_is_asked_for_and_not_answered_yet) {
    error_budget budget = after_answers(4);
    budget.asked(start + 5ms);
    budget.asked(start + 6ms);
    EXPECT_LT(budget.left(start + 7ms), 1);
    EXPECT_EQ(budget.last_asked(), start + 6ms);
    EXPECT_FALSE(budget.used_up(start + 7ms)) << "what was asked says nothing about what it can";
}

// Seen: seven were asked, which all answered, and it takes eight to tell.
TEST(error_budget, is_asked_as_often_as_it_takes_to_tell) {
    for (const bool ipv6 : {false, true}) {
        error_budget budget{ipv6};
        int asked = 0;
        for (; budget.may_be_faster(start) && asked < 100; ++asked) budget.asked(start);
        for (int answer = 0; answer < asked; ++answer) budget.answered(start);
        EXPECT_TRUE(budget.faster());
    }
}

TEST(error_budget, knows_who_answers_more_than_linux_does) {
    EXPECT_FALSE(after_answers(7).faster());
    EXPECT_TRUE(after_answers(8).faster());
    EXPECT_FALSE(after_answers(8).used_up(start + 10ms));
    error_budget slow;
    for (int answer = 0; answer < 100; ++answer) slow.answered(start + answer * 1s);
    EXPECT_FALSE(slow.faster()) << "as many as it grants over the time";
}

TEST(error_budget, is_not_confused_by_answers_out_of_order) {
    error_budget budget;
    for (const auto sent : {3ms, 1ms, 2ms, 6ms, 4ms, 5ms}) budget.answered(start + sent);
    EXPECT_TRUE(budget.used_up(start + 10ms));
    EXPECT_FALSE(budget.faster());
}

TEST(error_budget, explains_what_was_lost_when_it_was_used_up_also_once_it_has_refilled) {
    error_budget budget = after_answers(6);
    budget.answered(start + 2'200ms);
    EXPECT_TRUE(budget.used_up(start + 10ms));
    EXPECT_FALSE(budget.used_up(start + 1'500ms));
    EXPECT_FALSE(budget.used_up(start + 2'210ms));
}

}  // namespace
}  // namespace tracerouter::engine
