#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "engine_protocols.hpp"

// Answers that do not say which probe they are about.

namespace tracerouter::engine {
namespace {

/// Somebody whose answers tell a UDP socket nothing of the probe.
struct terse_router {
    unsigned ttl;
    const char* address;
};

class unmarked_answers : public engine_protocols {
protected:
    /// Answers what is sent, round by round: the target, at `distance`, with the mark, these routers without.
    trace_result trace(const std::vector<terse_router>& routers, unsigned distance, trace_options options,
                       bool terse_target = false) {
        terse_target_ = terse_target;
        start({protocol::udp, true, 4'444}, options);
        std::size_t first = 0;
        for (; engine_.active() > 0 && probes_.size() < 1'000; now_ += 5ms) {
            for (; first < probes_.size(); ++first) answer(first, routers, distance);
            if (const auto due = engine_.next_deadline(true)) now_ = std::max(now_, *due);
            engine_.handle_timeout(now_);
            const std::size_t sent_before = probes_.size();
            send_more();
            if (sent_before > 3) most_at_once_ = std::max(most_at_once_, probes_.size() - sent_before);
        }
        return result();
    }

    std::size_t most_at_once_ = 0;  // behind the volley

private:
    bool terse_target_ = false;

    void answer(std::size_t probe, const std::vector<terse_router>& routers, unsigned distance) {
        const unsigned ttl = std::to_integer<unsigned>(probes_[probe][8]);
        const octets payload(probes_[probe].begin() + 28, probes_[probe].end());
        queued_error about = queued_about(target_);
        if (ttl >= distance) {
            about.icmp_type = about.icmp_code = 3;
            return deliver(terse_target_ ? octets{} : payload, target_, udp, about);
        }
        for (const terse_router& one : routers) {
            if (one.ttl == ttl) deliver({}, make_address(one.address), udp, about);
        }
    }
};

TEST_F(unmarked_answers, are_told_apart_by_asking_one_hop_after_the_other) {
    const trace_result ended = trace({{1, "198.18.1.1"}, {3, "198.18.1.3"}}, 5, {.max_ttl = 8, .queries = 3});
    ASSERT_EQ(ended.hops.size(), 5U);
    for (const std::size_t ttl : {1U, 3U}) {
        for (std::size_t query = 0; query < 3; ++query) {
            const auto& reply = ended.hops[ttl - 1].probes.at(3 + query).reply;
            ASSERT_TRUE(reply) << ttl << ' ' << query;
            EXPECT_EQ(reply->responder, make_address("198.18.1." + std::to_string(ttl)));
        }
    }
    EXPECT_EQ(ended.hops[1].state, hop_state::silent);
    EXPECT_EQ(ended.hops[3].state, hop_state::silent);
    EXPECT_EQ(most_at_once_, 1U);
}

TEST_F(unmarked_answers, are_not_believed_of_a_router_that_is_known_elsewhere) {
    const trace_result ended = trace({{1, "198.18.1.1"}, {2, "198.18.1.1"}}, 3, {.max_ttl = 4, .queries = 1});
    EXPECT_EQ(ended.hops[0].state, hop_state::answered);
    EXPECT_EQ(ended.hops[1].state, hop_state::silent);
}

TEST_F(unmarked_answers, end_with_the_gap_where_the_target_is_silent) {
    const trace_result ended = trace({{1, "198.18.1.1"}, {2, "198.18.1.2"}}, 9, {.max_ttl = 8, .queries = 1});
    EXPECT_EQ(ended.stop, stop_reason::gap);
    EXPECT_EQ(ended.hops[1].state, hop_state::answered);
}

TEST_F(unmarked_answers, show_a_target_that_gives_no_others) {
    const trace_result ended = trace({{1, "198.18.1.1"}, {2, "198.18.1.2"}}, 3, {.max_ttl = 8, .queries = 1}, true);
    EXPECT_EQ(ended.stop, stop_reason::destination);
    EXPECT_EQ(ended.distance, 3);
    EXPECT_EQ(ended.hops[1].probes.back().reply->responder, make_address("198.18.1.2"));
}

TEST_F(unmarked_answers, are_nobodys_while_two_traces_have_the_same_target) {
    start({protocol::udp, true, 4'444}, {.max_ttl = 1, .queries = 1});
    start({protocol::udp, true, 4'444}, {.max_ttl = 1, .queries = 1});
    deliver({}, router(), udp, queued_about(target_));
    now_ += 5s;
    engine_.handle_timeout(now_);
    EXPECT_EQ(engine_.active(), 0U) << "nothing more is asked";
}

}  // namespace
}  // namespace tracerouter::engine
