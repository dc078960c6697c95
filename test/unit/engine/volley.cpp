#include "engine/volley.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <ostream>
#include <vector>

#include "engine/extra_probes.hpp"
#include "trace_script.hpp"

namespace tracerouter::engine {

void PrintTo(const probe_plan& plan, std::ostream* out) {
    *out << "TTL " << int{plan.ttl.value()} << " query " << int{plan.query.value()};
}

namespace volley_tests {
namespace {

using plans = std::vector<probe_plan>;

trace_options options_of(std::uint8_t first_ttl, std::uint8_t max_ttl, std::uint8_t queries) {
    return {.first_ttl = first_ttl, .max_ttl = max_ttl, .queries = queries};
}

/// With the probes that are asked for beside it, which come first.
struct asked_volley {
    explicit asked_volley(const trace_options& options) : sweep{options} {}

    [[nodiscard]] std::optional<probe_plan> peek(int end) const {
        const auto asked = extra.peek(hop_ttl{end});
        return asked ? asked : sweep.peek(hop_ttl{end});
    }
    std::optional<probe_plan> next(int end) {
        return extra.peek(hop_ttl{end}) ? extra.next(hop_ttl{end}) : sweep.next(hop_ttl{end});
    }
    void again(int ttl, int query) { extra.ask(hop_ttl{ttl}, query_number{query}); }
    [[nodiscard]] bool done(int ttl) const { return extra.done(hop_ttl{ttl}) && sweep.done(hop_ttl{ttl}); }

    extra_probes extra;
    volley sweep;
};

plans queries(const std::vector<test::probe_name>& names) {
    plans out;
    for (const auto& [ttl, query] : names) out.push_back({hop_ttl{ttl}, query_number{query}});
    return out;
}

plans rest(asked_volley& volley, int end) {
    plans taken;
    while (const auto peeked = volley.peek(end)) {
        const auto plan = volley.next(end);
        EXPECT_EQ(plan, peeked);
        taken.push_back(*plan);
    }
    EXPECT_EQ(volley.next(end), std::nullopt);
    return taken;
}

TEST(volley, sends_the_first_query_of_every_ttl_before_any_second_one) {
    asked_volley volley{options_of(1, 3, 2)};
    EXPECT_EQ(rest(volley, 3), queries({{1, 1}, {2, 1}, {3, 1}, {1, 2}, {2, 2}, {3, 2}}));
}

TEST(volley, asks_all_queries_of_a_ttl_at_once_where_the_target_answers_by_errors) {
    trace_options options = options_of(1, 3, 2);
    options.protocol = protocol::udp;
    asked_volley to_the_end{options};
    EXPECT_EQ(rest(to_the_end, 3), queries({{1, 1}, {1, 2}, {2, 1}, {2, 2}, {3, 1}, {3, 2}}));
    EXPECT_TRUE(to_the_end.done(3));

    asked_volley stopped{options};
    stopped.next(3);
    EXPECT_FALSE(stopped.done(1)) << "a query is to come";
    stopped.next(3);
    EXPECT_FALSE(stopped.done(2));
    stopped.next(3);
    EXPECT_TRUE(stopped.done(1));
    EXPECT_EQ(rest(stopped, 1), queries({})) << "the target has answered at TTL 1";
    stopped.again(1, 3);
    EXPECT_FALSE(stopped.done(1));
    EXPECT_EQ(rest(stopped, 1), queries({{1, 3}}));

    options = options_of(255, 255, 2);
    options.protocol = protocol::udp;
    asked_volley highest{options};
    EXPECT_EQ(rest(highest, 255), queries({{255, 1}, {255, 2}}));
    EXPECT_TRUE(highest.done(255));
}

TEST(volley, starts_at_the_first_ttl) {
    asked_volley volley{options_of(4, 5, 2)};
    EXPECT_EQ(rest(volley, 5), queries({{4, 1}, {5, 1}, {4, 2}, {5, 2}}));
}

TEST(volley, passes_over_what_is_beyond_an_end_learnt_later) {
    asked_volley volley{options_of(1, 5, 2)};
    for (int probe = 0; probe < 4; ++probe) volley.next(5);
    EXPECT_EQ(rest(volley, 2), queries({{1, 2}, {2, 2}}));
}

TEST(volley, takes_up_again_what_comes_before_an_end_that_moves_out) {
    asked_volley volley{options_of(1, 5, 2)};
    for (int probe = 0; probe < 6; ++probe) volley.next(5);
    EXPECT_EQ(rest(volley, 2), queries({{2, 2}}));
    EXPECT_EQ(rest(volley, 4), queries({{3, 2}, {4, 2}}));
}

TEST(volley, sends_retries_first_in_the_order_they_were_asked_for) {
    asked_volley volley{options_of(1, 3, 1)};
    volley.next(3);
    volley.again(3, 2);
    volley.again(1, 2);
    EXPECT_EQ(rest(volley, 3), queries({{3, 2}, {1, 2}, {2, 1}, {3, 1}}));
}

TEST(volley, sends_no_retry_beyond_the_end) {
    asked_volley volley{options_of(1, 9, 1)};
    rest(volley, 9);
    volley.again(8, 2);
    volley.again(4, 2);
    EXPECT_EQ(rest(volley, 5), queries({{4, 2}}));
    EXPECT_FALSE(volley.done(8));
    EXPECT_EQ(rest(volley, 9), queries({{8, 2}}));
    EXPECT_TRUE(volley.done(8));
}

TEST(volley, is_done_with_a_ttl_when_its_last_query_is_out) {
    asked_volley volley{options_of(1, 3, 2)};
    for (int probe = 0; probe < 4; ++probe) volley.next(3);
    EXPECT_TRUE(volley.done(1));
    EXPECT_FALSE(volley.done(2));
    EXPECT_FALSE(volley.done(3));
    rest(volley, 3);
    EXPECT_TRUE(volley.done(3));
}

TEST(volley, is_not_done_after_a_first_round_cut_short) {
    asked_volley volley{options_of(1, 9, 2)};
    for (int probe = 0; probe < 9; ++probe) volley.next(9);
    EXPECT_FALSE(volley.done(1));
    EXPECT_EQ(rest(volley, 1), queries({{1, 2}}));
    EXPECT_TRUE(volley.done(1));
}

TEST(volley, reaches_ttl_255_and_comes_back) {
    asked_volley volley{options_of(254, 255, 2)};
    EXPECT_EQ(rest(volley, 255), queries({{254, 1}, {255, 1}, {254, 2}, {255, 2}}));
    EXPECT_TRUE(volley.done(254));
    EXPECT_TRUE(volley.done(255));
}

}  // namespace
}  // namespace volley_tests
}  // namespace tracerouter::engine
