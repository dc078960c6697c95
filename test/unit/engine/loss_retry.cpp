// Hops that stayed silent are probed again where loss explains it.

#include "engine/loss_retry.hpp"

#include <gtest/gtest.h>

#include "trace_script.hpp"

namespace tracerouter::engine::loss_retry_tests {
namespace {

using test::options_of;
using test::trace_script;

TEST(loss_retry, retries_a_silent_hop_once_when_there_is_loss) {
    trace_script script{options_of(2, 2)};
    script.send_all().expires({2}, 10, "198.18.1.2").pass_time(60).expect_hops({});
    script.pass_time(700).expect_to_send({{1, 3}}).expect_hops({}).send({1, 3}, 700);
    script.expires({1, 3}, 710, "198.18.1.1").expect(answer_verdict::fresh).expect_hops({1, 2});
    script.expect_finished(stop_reason::max_hops);
}

TEST(loss_retry, retries_only_once) {
    trace_script script{options_of(2, 2)};
    script.send_all().expires({2}, 10, "198.18.1.2").pass_time(700).expect_to_send({{1, 3}}).send({1, 3}, 700);
    script.pass_time(1'400).expect_to_send({}).expect_hops({1, 2}).expect_finished(stop_reason::max_hops);
}

// Found by simulation: the retry was sent although the target had answered from before it.
TEST(loss_retry, does_not_retry_beyond_the_end) {
    trace_script script{options_of(9, 2)};
    script.send_all().expires({1}, 10, "198.18.1.1").pass_time(700).arrives({1, 2}, 701).expect_to_send({});
    script.expect_hops({1}).expect_finished(stop_reason::destination);
}

TEST(loss_retry, does_not_retry_behind_the_last_answer) {
    trace_script script{options_of(3, 2)};
    script.send_all().expires({2}, 10, "198.18.1.2").pass_time(60).pass_time(700).expect_to_send({{1, 3}});
}

TEST(loss_retry, waits_less_for_a_retry) {
    trace_script script{options_of(2, 2)};
    script.send_all().expires({2}, 10, "198.18.1.2").pass_time(700).expect_to_send({{1, 3}}).send({1, 3}, 700);
    script.pass_time(755).expect_hops({}).pass_time(765).expect_hops({1, 2});
}

TEST(loss_retry, does_not_retry_without_loss) {
    trace_script script{options_of(2, 2)};
    script.send_all().expires({2}, 10, "198.18.1.2").expires({2, 2}, 10, "198.18.1.2").pass_time(700);
    script.expect_to_send({}).expect_hops({1, 2});
}

}  // namespace
}  // namespace tracerouter::engine::loss_retry_tests
