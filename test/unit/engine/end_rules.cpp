#include "engine/end_rules.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <ostream>
#include <string>

#include "ttl_literal.hpp"

namespace tracerouter::engine {
namespace {

using namespace std::chrono_literals;
using test::operator""_ttl;

template <class Case>
std::string name_of(const testing::TestParamInfo<Case>& info) {
    return info.param.name;
}

struct patience_case {
    const char* name;
    path_evidence path;
    hop_evidence hop;
    duration expected;
    trace_options options = {};
};

void PrintTo(const patience_case& tested, std::ostream* out) {
    *out << tested.name;
}

class patience_of : public testing::TestWithParam<patience_case> {};

TEST_P(patience_of, is_as_the_rules_say) {
    const auto& [name, path, hop, expected, options] = GetParam();
    EXPECT_EQ(patience(path, hop, options, {}).count(), expected.count());
}

INSTANTIATE_TEST_SUITE_P(
    end_rules, patience_of,
    testing::Values(
        patience_case{"nothing_known", {}, {}, 3s},
        patience_case{"nothing_known_and_a_short_wait", {}, {}, 100ms, {.wait = 100ms}},
        patience_case{"others_answered_quickly", {.last_answered = 3_ttl, .slowest = 10ms}, {}, 700ms},
        patience_case{"others_answered_slowly", {.last_answered = 3_ttl, .slowest = 500ms}, {}, 1500ms},
        patience_case{"others_answered_very_slowly", {.last_answered = 3_ttl, .slowest = 2s}, {}, 3s},
        patience_case{"end_known_one_hop_missing", {.distance = 9_ttl, .end_rtt = 100ms, .missing = 1}, {}, 430ms},
        patience_case{"end_known_two_hops_missing", {.distance = 9_ttl, .end_rtt = 100ms, .missing = 2}, {}, 265ms},
        patience_case{"end_known_many_hops_missing", {.distance = 9_ttl, .end_rtt = 100ms, .missing = 9}, {}, 220ms},
        patience_case{"end_known_none_missing", {.distance = 9_ttl, .end_rtt = 100ms}, {}, 430ms},
        patience_case{"asked_again", {.distance = 9_ttl, .end_rtt = 100ms, .missing = 1}, {.retries = 1}, 150ms},
        patience_case{
            "asked_again_before_a_silent_target", {.last_answered = 9_ttl, .slowest = 80ms}, {.retries = 1}, 130ms},
        patience_case{"barrier_known", {.barrier = 9_ttl, .end_rtt = 20ms, .missing = 3}, {}, 140ms},
        patience_case{"end_known_and_much_jitter",
                      {.distance = 9_ttl, .end_rtt = 100ms, .spread_sum = 400ms, .spread_hops = 4, .missing = 9},
                      {},
                      500ms},
        patience_case{"end_known_and_little_jitter",
                      {.distance = 9_ttl, .end_rtt = 100ms, .spread_sum = 4ms, .spread_hops = 4, .missing = 9},
                      {},
                      220ms},
        patience_case{
            "hop_answered_before", {.last_answered = 3_ttl, .slowest = 90ms}, {.answers = 1, .slowest = 20ms}, 70ms},
        patience_case{"hop_answered_before_and_end_is_far",
                      {.distance = 9_ttl, .end_rtt = 100ms},
                      {.answers = 2, .slowest = 20ms},
                      150ms},
        patience_case{
            "slow_hop_answered_before", {.distance = 9_ttl, .end_rtt = 100ms}, {.answers = 1, .slowest = 400ms}, 450ms},
        patience_case{"hop_answered_before_and_much_jitter",
                      {.spread_sum = 60ms, .spread_hops = 2},
                      {.answers = 2, .slowest = 20ms},
                      140ms},
        patience_case{"never_longer_than_the_wait",
                      {.distance = 9_ttl, .end_rtt = 2900ms},
                      {.answers = 1, .slowest = 2900ms},
                      1s,
                      {.wait = 1s}}),
    name_of<patience_case>);

struct end_case {
    const char* name;
    path_evidence path;
    int end;
    int visible;
    stop_reason reason;
    trace_options options = {};
};

void PrintTo(const end_case& tested, std::ostream* out) {
    *out << tested.name;
}

class end_of : public testing::TestWithParam<end_case> {};

TEST_P(end_of, is_as_the_rules_say) {
    const auto& [name, path, end, visible, reason, options] = GetParam();
    EXPECT_EQ(end_ttl(path, options).value(), end);
    EXPECT_EQ(visible_ttl(path, options).value(), visible);
    EXPECT_EQ(static_cast<int>(reason_to_stop(path, options)), static_cast<int>(reason));
}

INSTANTIATE_TEST_SUITE_P(
    end_rules, end_of,
    testing::Values(
        end_case{"nothing_known", {}, 30, 5, stop_reason::gap},
        end_case{"nothing_known_from_a_later_ttl", {}, 30, 14, stop_reason::gap, {.first_ttl = 10}},
        end_case{"nothing_known_and_few_ttls", {}, 3, 3, stop_reason::max_hops, {.max_ttl = 3}},
        end_case{"some_answered", {.last_answered = 12_ttl}, 30, 17, stop_reason::gap},
        end_case{"a_gap_as_long_as_the_limit", {.last_answered = 25_ttl}, 30, 30, stop_reason::gap},
        end_case{"a_gap_shorter_than_the_limit", {.last_answered = 26_ttl}, 30, 30, stop_reason::max_hops},
        end_case{"all_answered", {.last_answered = 30_ttl}, 30, 30, stop_reason::max_hops},
        end_case{"limits_that_add_up_to_more_than_255",
                 {.last_answered = 100_ttl},
                 255,
                 255,
                 stop_reason::max_hops,
                 {.max_ttl = 255, .gap_limit = 255}},
        end_case{"target_answered", {.distance = 7_ttl, .last_answered = 9_ttl}, 7, 7, stop_reason::destination},
        end_case{"barrier", {.barrier = 4_ttl, .last_answered = 9_ttl}, 4, 4, stop_reason::unreachable},
        end_case{"target_behind_a_barrier", {.distance = 7_ttl, .barrier = 4_ttl}, 7, 7, stop_reason::destination},
        end_case{"barrier_behind_the_target", {.distance = 7_ttl, .barrier = 9_ttl}, 7, 7, stop_reason::destination},
        end_case{"loop", {.loop = 8_ttl, .last_answered = 30_ttl}, 8, 8, stop_reason::loop},
        end_case{"barrier_in_doubt", {.barrier = 4_ttl, .in_doubt = true}, 30, 4, stop_reason::unreachable},
        end_case{"loop_in_doubt", {.loop = 8_ttl, .in_doubt = true}, 30, 8, stop_reason::loop},
        end_case{"target_in_doubt", {.distance = 7_ttl, .in_doubt = true}, 30, 6, stop_reason::destination},
        end_case{"target_in_doubt_before_a_certain_one",
                 {.distance = 7_ttl, .certain_distance = 9_ttl, .in_doubt = true},
                 9,
                 6,
                 stop_reason::destination},
        end_case{"target_behind_a_loop", {.distance = 12_ttl, .loop = 8_ttl}, 12, 12, stop_reason::destination},
        end_case{"barrier_behind_a_loop", {.barrier = 12_ttl, .loop = 8_ttl}, 12, 12, stop_reason::unreachable}),
    name_of<end_case>);

TEST(end_rules, waits_less_for_the_contrary_the_more_was_refused) {
    const auto wait = [](int refusals, duration end_rtt = 50ms) {
        return patience_in_doubt({.refusals = refusals, .end_rtt = end_rtt, .slowest = 100ms}, {}, {}) / 1ms;
    };
    EXPECT_EQ(wait(0), 700);
    EXPECT_EQ(wait(1), 50 + 160);
    EXPECT_EQ(wait(2), 50 + 80);
    EXPECT_EQ(wait(4), 50 + 20);
    EXPECT_EQ(wait(5), 50 + 15);
    EXPECT_EQ(wait(254), 50 + 15);
    EXPECT_EQ(wait(1, 5s), 3'000);
}

TEST(end_rules, retries_only_where_loss_explains_silence) {
    EXPECT_FALSE(worth_retrying({}, {}, {}));
    EXPECT_TRUE(worth_retrying({.loss = true}, {}, {}));
    EXPECT_FALSE(worth_retrying({.loss = true}, {.answers = 1}, {}));
    EXPECT_FALSE(worth_retrying({.loss = true}, {.retries = 1}, {}));
}

TEST(end_rules, suspects_limits_where_most_routers_before_the_target_are_silent) {
    EXPECT_TRUE(limits_suspected({.distance = 12_ttl, .missing = 11}, {}, {}));
    EXPECT_TRUE(limits_suspected({.distance = 7_ttl, .missing = 3}, {}, {}));
    EXPECT_TRUE(limits_suspected({.distance = 14_ttl, .missing = 3}, {.first_ttl = 8}, {}));
    EXPECT_TRUE(limits_suspected({.distance = 3_ttl, .missing = 1}, {}, {}));
}

TEST(end_rules, suspects_filters_elsewhere) {
    EXPECT_FALSE(limits_suspected({.distance = 20_ttl, .missing = 3}, {}, {}));
    EXPECT_FALSE(limits_suspected({.distance = 4_ttl, .missing = 1}, {}, {}));
    EXPECT_FALSE(limits_suspected({.distance = 1_ttl, .missing = 0}, {}, {}));
    EXPECT_FALSE(limits_suspected({.barrier = 12_ttl, .missing = 11}, {}, {}));
    EXPECT_FALSE(limits_suspected({.last_answered = 2_ttl, .missing = 28}, {}, {}));
    EXPECT_FALSE(limits_suspected({.distance = 12_ttl, .missing = 11}, {.wait = std::chrono::seconds{1}}, {}));
}

}  // namespace
}  // namespace tracerouter::engine
