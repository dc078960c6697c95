#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <numeric>
#include <vector>

#include "trace_script.hpp"

// Where a path ends, when those who speak of its end contradict each other.
namespace tracerouter::engine::trace_end_tests {
namespace {

using test::trace_script;

constexpr auto target = "198.18.10.1";

trace_options options_of(std::uint8_t max_ttl, tracerouter::protocol protocol = protocol::icmp) {
    return {.protocol = protocol, .max_ttl = max_ttl, .queries = 1};
}

reply unreachable_as(std::uint8_t code, std::optional<std::uint32_t> mtu = {}) {
    reply answer;
    answer.kind = code == 3 ? reply_kind::port_unreachable : mtu ? reply_kind::too_big : reply_kind::unreachable;
    answer.icmp_type = 3;
    answer.icmp_code = code;
    answer.mtu = mtu;
    return answer;
}

const reply port_unreachable = unreachable_as(3);

TEST(trace_end, is_not_where_only_what_expires_there_is_refused) {
    trace_script script{options_of(9)};
    script.send_all().expires({1}, 1, "198.18.1.1").unreachable({2}, 2, "198.18.1.2");
    script.expect_hops({1, 2}).expect_unfinished();
    script.expires({3}, 3, "198.18.1.3").expect_hops({3}).arrives({4}, 4).expect_hops({4});
    script.expect_finished(stop_reason::destination);
}

// Whatever comes first.
TEST(trace_end, does_not_depend_on_the_order_of_answers) {
    const std::vector<std::function<void(trace_script&, int)>> answers{
        [](trace_script& script, int at) { script.expires({1}, at, "198.18.1.1"); },
        [](trace_script& script, int at) { script.unreachable({2}, at, "198.18.1.2"); },
        [](trace_script& script, int at) { script.hears({3}, at, "198.18.1.3", unreachable_as(4, 9'000)); },
        [](trace_script& script, int at) { script.unreachable({4}, at, target); },
        [](trace_script& script, int at) { script.expires({5}, at, target); },
        [](trace_script& script, int at) { script.arrives({6}, at); },
    };
    std::vector<std::size_t> order(answers.size());
    std::iota(order.begin(), order.end(), 0);
    do {
        trace_script script{options_of(6)};
        script.send_all();
        std::vector<int> shown;
        for (std::size_t step = 0; step < order.size(); ++step) {
            EXPECT_FALSE(script.trace().order.finished());
            answers[order[step]](script, static_cast<int>(10 + step));
            const std::vector<int> more = script.closed_hops();
            shown.insert(shown.end(), more.begin(), more.end());
        }
        ASSERT_EQ(shown, (std::vector{1, 2, 3, 4, 5, 6})) << testing::PrintToString(order);
        script.expect_finished(stop_reason::destination);
        ASSERT_EQ(script.trace().path.evidence().distance, hop_ttl{6});
    } while (std::next_permutation(order.begin(), order.end()));
}

TEST(trace_end, is_certain_at_once_where_the_highest_ttl_is_refused) {
    trace_script script{options_of(30)};
    script.send_all().expires({1}, 1, "198.18.1.1").unreachable({2}, 2, "198.18.1.2").expect_unfinished();
    script.unreachable({30}, 2, "198.18.1.2").expect_hops({1, 2}).expect_finished(stop_reason::unreachable);
}

TEST(trace_end, waits_for_those_that_a_lone_refusal_says_nothing_about) {
    trace_script script{options_of(9)};
    script.send_all().expires({1}, 1, "198.18.1.1").unreachable({2}, 10, "198.18.1.2").expect_hops({1, 2});
    script.expect_deadline(700).pass_time(699).expect_unfinished().pass_time(700);
    script.expect_finished(stop_reason::unreachable).expect_hops({});
}

// Of a limited router, which has no answer for each of them.
TEST(trace_end, waits_half_as_long_with_each_ttl_more_that_is_refused) {
    trace_script script{options_of(9)};
    script.send_all().expires({1}, 1, "198.18.1.1").unreachable({2}, 10, "198.18.1.2");
    script.unreachable({3}, 10, "198.18.1.2").expect_deadline(10 + 160);
    script.unreachable({4}, 10, "198.18.1.2").expect_deadline(10 + 80);
    script.unreachable({5}, 11, "198.18.1.2").expect_deadline(11 + 40).expect_unfinished();
    script.pass_time(11 + 40).expect_hops({1, 2}).expect_finished(stop_reason::unreachable);
}

TEST(trace_end, counts_it_as_a_refusal_more_where_what_expires_is_told_so) {
    trace_script script{options_of(9)};
    script.send_all().expires({1}, 1, "198.18.1.1").expires({2}, 10, "198.18.1.2").unreachable({3}, 10, "198.18.1.2");
    script.expect_deadline(10 + 160);
}

TEST(trace_end, is_given_up_when_the_contrary_comes_late) {
    trace_script script{options_of(9)};
    script.send_all().unreachable({2}, 10, "198.18.1.2").unreachable({3}, 10, "198.18.1.2").pass_time(170);
    EXPECT_FALSE(script.trace().path.evidence().in_doubt);
    script.arrives({5}, 180).expires({4}, 181, "198.18.1.4").expires({1}, 190, "198.18.1.1");
    script.expect_hops({1, 2, 3, 4, 5}).expect_finished(stop_reason::destination);
}

TEST(trace_end, is_behind_a_neighbour_that_refuses_only_what_expires_there) {
    trace_script script{options_of(9)};
    script.send_all().expires({1}, 1, "198.18.1.1").unreachable({2}, 2, "198.18.1.2");
    for (std::uint8_t ttl = 3; ttl <= 9; ++ttl) script.unreachable({ttl}, 3, "198.18.1.3");
    script.expect_hops({1, 2, 3}).expect_finished(stop_reason::unreachable);
}

TEST(trace_end, is_not_where_one_address_refuses_what_expires_at_several_hops) {
    trace_script script{options_of(9)};
    script.send_all().expires({1}, 1, "198.18.1.1");
    for (std::uint8_t ttl = 2; ttl <= 4; ++ttl) script.unreachable({ttl}, 2, "198.18.1.2");
    script.expect_hops({1, 2}).expires({5}, 9, "198.18.1.5").arrives({6}, 10).expect_hops({3, 4, 5, 6});
    script.expect_finished(stop_reason::destination);
}

TEST(trace_end, is_where_a_link_takes_no_probes_of_this_size) {
    trace_options options = options_of(9);
    options.packet_size = 1'500;
    trace_script script{options};
    script.send_all().expires({1}, 1, "198.18.1.1");
    script.hears({2}, 2, "198.18.1.2", unreachable_as(4, 1'499)).hears({9}, 2, "198.18.1.2", unreachable_as(4, 1'499));
    script.expect_hops({1, 2}).expect_finished(stop_reason::unreachable);
}

TEST(trace_end, is_not_where_a_link_takes_probes_of_this_size) {
    trace_script script{options_of(3)};
    script.send_all().expires({1}, 1, "198.18.1.1");
    for (std::uint8_t ttl = 2; ttl <= 3; ++ttl) script.hears({ttl}, 2, "198.18.1.2", unreachable_as(4, 60));
    script.expect_hops({1, 2, 3}).expect_finished(stop_reason::max_hops);
}

TEST(trace_end, is_no_target_where_a_router_calls_the_port_unreachable) {
    trace_script script{options_of(9, protocol::udp)};
    script.send_all().expires({1}, 1, "198.18.1.1");
    for (std::uint8_t ttl = 3; ttl <= 9; ++ttl) script.hears({ttl}, 2, "198.18.1.2", port_unreachable);
    script.expect_hops({1}).expires({2}, 3, "198.18.1.2").expect_hops({2, 3});
    script.expect_finished(stop_reason::unreachable);
    const trace_state& trace = script.trace();
    EXPECT_FALSE(trace.ledger.reply_to(trace.ledger[script.index_of({3})]).arrived);
}

TEST(trace_end, is_the_target_where_another_address_calls_the_port_unreachable) {
    trace_script script{options_of(9, protocol::udp)};
    script.send_all().expires({1}, 1, "198.18.1.1").expires({2}, 1, "198.18.1.2");
    for (std::uint8_t ttl = 3; ttl <= 9; ++ttl) script.hears({ttl}, 2, "203.0.113.9", port_unreachable);
    script.expect_hops({1, 2, 3}).expect_finished(stop_reason::destination);
    const trace_state& trace = script.trace();
    EXPECT_TRUE(trace.ledger.reply_to(trace.ledger[script.index_of({3})]).arrived);
}

TEST(trace_end, is_not_where_a_port_is_unreachable_only_for_what_expires_there) {
    trace_script script{options_of(9, protocol::udp)};
    script.send_all().expires({1}, 1, "198.18.1.1").hears({2}, 2, "198.18.1.2", port_unreachable).expect_hops({1});
    script.expires({3}, 3, "198.18.1.3").expect_hops({2, 3}).hears({4}, 4, target, port_unreachable).expect_hops({4});
    script.expect_finished(stop_reason::destination);
    const trace_state& trace = script.trace();
    EXPECT_FALSE(trace.ledger.reply_to(trace.ledger[script.index_of({2})]).arrived);
    EXPECT_TRUE(trace.ledger.reply_to(trace.ledger[script.index_of({4})]).arrived);
}

TEST(trace_end, is_at_once_where_the_target_calls_the_port_unreachable) {
    trace_script script{options_of(9, protocol::udp)};
    script.send_all().expires({1}, 1, "198.18.1.1").hears({2}, 2, target, port_unreachable);
    script.expect_hops({1, 2}).expect_finished(stop_reason::destination);
}

TEST(trace_end, is_where_the_target_answers_first_whatever_it_says) {
    trace_script script{options_of(9)};
    script.send_all().expires({1}, 1, "198.18.1.1").unreachable({2}, 2, target).arrives({3}, 2);
    script.expect_hops({1, 2}).expect_finished(stop_reason::destination);
}

TEST(trace_end, is_behind_one_address_that_comes_at_neighbouring_hops) {
    trace_script script{options_of(9)};
    script.send_all();
    for (std::uint8_t ttl = 1; ttl <= 4; ++ttl) script.expires({ttl}, ttl, "198.18.1.1");
    script.expect_hops({1, 2, 3}).expect_unfinished();
    script.expires({5}, 5, "198.18.1.5").expect_hops({4, 5}).arrives({6}, 6).expect_hops({6});
    script.expect_finished(stop_reason::destination);
}

TEST(trace_end, is_behind_two_addresses_that_take_turns) {
    trace_script script{options_of(9)};
    script.send_all();
    for (std::uint8_t ttl = 1; ttl <= 5; ++ttl) script.expires({ttl}, ttl, ttl % 2 == 0 ? "198.18.1.2" : "198.18.1.1");
    script.expect_hops({1, 2, 3, 4, 5}).expect_unfinished().expires({6}, 6, "198.18.1.6").expect_hops({6});
    script.arrives({7}, 7).expect_hops({7}).expect_finished(stop_reason::destination);
}

TEST(trace_end, is_a_loop_only_behind_the_last_router_that_is_new) {
    trace_script script{options_of(9)};
    script.send_all();
    for (std::uint8_t ttl = 1; ttl <= 3; ++ttl) script.expires({ttl}, 1, "198.18.1.1");
    for (std::uint8_t ttl = 4; ttl <= 9; ++ttl) script.expires({ttl}, 1, "198.18.1.4");
    script.expect_hops({1, 2, 3, 4, 5, 6}).expect_finished(stop_reason::loop);
}

TEST(trace_end, is_a_loop_when_those_that_could_show_the_contrary_have_had_their_time) {
    trace_script script{options_of(9)};
    script.send_all();
    for (std::uint8_t ttl = 1; ttl <= 7; ++ttl) script.expires({ttl}, 10, "198.18.1.1");
    script.expect_hops({1, 2, 3}).expect_deadline(700).pass_time(700).expect_hops({});
    script.expect_finished(stop_reason::loop);
}

TEST(trace_end, is_no_loop_where_a_translator_lends_all_routers_the_address_of_the_target) {
    trace_script script{options_of(6)};
    script.send_all();
    for (std::uint8_t ttl = 1; ttl <= 6; ++ttl) script.expires({ttl}, 1, target);
    script.expect_hops({1, 2, 3, 4, 5, 6}).expect_finished(stop_reason::max_hops);
}

TEST(trace_end, of_a_sweep_is_certain_where_the_distance_probe_was_refused_too) {
    trace_script script{options_of(30), true};
    reply refused = unreachable_as(13);
    refused.ttl_quoted = 28;
    script.send_all().hears({30, 0}, 2, "198.18.1.3", refused).send_all(2);
    script.expires({1}, 3, "198.18.1.1").expires({2}, 3, "198.18.1.2").unreachable({3}, 3, "198.18.1.3");
    script.expect_hops({1, 2, 3}).expect_finished(stop_reason::unreachable);
    EXPECT_EQ(script.trace().ledger.size(), 4);
}

TEST(trace_end, of_a_sweep_is_the_target_where_it_answered_the_distance_probe) {
    trace_script script{options_of(30), true};
    reply reached;
    reached.kind = reply_kind::echo_reply;
    reached.reply_ttl = 61;
    script.send_all().hears({30, 0}, 2, target, reached).send_all(2);
    script.unreachable({3}, 3, "198.18.1.3").send_all(3).expires({1}, 3, "198.18.1.1").expires({2}, 3, "198.18.1.1");
    script.send_all(3).arrives({4}, 4).expect_hops({1, 2, 3, 4}).expect_finished(stop_reason::destination);
}

TEST(trace_end, of_a_sweep_is_a_loop_where_the_distance_probe_was_caught_in_it) {
    trace_script script{options_of(30), true};
    reply caught;
    caught.kind = reply_kind::time_exceeded;
    script.send_all().hears({30, 0}, 2, "198.18.1.1", caught).hand_out(29);
    for (std::uint8_t ttl = 1; ttl <= 30; ++ttl) {
        if (ttl < 30) script.send({ttl}, 2);
    }
    script.expires({3}, 3, "198.18.1.1").expires({1}, 3, "198.18.1.1").expires({2}, 3, "198.18.1.1");
    script.expect_hops({1, 2, 3}).expect_finished(stop_reason::loop);
}

TEST(trace_end, of_a_sweep_takes_what_a_late_distance_probe_says) {
    trace_script script{options_of(30), true};
    reply reached;
    reached.kind = reply_kind::echo_reply;
    script.send_all().pass_time(700).send_all(700).unreachable({2}, 701, "198.18.1.2");
    script.hears({30, 0}, 702, target, reached).expect(answer_verdict::late);
    EXPECT_EQ(script.trace().path.evidence().barrier, std::nullopt);
}

}  // namespace
}  // namespace tracerouter::engine::trace_end_tests
