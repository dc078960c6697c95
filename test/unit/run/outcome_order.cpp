#include "run/outcome_order.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace tracerouter::run {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

outcome failed(const std::string& target) {
    return failed_target{{target, {}, "reason"}, {}};
}

/// What is handed on when one target has ended.
std::vector<std::string> names(outcome_order& order, trace_number number, outcome finished) {
    std::vector<std::string> all;
    order.take(number, std::move(finished), [&all](trace_number, outcome&& known) {
        const auto* failure = std::get_if<failed_target>(&known);
        all.push_back(failure ? failure->failure.target : "nothing");
    });
    return all;
}

TEST(outcome_order, of_completion_holds_nothing_back) {
    outcome_order order{false};
    const auto first = order.admit();
    const auto second = order.admit();
    EXPECT_THAT(names(order, {second}, failed("second")), ElementsAre("second"));
    EXPECT_EQ(order.span(), 0u);
    EXPECT_THAT(names(order, {first}, failed("first")), ElementsAre("first"));
}

TEST(outcome_order, of_targets_waits_for_those_before) {
    outcome_order order{true};
    const auto first = order.admit();
    const auto second = order.admit();
    const auto third = order.admit();
    EXPECT_EQ(order.span(), 3u);
    EXPECT_THAT(names(order, {second}, failed("second")), IsEmpty());
    EXPECT_EQ(order.span(), 3u);
    EXPECT_THAT(names(order, {first}, failed("first")), ElementsAre("first", "second"));
    EXPECT_EQ(order.span(), 1u);
    EXPECT_THAT(names(order, {third}, left_out{}), ElementsAre("nothing"));
    EXPECT_EQ(order.span(), 0u);
}

TEST(outcome_order, of_targets_keeps_that_of_their_addresses) {
    outcome_order order{true};
    const auto first = order.admit();
    const auto second = order.admit();
    EXPECT_THAT(names(order, {second}, failed("second")), IsEmpty());
    order.expect(first, 3);
    EXPECT_THAT(names(order, {first, 2}, failed("third address")), IsEmpty());
    EXPECT_THAT(names(order, {first, 0}, failed("first address")), ElementsAre("first address"));
    EXPECT_EQ(order.span(), 2u);
    EXPECT_THAT(names(order, {first, 1}, failed("second address")),
                ElementsAre("second address", "third address", "second"));
    EXPECT_EQ(order.span(), 0u);
}

TEST(outcome_order, may_be_given_more_while_it_gives) {
    outcome_order order{true};
    const auto first = order.admit();
    const auto second = order.admit();
    const auto third = order.admit();
    order.take({second}, failed("second"), [](trace_number, outcome&&) {});
    std::vector<std::string> all;
    order.take({first}, left_out{}, [&](trace_number, outcome&& known) {
        const bool failure = std::holds_alternative<failed_target>(known);
        all.push_back(failure ? "second" : "first");
        if (!failure)
            order.take({third}, left_out{}, [&all](trace_number, outcome&& nested) {
                all.push_back(std::holds_alternative<failed_target>(nested) ? "second" : "third");
            });
    });
    EXPECT_THAT(all, ElementsAre("first", "second", "third"));
}

}  // namespace
}  // namespace tracerouter::run
