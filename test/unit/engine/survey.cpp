#include "engine/survey.hpp"

#include "engine/backward_sweep.hpp"
#include "engine/paced_sweep.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <vector>

namespace tracerouter::engine {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

std::vector<int> rest(survey& survey, std::uint8_t end = 30) {
    std::vector<int> ttls;
    while (const auto plan = survey.next(end)) ttls.push_back(plan->ttl);
    return ttls;
}

paced_sweep told(std::optional<std::uint8_t> distance, std::uint8_t begin = 0) {
    paced_sweep made{{}, begin};
    made.next(30);
    made.scout_told(distance);
    return made;
}

backward_sweep told_backwards(std::optional<std::uint8_t> distance) {
    backward_sweep made{{}};
    made.next(30);
    made.scout_told(distance);
    return made;
}

TEST(survey, sends_a_scout_and_waits_for_it) {
    paced_sweep survey{{}, 0};
    EXPECT_EQ(survey.next(30), (probe_plan{30, 0, probe_purpose::distance}));
    EXPECT_EQ(survey.peek(30), std::nullopt);
    EXPECT_FALSE(survey.done(1));
    EXPECT_FALSE(survey.done(30));
}

TEST(survey, asks_each_ttl_up_to_the_distance_once) {
    paced_sweep survey = told(5);
    EXPECT_THAT(rest(survey), ElementsAre(1, 2, 3, 4, 5));
    EXPECT_TRUE(survey.done(1));
    EXPECT_TRUE(survey.done(5));
    EXPECT_FALSE(survey.done(6)) << "if the target is not there, more will be asked";
}

TEST(survey, begins_where_its_turn_says) {
    paced_sweep survey = told(5, 3);
    EXPECT_THAT(rest(survey), ElementsAre(4, 5, 1, 2, 3));
}

TEST(survey, asks_nothing_beyond_an_end_learnt_meanwhile) {
    paced_sweep survey = told(9);
    survey.next(30);
    survey.next(30);
    EXPECT_THAT(rest(survey, 4), UnorderedElementsAre(3, 4));
}

TEST(survey, goes_on_when_the_target_is_farther_away) {
    paced_sweep survey = told(3);
    rest(survey);
    survey.heard_up_to(3, false);
    EXPECT_THAT(rest(survey), ElementsAre(4)) << "a router answered where the target should be";
    survey.heard_up_to(3, false);
    EXPECT_THAT(rest(survey), IsEmpty()) << "the answer is awaited";
    survey.heard_up_to(3, true);
    EXPECT_THAT(rest(survey), ElementsAre(5, 6)) << "nobody answered there";
    std::vector<int> others;
    for (int time = 0; time < 20; ++time) {
        survey.heard_up_to(3, true);
        for (const int ttl : rest(survey)) others.push_back(ttl);
    }
    EXPECT_EQ(others.size(), 24);
    EXPECT_EQ(others.back(), 30) << "and no farther";
    EXPECT_TRUE(survey.done(30));
}

TEST(survey, keeps_the_gap_limit_when_nobody_answers_the_scout) {
    paced_sweep survey = told(std::nullopt);
    EXPECT_THAT(rest(survey), ElementsAre(1, 2, 3, 4, 5));
    survey.heard_up_to(2, false);
    EXPECT_THAT(rest(survey), UnorderedElementsAre(6, 7));
    EXPECT_FALSE(survey.done(7) && survey.peek(30)) << "all was asked";
    EXPECT_TRUE(survey.done(8)) << "nothing more will come as long as nobody answers";
}

TEST(survey, believes_the_first_word_about_the_distance) {
    paced_sweep survey = told(3);
    survey.scout_told(std::nullopt);
    EXPECT_THAT(rest(survey), ElementsAre(1, 2, 3));
}

TEST(survey, asks_the_target_again_first) {
    paced_sweep survey = told(3);
    survey.ask_target_again();
    EXPECT_FALSE(survey.done(30));
    EXPECT_EQ(survey.next(30), (probe_plan{30, 0, probe_purpose::distance}));
    EXPECT_THAT(rest(survey), ElementsAre(1, 2, 3));
}

TEST(survey, goes_backwards_one_by_one) {
    backward_sweep survey = told_backwards(6);
    EXPECT_THAT(rest(survey), ElementsAre(6, 5)) << "the target and the hop before it at once";
    EXPECT_FALSE(survey.leads_on(6));
    ASSERT_TRUE(survey.leads_on(5));
    survey.step_back(false);
    EXPECT_THAT(rest(survey), ElementsAre(4));
    EXPECT_FALSE(survey.done(3));
    ASSERT_TRUE(survey.leads_on(4));
    survey.step_back(true);
    EXPECT_THAT(rest(survey), IsEmpty());
    EXPECT_TRUE(survey.done(3));
    EXPECT_FALSE(survey.leads_on(4)) << "it has stopped";
}

TEST(survey, goes_back_to_the_first_ttl) {
    backward_sweep survey = told_backwards(3);
    for (const int ttl : {2, 1}) {
        rest(survey);
        ASSERT_TRUE(survey.leads_on(static_cast<std::uint8_t>(ttl)));
        survey.step_back(false);
    }
    EXPECT_THAT(rest(survey), IsEmpty());
    EXPECT_FALSE(survey.leads_on(1));
    EXPECT_TRUE(survey.done(1));
}

TEST(survey, goes_both_ways_from_the_middle_when_nobody_answers_the_scout) {
    backward_sweep survey = told_backwards(std::nullopt);
    EXPECT_THAT(rest(survey), UnorderedElementsAre(12, 13, 14, 15, 16));
    ASSERT_TRUE(survey.leads_on(12));
    survey.step_back(false);
    EXPECT_THAT(rest(survey), ElementsAre(11));
}

TEST(survey, stays_within_the_highest_ttl) {
    paced_sweep survey{{.max_ttl = 9}, 0};
    EXPECT_EQ(survey.next(9), (probe_plan{9, 0, probe_purpose::distance}));
    survey.scout_told(200);
    EXPECT_THAT(rest(survey, 9), ElementsAre(1, 2, 3, 4, 5, 6, 7, 8, 9));
    survey.heard_up_to(9, true);
    EXPECT_THAT(rest(survey, 9), IsEmpty());
}

}  // namespace
}  // namespace tracerouter::engine
