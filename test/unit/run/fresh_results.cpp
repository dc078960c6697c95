#include "run/fresh_results.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

namespace tracerouter::run {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using namespace std::chrono_literals;

/// Three targets, and which of them were asked for their results.
class fresh_results_test : public testing::Test {
protected:
    fresh_results_test() {
        for (std::size_t place = 0; place < 3; ++place) results.insert(place, {});
    }

    void refresh(std::size_t looked_at, duration at) {
        made.clear();
        results.refresh(looked_at, time_point{1h + at}, [this](std::size_t place) {
            made.push_back(place);
            return monitor_result{.target = std::to_string(place)};
        });
    }

    fresh_results results;
    std::vector<std::size_t> made;
};

TEST_F(fresh_results_test, makes_no_result_of_which_nothing_new_is_known) {
    results.mark(1);
    refresh(0, 0s);
    EXPECT_THAT(made, ElementsAre(1));
    EXPECT_EQ(results.results()[1].target, "1");
    refresh(0, 5s);
    EXPECT_THAT(made, IsEmpty());
}

TEST_F(fresh_results_test, makes_the_one_that_is_looked_at_at_once_and_others_once_a_second) {
    results.mark_all();
    refresh(0, 0s);
    EXPECT_THAT(made, ElementsAre(0, 1, 2));
    for (const std::size_t place : {0U, 1U, 2U}) results.mark(place);
    refresh(0, 100ms);
    EXPECT_THAT(made, ElementsAre(0));
    refresh(2, 200ms);
    EXPECT_THAT(made, ElementsAre(2));
    refresh(2, 1s);
    EXPECT_THAT(made, ElementsAre(1));
}

TEST_F(fresh_results_test, makes_all_at_once_if_all_are_marked) {
    results.mark_all();
    refresh(0, 0s);
    results.mark_all();
    refresh(0, 1ms);
    EXPECT_THAT(made, ElementsAre(0, 1, 2));
}

TEST_F(fresh_results_test, keeps_their_order_where_one_is_put_between_others) {
    results.insert(1, {.target = "between"});
    EXPECT_EQ(results.results()[1].target, "between");
    results.mark(3);
    refresh(0, 0s);
    EXPECT_THAT(made, ElementsAre(3));
    results.shrink(2);
    EXPECT_EQ(results.size(), 2U);
}

}  // namespace
}  // namespace tracerouter::run
