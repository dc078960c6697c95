// Hops that stayed silent are probed again when limits have refilled.

#include "engine/limit_retry.hpp"

#include <gtest/gtest.h>

#include <string>

#include "trace_script.hpp"

namespace tracerouter::engine::limit_retry_tests {
namespace {

using test::options_of;
using test::trace_script;

TEST(limit_retry, probes_again_when_used_up_limits_may_have_refilled) {
    trace_script{options_of(9, 1)}
        .send_all()
        .arrives({5}, 20)
        .pass_time(500)
        .expect_hops({})
        .expect_to_send({})
        .expect_deadline(1'050)
        .pass_time(1'050)
        .expect_to_send({{1, 2}, {2, 2}, {3, 2}, {4, 2}})
        .send({1, 2}, 1'050)
        .send({2, 2}, 1'050)
        .send({3, 2}, 1'050)
        .send({4, 2}, 1'050)
        .expires({1, 2}, 1'060, "198.18.1.1")
        .expires({2, 2}, 1'060, "198.18.1.2")
        .expires({4, 2}, 1'060, "198.18.1.4")
        .expect_hops({1, 2})
        .pass_time(2'000)
        .expect_hops({3, 4, 5})
        .expect_finished(stop_reason::destination);
}

// Found in the lab on a busy machine: the first hops were given up while the others were still awaited.
TEST(limit_retry, suspects_limits_before_the_first_hop_is_given_up) {
    trace_script script{options_of(9, 1)};
    script.hand_out(9).send({1}, 0);
    for (std::uint8_t ttl = 2; ttl <= 9; ++ttl) script.send({ttl}, 60);
    script.arrives({5}, 80).pass_time(180).expect_hops({}).pass_time(500).expect_hops({}).expect_deadline(1'110);
    script.pass_time(1'110).expect_to_send({{1, 2}, {2, 2}, {3, 2}, {4, 2}});
}

// Found by simulation: where the rate is low, retries went out before the queries.
TEST(limit_retry, does_not_retry_for_limits_what_has_queries_to_come) {
    trace_script script{options_of(5, 2)};
    script.hand_out(6);
    for (std::uint8_t ttl = 1; ttl <= 5; ++ttl) script.send({ttl}, 0);
    script.send({1, 2}, 0).arrives({5}, 20).pass_time(500).pass_time(1'050);
    script.expect_to_send({{1, 3}, {2, 2}, {3, 2}, {4, 2}, {5, 2}});
}

TEST(limit_retry, waits_for_no_limit_once_its_hops_have_answered_late) {
    trace_script script{options_of(9, 1)};
    script.send_all().arrives({4}, 20).pass_time(500).expect_hops({});
    for (std::uint8_t ttl = 1; ttl <= 3; ++ttl) script.expires({ttl}, 600 + ttl, "198.18.1." + std::to_string(ttl));
    script.expect_hops({1, 2, 3, 4}).expect_finished(stop_reason::destination);
}

// Port unreachables are limited: whoever asked before us may have used up the target's.
TEST(limit_retry, of_a_sweep_go_to_the_target_when_its_limit_may_have_refilled) {
    reply refused;
    refused.kind = reply_kind::port_unreachable;
    refused.icmp_type = refused.icmp_code = 3;
    refused.ttl_quoted = 28;
    trace_options options = options_of(30, 1);
    options.protocol = protocol::udp;
    trace_script script{options, true};
    script.send_all().pass_time(700).send_all(700);
    script.expires({1}, 701, "198.18.1.1").expires({2}, 701, "198.18.1.2").send_all(701);
    script.expect_deadline(1'050).pass_time(1'050).expect_to_send({{30, 0}}).send({30, 0}, 1'050);
    script.hears({30, 0}, 1'060, "198.18.10.1", refused).expect_to_send({}).pass_time(1'500).expect_to_send({});
    script.expect_unfinished().expect_deadline(2'100).pass_time(2'100).expect_to_send({{3, 2}}).send({3, 2}, 2'100);
    refused.ttl_quoted = 1;
    script.hears({3, 2}, 2'110, "198.18.10.1", refused)
        .expect_hops({1, 2, 3})
        .expect_finished(stop_reason::destination);
}

TEST(limit_retry, of_a_sweep_with_echo_requests_wait_for_no_limit_of_the_target) {
    trace_script script{options_of(30, 1), true};
    script.send_all().pass_time(700).send_all(700).expires({1}, 701, "198.18.1.1").send_all(701).pass_time(1'401);
    script.expect_to_send({}).expect_no_deadline();
}

}  // namespace
}  // namespace tracerouter::engine::limit_retry_tests
