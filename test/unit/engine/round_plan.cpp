#include "engine/round_plan.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <optional>

namespace tracerouter::engine::round_plan_tests {
namespace {

using namespace std::chrono_literals;

class round_plan_test : public testing::Test {
protected:
    /// Up to which TTL the next round asks.
    int next() {
        const round_plan::portion asked = plan.begin(++round, now += 1s);
        EXPECT_EQ(asked.first, hop_ttl{1});
        return asked.last.value();
    }
    void arrives(int ttl) { plan.arrived(round, hop_ttl{ttl}); }
    void is_refused(int ttl) { plan.refused(round, hop_ttl{ttl}); }
    void is_lost(int ttl) { plan.lost(round, hop_ttl{ttl}); }
    /// Up to which TTL the round goes on behind a router; 0: it does not.
    int expires(int ttl) {
        const auto beyond = plan.expired(round, hop_ttl{ttl});
        if (beyond) {
            EXPECT_EQ(beyond->first, hop_ttl{ttl + 1});
        }
        return beyond ? beyond->last.value() : 0;
    }

    round_plan plan{hop_ttl{1}, hop_ttl{30}, 2};
    std::uint64_t round = 0;
    time_point now{};
};

TEST_F(round_plan_test, asks_up_to_the_target_once_it_has_answered) {
    EXPECT_EQ(next(), 30);
    arrives(9);
    arrives(7);
    arrives(8);
    EXPECT_EQ(next(), 7) << "the other flow";
    arrives(7);
    EXPECT_EQ(next(), 7);
}

TEST_F(round_plan_test, lets_the_flows_take_turns_each_with_its_distance) {
    EXPECT_EQ(plan.flow_of(1), 0);
    EXPECT_EQ(plan.flow_of(2), 1);
    EXPECT_EQ(plan.flow_of(3), 0);
    next();
    arrives(7);
    EXPECT_EQ(next(), 7);
    EXPECT_EQ(expires(7), 10);
    arrives(9);
    EXPECT_EQ(next(), 7);
    arrives(7);
    EXPECT_EQ(next(), 9);
}

TEST_F(round_plan_test, goes_on_within_the_round_where_the_path_has_become_longer) {
    next();
    arrives(5);
    next();
    arrives(5);
    EXPECT_EQ(next(), 5);
    EXPECT_EQ(expires(3), 0);
    EXPECT_EQ(expires(5), 8);
    EXPECT_EQ(expires(5), 0) << "only once";
    EXPECT_EQ(expires(7), 0);
    EXPECT_EQ(expires(8), 11);
    arrives(9);
    next();
    EXPECT_EQ(next(), 9);
}

TEST_F(round_plan_test, follows_a_path_that_becomes_shorter) {
    next();
    arrives(9);
    next();
    arrives(9);
    next();
    arrives(9);
    arrives(6);
    next();
    EXPECT_EQ(next(), 6);
}

TEST_F(round_plan_test, looks_a_little_farther_while_the_target_is_lost) {
    next();
    arrives(5);
    next();
    arrives(5);
    next();
    is_lost(5);
    next();
    arrives(5);
    EXPECT_EQ(next(), 7);
    arrives(5);
    next();
    EXPECT_EQ(next(), 5);
}

TEST_F(round_plan_test, takes_no_older_round_for_news) {
    next();
    arrives(5);
    next();
    arrives(5);
    next();
    arrives(6);
    plan.arrived(1, hop_ttl{4});
    plan.lost(1, hop_ttl{6});
    next();
    EXPECT_EQ(next(), 6);
}

TEST_F(round_plan_test, asks_all_ttls_now_and_then_of_a_target_that_never_answers) {
    EXPECT_EQ(next(), 30);
    expires(4);
    EXPECT_EQ(next(), 6);
    EXPECT_EQ(next(), 6);
    expires(6);
    EXPECT_EQ(next(), 8);
    now += 5min;
    EXPECT_EQ(next(), 30);
    EXPECT_EQ(next(), 8);
}

TEST_F(round_plan_test, asks_a_router_that_refuses_once_and_not_at_all_ttls_behind_it) {
    next();
    expires(4);
    for (int ttl = 30; ttl >= 5; --ttl) is_refused(ttl);
    next();  // the other flow
    EXPECT_EQ(next(), 5);
    is_lost(5);
    next();
    EXPECT_EQ(next(), 7);
    is_refused(7);
    is_refused(5);
    next();
    EXPECT_EQ(next(), 5);
    now += 5min;
    next();
    EXPECT_EQ(next(), 5) << "all TTLs were the turn of the other flow";
}

TEST_F(round_plan_test, goes_on_where_a_router_refuses_no_longer) {
    next();
    is_refused(5);
    next();
    EXPECT_EQ(next(), 5);
    EXPECT_EQ(expires(5), 8);
    next();
    EXPECT_EQ(next(), 7);
}

TEST_F(round_plan_test, takes_no_router_for_a_barrier_that_lets_others_answer_behind_it) {
    next();
    is_refused(3);
    expires(8);
    next();
    EXPECT_EQ(next(), 10);
    expires(8);
    is_refused(3);
    next();
    EXPECT_EQ(next(), 10);
}

TEST_F(round_plan_test, asks_all_ttls_again_where_nobody_has_answered) {
    EXPECT_EQ(next(), 30);
    EXPECT_EQ(next(), 30);
}

TEST(round_plan, stays_within_its_ttls) {
    round_plan plan{hop_ttl{3}, hop_ttl{6}, 1};
    EXPECT_EQ(plan.begin(1, time_point{}), (round_plan::portion{hop_ttl{3}, hop_ttl{6}}));
    EXPECT_FALSE(plan.expired(1, hop_ttl{6}));
    plan.arrived(1, hop_ttl{5});
    EXPECT_EQ(plan.begin(2, time_point{}).last, hop_ttl{5});
    EXPECT_EQ(plan.expired(2, hop_ttl{5})->last, hop_ttl{6});
}

}  // namespace
}  // namespace tracerouter::engine::round_plan_tests
