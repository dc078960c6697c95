#include "engine/measured_sweep.hpp"

#include "engine/backward_sweep.hpp"
#include "engine/paced_sweep.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "ttl_literal.hpp"

namespace tracerouter::engine {
namespace {

using test::operator""_ttl;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

std::vector<int> rest(measured_sweep& sweep, hop_ttl end = 30_ttl) {
    std::vector<int> ttls;
    while (const auto plan = sweep.next(end)) ttls.push_back(plan->ttl.value());
    return ttls;
}

paced_sweep told(std::optional<hop_ttl> distance, std::uint8_t begin = 0) {
    paced_sweep made{{}, begin};
    made.next(30_ttl);
    made.learnt_distance(distance);
    return made;
}

backward_sweep told_backwards(std::optional<hop_ttl> distance) {
    backward_sweep made{{}};
    made.next(30_ttl);
    made.learnt_distance(distance);
    return made;
}

TEST(measured_sweep, sends_a_distance_probe_and_waits_for_it) {
    paced_sweep sweep{{}, 0};
    EXPECT_EQ(sweep.next(30_ttl), (probe_plan{.ttl = 30_ttl, .purpose = probe_purpose::distance}));
    EXPECT_EQ(sweep.peek(30_ttl), std::nullopt);
    EXPECT_FALSE(sweep.done(1_ttl));
    EXPECT_FALSE(sweep.done(30_ttl));
}

TEST(measured_sweep, asks_each_ttl_up_to_the_distance_once) {
    paced_sweep sweep = told(5_ttl);
    EXPECT_THAT(rest(sweep), ElementsAre(1, 2, 3, 4, 5));
    EXPECT_TRUE(sweep.done(1_ttl));
    EXPECT_TRUE(sweep.done(5_ttl));
    EXPECT_FALSE(sweep.done(6_ttl)) << "if the target is not there, more will be asked";
}

TEST(measured_sweep, begins_where_its_turn_says) {
    paced_sweep sweep = told(5_ttl, 3);
    EXPECT_THAT(rest(sweep), ElementsAre(4, 5, 1, 2, 3));
}

TEST(measured_sweep, asks_nothing_beyond_an_end_learnt_meanwhile) {
    paced_sweep sweep = told(9_ttl);
    sweep.next(30_ttl);
    sweep.next(30_ttl);
    EXPECT_THAT(rest(sweep, 4_ttl), UnorderedElementsAre(3, 4));
}

TEST(measured_sweep, goes_on_when_the_target_is_farther_away) {
    paced_sweep sweep = told(3_ttl);
    rest(sweep);
    sweep.heard_up_to(3_ttl, false);
    EXPECT_THAT(rest(sweep), ElementsAre(4)) << "a router answered where the target should be";
    sweep.heard_up_to(3_ttl, false);
    EXPECT_THAT(rest(sweep), IsEmpty()) << "the answer is awaited";
    sweep.heard_up_to(3_ttl, true);
    EXPECT_THAT(rest(sweep), ElementsAre(5, 6)) << "nobody answered there";
    std::vector<int> others;
    for (int time = 0; time < 20; ++time) {
        sweep.heard_up_to(3_ttl, true);
        for (const int ttl : rest(sweep)) others.push_back(ttl);
    }
    EXPECT_EQ(others.size(), 24);
    EXPECT_EQ(others.back(), 30) << "and no farther";
    EXPECT_TRUE(sweep.done(30_ttl));
}

TEST(measured_sweep, keeps_the_gap_limit_when_nobody_answers_the_distance_probe) {
    paced_sweep sweep = told(std::nullopt);
    EXPECT_THAT(rest(sweep), ElementsAre(1, 2, 3, 4, 5));
    sweep.heard_up_to(2_ttl, false);
    EXPECT_THAT(rest(sweep), UnorderedElementsAre(6, 7));
    EXPECT_FALSE(sweep.done(7_ttl) && sweep.peek(30_ttl)) << "all was asked";
    EXPECT_TRUE(sweep.done(8_ttl)) << "nothing more will come as long as nobody answers";
}

TEST(measured_sweep, believes_the_first_word_about_the_distance) {
    paced_sweep sweep = told(3_ttl);
    sweep.learnt_distance(std::nullopt);
    EXPECT_THAT(rest(sweep), ElementsAre(1, 2, 3));
}

TEST(measured_sweep, asks_the_target_again_first) {
    paced_sweep sweep = told(3_ttl);
    sweep.ask_target_again();
    EXPECT_FALSE(sweep.done(30_ttl));
    EXPECT_EQ(sweep.next(30_ttl), (probe_plan{.ttl = 30_ttl, .purpose = probe_purpose::distance}));
    EXPECT_THAT(rest(sweep), ElementsAre(1, 2, 3));
}

TEST(measured_sweep, goes_backwards_one_by_one) {
    backward_sweep sweep = told_backwards(6_ttl);
    EXPECT_THAT(rest(sweep), ElementsAre(6, 5)) << "the target and the hop before it at once";
    EXPECT_FALSE(sweep.leads_on(6_ttl));
    ASSERT_TRUE(sweep.leads_on(5_ttl));
    sweep.step_back(false);
    EXPECT_THAT(rest(sweep), ElementsAre(4));
    EXPECT_FALSE(sweep.done(3_ttl));
    ASSERT_TRUE(sweep.leads_on(4_ttl));
    sweep.step_back(true);
    EXPECT_THAT(rest(sweep), IsEmpty());
    EXPECT_TRUE(sweep.done(3_ttl));
    EXPECT_FALSE(sweep.leads_on(4_ttl)) << "it has stopped";
}

TEST(measured_sweep, goes_back_to_the_first_ttl) {
    backward_sweep sweep = told_backwards(3_ttl);
    for (const int ttl : {2, 1}) {
        rest(sweep);
        ASSERT_TRUE(sweep.leads_on(hop_ttl{ttl}));
        sweep.step_back(false);
    }
    EXPECT_THAT(rest(sweep), IsEmpty());
    EXPECT_FALSE(sweep.leads_on(1_ttl));
    EXPECT_TRUE(sweep.done(1_ttl));
}

TEST(measured_sweep, goes_both_ways_from_the_middle_when_nobody_answers_the_distance_probe) {
    backward_sweep sweep = told_backwards(std::nullopt);
    EXPECT_THAT(rest(sweep), UnorderedElementsAre(12, 13, 14, 15, 16));
    ASSERT_TRUE(sweep.leads_on(12_ttl));
    sweep.step_back(false);
    EXPECT_THAT(rest(sweep), ElementsAre(11));
}

TEST(measured_sweep, goes_back_by_strides_where_nobody_answers) {
    constexpr bool known = false;
    constexpr bool heard = false;
    backward_sweep sweep = told_backwards(std::nullopt);
    rest(sweep);
    sweep.step_back(known, heard);
    EXPECT_THAT(rest(sweep), ElementsAre(11, 10, 9, 8));
    ASSERT_TRUE(sweep.leads_on(8_ttl));
    sweep.step_back(known, heard);
    EXPECT_THAT(rest(sweep), ElementsAre(7, 6, 5, 4));
    sweep.step_back(known, heard);
    EXPECT_THAT(rest(sweep), ElementsAre(3, 2, 1));
    ASSERT_TRUE(sweep.leads_on(1_ttl));
    sweep.step_back(known, heard);
    EXPECT_FALSE(sweep.leads_on(1_ttl));
}

TEST(measured_sweep, stays_within_the_highest_ttl) {
    paced_sweep sweep{{.max_ttl = 9}, 0};
    EXPECT_EQ(sweep.next(9_ttl), (probe_plan{.ttl = 9_ttl, .purpose = probe_purpose::distance}));
    sweep.learnt_distance(200_ttl);
    EXPECT_THAT(rest(sweep, 9_ttl), ElementsAre(1, 2, 3, 4, 5, 6, 7, 8, 9));
    sweep.heard_up_to(9_ttl, true);
    EXPECT_THAT(rest(sweep, 9_ttl), IsEmpty());
}

}  // namespace
}  // namespace tracerouter::engine
