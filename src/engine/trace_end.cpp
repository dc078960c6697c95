#include "engine/trace_state.hpp"

#include <algorithm>
#include <optional>
#include <utility>

// Where the path ends. Every probe is sent at once, so answers that contradict each other are under way together: what
// one of them says is the end only when those that could contradict it have had their time.

namespace tracerouter::engine {

// Unlike other errors, of which a router on the way may be the source, with the address of the target if a translator
// is between.
bool trace_state::certainly_arrived(const reply& answer) const {
    if (!is_refusal(answer.kind)) return answer.arrived;
    return answer.arrived && answer.responder == setup_.target && answer.kind == reply_kind::port_unreachable &&
           setup_.options.protocol == protocol::udp;
}

void trace_state::learn_end(std::uint8_t ttl, duration rtt, const reply& answer) {
    const auto fits = [this](const reply& told) {
        return told.mtu && !says_too_big(told, packet_size_of(setup_.options, setup_.target.is_v6()));
    };
    if (answer.kind == reply_kind::time_exceeded || fits(answer)) {
        claims_.pass(ttl);
        return judge_end();
    }
    if (certainly_arrived(answer)) {
        path_.certain_distance = std::min(path_.certain_distance.value_or(ttl), ttl);
    } else {
        claims_.add(ttl, answer.responder, answer.arrived);
    }
    path_.end_rtt = std::max(path_.end_rtt, rtt);
    judge_end();
}

void trace_state::learn_end_from_scout(std::uint8_t ttl, const reply& answer) {
    if (is_refusal(answer.kind) && !certainly_arrived(answer)) {
        claims_.add_for_scout(answer.responder);
    } else {
        claims_.pass(ttl);
    }
    if (answer.kind == reply_kind::time_exceeded) last_router_ = answer.responder;
    judge_end();
}

// From all answers so far, in whatever order they came. What the MTU is searched up to stays the end.
void trace_state::judge_end() {
    const bool plain = claims_.empty() && !path_.loop && path_.distance == path_.certain_distance;
    if (plain || mtu_) return;
    const path_evidence before = path_;
    believe(claims_.verdict(last_closed()));
    const bool same = before.distance == path_.distance && before.barrier == path_.barrier &&
                      before.loop == path_.loop && before.in_doubt == path_.in_doubt;
    if (same && before.refusals == path_.refusals) return;
    count_missing();
    hurry_ = true;
    advice_due_ = true;
}

// A port is unreachable where a probe arrives, but also where a router forwards nothing: one that has let a probe
// expire is no target.
void trace_state::believe(std::optional<claimed_end> claimed) {
    const bool by_router = claimed && let_expire(claimed->responder, claimed->ttl);
    const bool by_target = claimed && claimed->responder == setup_.target;
    if (by_router && !by_target) claimed->arrived = false;
    path_.barrier = claimed && !claimed->arrived ? std::optional{claimed->ttl} : std::nullopt;

    const std::optional<std::uint8_t> certain = path_.certain_distance;
    if (claimed && certain) claimed->arrived = claimed->arrived && by_target && claimed->ttl < *certain;
    const bool arrived = claimed && claimed->arrived;
    path_.distance = arrived ? claimed->ttl : certain;
    mark_arrivals(claimed);

    if (path_.loop && goes_on_behind(*path_.loop)) path_.loop.reset();
    path_.refusals = claimed ? claimed->further_ttls + (by_router ? 1 : 0) : 0;
    const bool likely = claimed || path_.loop;
    path_.in_doubt = likely && (arrived || !certain) &&
                     may_be_contradicted(claimed ? claimed->refused_up_to : loop_seen_up_to(*path_.loop));
}

// By probes with higher TTLs than whoever stands for the end has refused.
bool trace_state::may_be_contradicted(int refused_up_to) const {
    const bool sure = path_.refusals >= setup_.numbers.sure_refusals;
    const int end = path_.certain_distance ? *path_.certain_distance - 1 : setup_.options.max_ttl;
    for (int ttl = refused_up_to + 1; ttl <= end; ++ttl) {
        if (hop(ttl).awaited > 0 || (!sure && !probed(ttl) && !asked_all(ttl))) return true;
    }
    return false;
}

// An answer has arrived from the target only as long as the one who gave it is taken for it.
void trace_state::mark_arrivals(const std::optional<claimed_end>& believed) {
    if (!claims_.any_for_target()) return;
    for (const probe_record& probe : probes_) {
        if (probe.state != probe_state::answered || !probe.of_hop() || closed(probe.ttl)) continue;
        reply& answer = replies_[probe.answer];
        if (!is_refusal(answer.kind) || certainly_arrived(answer)) continue;
        answer.arrived = believed && believed->arrived && believed->responder == answer.responder;
    }
}

bool trace_state::let_expire(const boost::asio::ip::address& router, int below_ttl) const {
    return std::ranges::any_of(probes_, [&](const probe_record& probe) {
        if (probe.state != probe_state::answered || !probe.of_hop() || probe.ttl >= below_ttl) return false;
        const reply& answer = replies_[probe.answer];
        return answer.kind == reply_kind::time_exceeded && answer.responder == router;
    });
}

void trace_state::learn_loop(int ttl) {
    if (path_.loop || path_.distance || path_.barrier || path_.target_answers) return;
    if (!comes_round(ttl) || goes_on_behind(ttl)) return;
    path_.loop = static_cast<std::uint8_t>(ttl);
    count_missing();
    judge_end();
}

// A router with the address of the target would have taken the probe: a translator has given it that address.
bool trace_state::comes_round(int ttl) const {
    const boost::asio::ip::address* here = responder_at(ttl);
    if (!here || *here == setup_.target) return false;
    const auto comes_at = [&](int other) {
        const boost::asio::ip::address* there = responder_at(other);
        return there && *there == *here;
    };
    const int loop_rounds = setup_.numbers.loop_rounds;
    for (int length = 1; ttl - (loop_rounds - 1) * length >= setup_.options.first_ttl; ++length) {
        int round = 1;
        while (round < loop_rounds && comes_at(ttl - round * length)) ++round;
        if (round == loop_rounds) return true;
    }
    return false;
}

// Whoever has not been met before is outside of the loop.
bool trace_state::goes_on_behind(int ttl) const {
    for (int later = ttl + 1; later <= path_.last_answered.value_or(0); ++later) {
        const boost::asio::ip::address* responder = responder_at(later);
        if (responder && !met_up_to(ttl, *responder)) return true;
    }
    return false;
}

int trace_state::loop_seen_up_to(int ttl) const {
    if (last_router_ && met_up_to(ttl, *last_router_)) return setup_.options.max_ttl;
    return path_.last_answered.value_or(0);
}

bool trace_state::met_up_to(int ttl, const boost::asio::ip::address& responder) const {
    for (int earlier = setup_.options.first_ttl; earlier <= ttl; ++earlier) {
        const boost::asio::ip::address* other = responder_at(earlier);
        if (other && *other == responder) return true;
    }
    return false;
}

}  // namespace tracerouter::engine
