#include "engine/trace_state.hpp"

#include <gtest/gtest.h>

#include <numeric>
#include <string>
#include <vector>

#include "trace_script.hpp"

namespace tracerouter::engine::trace_state_tests {
namespace {

using test::options_of;
using test::trace_script;

TEST(trace_state, closes_hops_as_they_are_answered) {
    trace_script{options_of(30, 1)}
        .send_all()
        .expires({1}, 1, "198.18.1.1")
        .expect(answer_verdict::fresh)
        .expect_hops({1})
        .expires({2}, 2, "198.18.1.2")
        .expect_hops({2})
        .arrives({3}, 3)
        .expect_hops({3})
        .expect_finished(stop_reason::destination);
}

TEST(trace_state, holds_hops_back_until_all_before_are_final) {
    trace_script{options_of(30, 1)}
        .send_all()
        .expires({2}, 1, "198.18.1.2")
        .arrives({3}, 2)
        .expect_hops({})
        .expect_unfinished()
        .expires({1}, 3, "198.18.1.1")
        .expect_hops({1, 2, 3})
        .expect_finished(stop_reason::destination);
}

TEST(trace_state, learns_the_distance_from_the_lowest_ttl_that_arrives) {
    trace_script{options_of(9, 1)}
        .send_all()
        .arrives({6}, 10)
        .arrives({4}, 11)
        .arrives({5}, 12)
        .expires({1}, 13, "198.18.1.1")
        .expires({2}, 14, "198.18.1.2")
        .expires({3}, 15, "198.18.1.3")
        .expect_hops({1, 2, 3, 4})
        .expect_finished(stop_reason::destination);
}

TEST(trace_state, sends_nothing_beyond_the_end) {
    trace_script script{options_of(9, 2)};
    script.hand_out(9);
    for (std::uint8_t ttl = 1; ttl <= 9; ++ttl) script.send({ttl}, 0);
    script.arrives({2}, 5).expect_to_send({{1, 2}, {2, 2}});
}

TEST(trace_state, ends_at_a_barrier) {
    trace_script{options_of(30, 1)}
        .send_all()
        .expires({1}, 1, "198.18.1.1")
        .unreachable({2}, 2, "198.18.1.2")
        .unreachable({30}, 2, "198.18.1.2")
        .expect_hops({1, 2})
        .expect_finished(stop_reason::unreachable);
}

TEST(trace_state, takes_an_unreachable_from_the_target_for_arrival) {
    trace_script{options_of(30, 1)}
        .send_all()
        .unreachable({1}, 2, "198.18.10.1")
        .expect_hops({})
        .unreachable({30}, 2, "198.18.10.1")
        .expect_hops({1})
        .expect_finished(stop_reason::destination);
}

TEST(trace_state, does_not_take_time_exceeded_from_the_target_for_arrival) {
    trace_script{options_of(30, 1)}.send_all().expires({1}, 2, "198.18.10.1").expect_hops({1}).expect_unfinished();
}

TEST(trace_state, takes_an_echo_reply_from_another_address_for_arrival) {
    trace_script{options_of(30, 1)}
        .send_all()
        .arrives({1}, 2, "203.0.113.9")
        .expect_hops({1})
        .expect_finished(stop_reason::destination);
}

// Found by simulation: the end moved from TTL 2 back out to TTL 4, the queries passed over never came, and the trace
// never ended. It moves out only where an answer comes late.
TEST(trace_state, ends_when_the_target_answers_from_behind_a_barrier) {
    trace_script script{options_of(5, 2)};
    script.hand_out(5);
    for (std::uint8_t ttl = 1; ttl <= 5; ++ttl) script.send({ttl}, 0);
    script.unreachable({2}, 1, "198.18.1.2").unreachable({3}, 1, "198.18.1.2").pass_time(162);
    script.expect_to_send({{1, 2}, {2, 2}}).send({1, 2}, 162).send({2, 2}, 162);
    script.arrives({4}, 163).expect_to_send({{3, 2}, {4, 2}});
    script.send({3, 2}, 164).send({4, 2}, 164).expires({1}, 165, "198.18.1.1");
    script.expect_unfinished().pass_time(5'000).expect_hops({1, 2, 3, 4}).expect_finished(stop_reason::destination);
}

TEST(trace_state, ends_with_queries_passed_over_when_the_end_moves_out) {
    trace_script script{options_of(5, 3)};
    script.hand_out(5);
    for (std::uint8_t ttl = 1; ttl <= 5; ++ttl) script.send({ttl}, 0);
    script.unreachable({2}, 1, "198.18.1.2").unreachable({3}, 1, "198.18.1.2").expires({1}, 1, "198.18.1.1");
    script.pass_time(162).hand_out(3);  // the second queries of 3 to 5 are passed over
    script.send({1, 2}, 162).send({2, 2}, 162).send({1, 3}, 162).arrives({4}, 163).send_all(164).pass_time(5'000);
    script.expect_hops({1, 2, 3, 4}).expect_finished(stop_reason::destination);
}

TEST(trace_state, ends_after_a_gap) {
    trace_script{options_of(9, 1)}
        .send_all()
        .expires({1}, 10, "198.18.1.1")
        .expect_hops({1})
        .expect_deadline(700)
        .pass_time(699)
        .expect_hops({})
        .pass_time(700)
        .expect_hops({2, 3, 4, 5, 6})
        .expect_no_deadline()
        .expect_finished(stop_reason::gap);
}

TEST(trace_state, shows_a_gap_that_a_later_hop_answers_behind) {
    trace_script{options_of(9, 1)}
        .send_all()
        .expires({1}, 10, "198.18.1.1")
        .expires({8}, 10, "198.18.1.8")
        .pass_time(700)
        .expect_hops({1, 2, 3, 4, 5, 6, 7, 8, 9})
        .expect_finished(stop_reason::max_hops);
}

TEST(trace_state, takes_answers_from_behind_the_gap_while_they_are_held_back) {
    trace_script script{options_of(9, 1)};
    script.hand_out(9);
    for (std::uint8_t ttl = 1; ttl <= 8; ++ttl) script.send({ttl}, 0);
    script.expires({1}, 10, "198.18.1.1").pass_time(700).expect_hops({1, 2, 3, 4, 5, 6}).send({9}, 700);
    script.arrives({8}, 800).expect(answer_verdict::fresh).expect_hops({7, 8});
    script.expect_finished(stop_reason::destination);
    EXPECT_EQ(script.trace().ledger.late, 1);
}

TEST(trace_state, waits_in_full_while_nobody_answers) {
    trace_script{options_of(2, 1)}
        .send_all()
        .expect_deadline(3'000)
        .pass_time(2'999)
        .expect_unfinished()
        .pass_time(3'000)
        .expect_hops({1, 2})
        .expect_finished(stop_reason::max_hops);
}

TEST(trace_state, gives_each_probe_a_deadline_of_its_own) {
    trace_script script{options_of(2, 1)};
    script.hand_out(2).send({2}, 0).send({1}, 500).expect_deadline(3'000).pass_time(3'000).expect_deadline(3'500);
    script.expect_hops({}).pass_time(3'500).expect_hops({1, 2});
}

TEST(trace_state, runs_no_deadline_before_a_probe_has_left) {
    trace_script script{options_of(1, 1)};
    script.hand_out(1).expect_no_deadline().pass_time(60'000).expect_hops({}).send({1}, 60'000);
    script.expect_deadline(63'000);
}

TEST(trace_state, shortens_deadlines_when_evidence_comes_in) {
    trace_script{options_of(9, 1)}
        .send_all()
        .expect_deadline(3'000)
        .expires({1}, 10, "198.18.1.1")
        .expect_deadline(700)
        .arrives({3}, 20)
        .expect_deadline(20 + 330);
}

TEST(trace_state, ends_at_once_in_a_loop_when_its_ttls_are_done) {
    trace_script{options_of(6, 1)}
        .send_all()
        .expires({1}, 1, "198.18.1.1")
        .expires({2}, 2, "198.18.1.2")
        .expires({3}, 3, "198.18.1.3")
        .expires({4}, 4, "198.18.1.2")
        .expires({5}, 5, "198.18.1.3")
        .expect_hops({1, 2, 3, 4, 5})
        .expires({6}, 6, "198.18.1.2")
        .expect_hops({6})
        .expect_finished(stop_reason::loop);
}

TEST(trace_state, holds_back_the_rounds_of_a_loop) {
    trace_script script{options_of(9, 1)};
    script.send_all();
    for (std::uint8_t ttl = 1; ttl <= 8; ++ttl) script.expires({ttl}, ttl, "198.18.1.1");
    script.expect_hops({1, 2, 3}).expires({9}, 9, "198.18.1.1").expect_hops({}).expect_finished(stop_reason::loop);
}

TEST(trace_state, shows_the_path_when_the_target_answers_from_behind_a_loop) {
    trace_script script{options_of(9, 1)};
    script.send_all();
    for (std::uint8_t ttl = 1; ttl <= 5; ++ttl) script.expires({ttl}, ttl, "198.18.1.1");
    script.expect_hops({1, 2, 3}).arrives({6}, 9).expect_hops({4, 5, 6}).expect_finished(stop_reason::destination);
}

TEST(trace_state, does_not_take_two_answers_for_a_loop) {
    trace_script script{options_of(4, 1)};
    script.send_all().expires({1}, 1, "198.18.1.1").expires({2}, 1, "198.18.1.1").expires({3}, 1, "198.18.1.3");
    script.expires({4}, 1, "198.18.1.4").expect_hops({1, 2, 3, 4}).expect_finished(stop_reason::max_hops);
}

TEST(trace_state, counts_an_answer_after_its_deadline_as_late_and_takes_it) {
    trace_script script{options_of(2, 2)};
    script.send_all().expires({2}, 10, "198.18.1.2").pass_time(60).expires({2, 2}, 90, "198.18.1.2");
    script.expect(answer_verdict::fresh);
    EXPECT_EQ(script.trace().ledger.late, 1);
    EXPECT_EQ(script.trace().ledger.answered(), 2);
    reply kept;
    script.trace().ledger.reply_to(script.trace().ledger[script.index_of({2, 2})]).unpack(kept);
    EXPECT_TRUE(kept.late);
}

TEST(trace_state, counts_an_answer_to_a_closed_hop_as_late_and_leaves_it) {
    trace_script script{options_of(9, 1)};
    script.send_all().expires({3}, 10, "198.18.1.3").pass_time(700).expect_hops({1, 2, 3, 4, 5, 6, 7, 8});
    script.arrives({2}, 800).expect(answer_verdict::late);
    EXPECT_EQ(script.trace().ledger.late, 1);
    EXPECT_EQ(script.trace().ledger.answered(), 1);
    EXPECT_EQ(script.trace().path.evidence().distance, std::nullopt);
}

TEST(trace_state, wants_advice_though_queries_beyond_the_end_are_awaited_for_ever) {
    trace_script script{options_of(4, 3), false, {}, true};
    script.send_all().arrives({4}, 10).ask_next_query(4, 10);
    script.arrives({2}, 11).expires({1}, 12, "198.18.1.1").ask_next_query(1, 12).expires({1, 2}, 13, "198.18.1.1");
    EXPECT_TRUE(script.trace().wants_next_query(hop_ttl{1}));
    EXPECT_TRUE(script.trace().wants_advice());
}

TEST(trace_state, counts_further_answers_as_duplicates) {
    trace_script script{options_of(1, 1)};
    script.send_all().expires({1}, 1, "198.18.1.1").expires({1}, 2, "198.18.1.7").expect(answer_verdict::duplicate);
    script.expect_hops({1}).expires({1}, 3, "198.18.1.1").expect(answer_verdict::duplicate);
    EXPECT_EQ(script.trace().ledger.duplicates, 2);
    EXPECT_EQ(script.trace().ledger.answered(), 1);
    EXPECT_EQ(script.trace().ledger.reply_to(script.trace().ledger.all()[0]).responder,
              boost::asio::ip::make_address("198.18.1.1"));
}

TEST(trace_state, believes_no_answer_to_a_probe_that_has_not_left) {
    trace_script script{options_of(2, 1)};
    script.hand_out(2).expires({1}, 1, "198.18.1.1").expect(answer_verdict::untimely);
    script.refuse({2}).expires({2}, 1, "198.18.1.1").expect(answer_verdict::untimely);
    EXPECT_EQ(script.trace().ledger.answered(), 0);
}

TEST(trace_state, believes_no_answer_to_a_probe_that_was_never_made) {
    trace_state trace{trace_setup{}};
    EXPECT_EQ(trace.answered(probe_index{0}, {}, {}), answer_verdict::untimely);
    EXPECT_EQ(trace.answered(probe_index{UINT16_MAX}, {}, {}), answer_verdict::untimely);
}

TEST(trace_state, closes_hops_whose_probes_were_refused) {
    trace_script script{options_of(2, 2)};
    script.hand_out(4).refuse({1}).expect_hops({}).refuse({1, 2}).expect_hops({1}).send({2}, 0).send({2, 2}, 0);
    script.arrives({2}, 1).arrives({2, 2}, 1).expect_hops({2}).expect_finished(stop_reason::destination);
    EXPECT_EQ(script.trace().ledger.sent, 2);
}

TEST(trace_state, does_not_refuse_what_has_left_nor_send_what_was_refused) {
    trace_script script{options_of(2, 1)};
    script.hand_out(2).send({1}, 0).refuse({1}).refuse({2}).send({2}, 0);
    EXPECT_EQ(script.trace().ledger.all()[0].state, probe_state::in_flight);
    EXPECT_EQ(script.trace().ledger.all()[1].state, probe_state::refused);
    EXPECT_EQ(script.trace().ledger.sent, 1);
}

TEST(trace_state, takes_the_kernels_word_for_when_a_probe_left) {
    trace_script script{options_of(1, 1)};
    script.hand_out(1).send({1}, 5).send({1}, 2, stamp_source::kernel).expect_deadline(3'002);
    EXPECT_EQ(script.trace().ledger.all()[0].sent_stamp, stamp_source::kernel);
    EXPECT_EQ(script.trace().ledger.sent, 1);
}

TEST(trace_state, changes_nothing_of_a_closed_hop) {
    trace_script script{options_of(2, 1)};
    script.send_all(5).expires({1}, 9, "198.18.1.1").expect_hops({1}).send({1}, 2, stamp_source::kernel);
    EXPECT_EQ(script.trace().ledger.all()[0].sent_at, test::at(5));
    EXPECT_EQ(script.trace().ledger.all()[0].sent_stamp, stamp_source::process);
}

TEST(trace_state, takes_an_answer_that_seems_to_come_before_its_probe_for_an_instant_one) {
    trace_script script{options_of(1, 1)};
    script.send_all(5).arrives({1}, 3).expect(answer_verdict::fresh);
    EXPECT_EQ(script.trace().path.evidence().end_rtt, duration::zero());
}

TEST(trace_state, keeps_hops_up_to_the_last_answer_when_interrupted) {
    trace_script script{options_of(30, 2)};
    script.send_all().expires({3}, 10, "198.18.1.3").interrupt().expect_hops({1, 2, 3});
}

TEST(trace_state, keeps_no_hop_when_interrupted_before_any_answer) {
    trace_script{options_of(30, 2)}.interrupt().expect_hops({});
    trace_script{options_of(30, 2)}.send_all().interrupt().expect_hops({});
}

TEST(trace_state, keeps_nothing_beyond_the_end_when_interrupted) {
    trace_script script{options_of(30, 2)};
    script.send_all().arrives({5}, 10).arrives({4}, 10).interrupt().expect_hops({1, 2, 3, 4});
}

TEST(trace_state, starts_at_the_first_ttl) {
    trace_script{options_of(12, 1, 10)}
        .expect_to_send({{10, 1}, {11, 1}, {12, 1}})
        .send({10}, 0)
        .send({11}, 0)
        .expires({10}, 1, "198.18.1.1")
        .arrives({11}, 2)
        .expect_hops({10, 11})
        .expect_finished(stop_reason::destination);
}

TEST(trace_state, reaches_ttl_255_with_ten_queries) {
    trace_script script{options_of(255, 10)};
    script.send_all();
    EXPECT_EQ(script.trace().ledger.size(), 2'550);
    for (int query = 1; query <= 10; ++query) {
        for (int ttl = 1; ttl <= 255; ++ttl) {
            script.expires({static_cast<std::uint8_t>(ttl), static_cast<std::uint8_t>(query)}, 1,
                           "198.18.1." + std::to_string(ttl));
        }
    }
    std::vector<int> all(255);
    std::iota(all.begin(), all.end(), 1);
    script.expect_hops(all).expect_finished(stop_reason::max_hops);
    EXPECT_EQ(script.trace().ledger.answered(), 2'550);
}

TEST(trace_state, traces_the_very_last_ttl_alone) {
    trace_script{options_of(255, 2, 255)}
        .expect_to_send({{255, 1}, {255, 2}})
        .send({255}, 0)
        .send({255, 2}, 0)
        .pass_time(3'000)
        .expect_hops({255})
        .expect_finished(stop_reason::max_hops);
}

}  // namespace
}  // namespace tracerouter::engine::trace_state_tests
