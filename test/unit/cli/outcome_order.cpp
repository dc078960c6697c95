#include "cli/outcome_order.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace tracerouter::cli {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

outcome failed(const std::string& target) {
    return failed_target{{target, {}, "reason"}, {}};
}

std::vector<std::string> names(const std::vector<outcome>& outcomes) {
    std::vector<std::string> all;
    for (const auto& known : outcomes) {
        const auto* failure = std::get_if<failed_target>(&known);
        all.push_back(failure ? failure->failure.target : "nothing");
    }
    return all;
}

TEST(outcome_order, of_completion_holds_nothing_back) {
    outcome_order order{false};
    const auto first = order.admit();
    const auto second = order.admit();
    EXPECT_THAT(names(order.take(second, failed("second"))), ElementsAre("second"));
    EXPECT_EQ(order.span(), 0u);
    EXPECT_THAT(names(order.take(first, failed("first"))), ElementsAre("first"));
}

TEST(outcome_order, of_targets_waits_for_those_before) {
    outcome_order order{true};
    const auto first = order.admit();
    const auto second = order.admit();
    const auto third = order.admit();
    EXPECT_EQ(order.span(), 3u);
    EXPECT_THAT(names(order.take(second, failed("second"))), IsEmpty());
    EXPECT_EQ(order.span(), 3u);
    EXPECT_THAT(names(order.take(first, failed("first"))), ElementsAre("first", "second"));
    EXPECT_EQ(order.span(), 1u);
    EXPECT_THAT(names(order.take(third, nothing{})), ElementsAre("nothing"));
    EXPECT_EQ(order.span(), 0u);
}

}  // namespace
}  // namespace tracerouter::cli
