#include "engine/path_end.hpp"

#include <algorithm>

#include "engine/trace_plan.hpp"

namespace tracerouter::engine {

// Unlike other errors, of which a router on the way may be the source, with the address of the target if a translator
// is between.
template <class Reply>
bool path_end::certainly_arrived(const Reply& answer) const {
    if (!is_refusal(answer.kind)) return answer.arrived;
    return answer.arrived && answer.responder == path_.setup().target && answer.kind == reply_kind::port_unreachable &&
           path_.setup().options.protocol == protocol::udp;
}

// An answer of a router on the way is judged as well: it may overturn an earlier claim of an end before it. The
// target answers all TTLs beyond its distance, so the lowest certain one is the distance.
bool path_end::learn(hop_ttl ttl, duration rtt, const reply& answer) {
    const auto fits = [this](const reply& told) {
        return told.mtu && !says_too_big(told, packet_size_of(path_.setup().options, path_.setup().target.is_v6()));
    };
    if (answer.kind == reply_kind::time_exceeded || fits(answer)) {
        claims_.pass(ttl);
        return judge();
    }
    if (certainly_arrived(answer)) {
        now_.certain_distance = std::min(now_.certain_distance.value_or(ttl), ttl);
    } else {
        claims_.add(ttl, answer.responder, answer.arrived);
    }
    now_.end_rtt = std::max(now_.end_rtt, rtt);
    return judge();
}

// The TTL of a distance probe is the highest and not that of the target, so its answer sets no distance. But the router
// that lets it expire tells whether a loop is real, since no probe gets farther.
bool path_end::learn_from_distance_probe(hop_ttl ttl, const reply& answer) {
    if (is_refusal(answer.kind) && !certainly_arrived(answer)) {
        claims_.add_for_distance_probe(answer.responder);
    } else {
        claims_.pass(ttl);
    }
    if (answer.kind == reply_kind::time_exceeded) last_router_ = answer.responder;
    return judge();
}

void path_end::note_distance_told(duration rtt, const reply& answer) {
    now_.target_answers = answer.arrived;
    if (answer.kind != reply_kind::time_exceeded) now_.end_rtt = std::max(now_.end_rtt, rtt);
    now_.slowest = std::max(now_.slowest, rtt);
}

// What the MTU is searched up to stays the end.
bool path_end::judge_claims() {
    if (settled_) return false;
    const path_evidence before = now_;
    believe(claims_.verdict(path_.last_shown));
    const bool same = before.distance == now_.distance && before.barrier == now_.barrier && before.loop == now_.loop &&
                      before.in_doubt == now_.in_doubt && before.refusals == now_.refusals;
    if (!same) path_.count_missing();
    return !same;
}

// A port is unreachable where a probe arrives, but also where a router forwards nothing: one that has let a probe
// expire is no target.
// A certain distance outranks every claimed arrival, unless the target itself claims a lower TTL. The doubt comes
// last, because it depends on the distance, the loop and the refusals that are judged before it.
void path_end::believe(std::optional<claimed_end> claimed) {
    const bool by_router = claimed && let_expire(claimed->responder, claimed->ttl);
    const bool by_target = claimed && claimed->responder == path_.setup().target;
    if (by_router && !by_target) claimed->arrived = false;
    now_.barrier = claimed && !claimed->arrived ? std::optional{claimed->ttl} : std::nullopt;

    const std::optional<hop_ttl> certain = now_.certain_distance;
    if (claimed && certain) claimed->arrived = claimed->arrived && by_target && claimed->ttl < *certain;
    const bool arrived = claimed && claimed->arrived;
    now_.distance = arrived ? claimed->ttl : certain;
    mark_arrivals(claimed);

    if (now_.loop && goes_on_behind(*now_.loop)) now_.loop.reset();
    now_.refusals = claimed ? claimed->further_ttls + (by_router ? 1 : 0) : 0;
    const bool likely = claimed || now_.loop;
    now_.in_doubt = likely && (arrived || !certain) &&
                    may_be_contradicted(claimed ? claimed->refused_up_to : loop_seen_up_to(*now_.loop));
}

// By probes with higher TTLs than whoever stands for the end has refused.
// Enough refusals make probes that are not sent yet superfluous. Those under way are still awaited.
bool path_end::may_be_contradicted(hop_ttl refused_up_to) const {
    const bool sure = now_.refusals >= path_.setup().numbers->sure_refusals;
    const hop_ttl end = now_.certain_distance ? *now_.certain_distance - 1 : max_ttl_of(path_.setup().options);
    for (const hop_ttl ttl : ttls_behind(refused_up_to, end)) {
        if (path_.hop(ttl).awaited > 0 || (!sure && !path_.probed(ttl) && !plan_.done(ttl))) return true;
    }
    return false;
}

// An answer has arrived from the target only as long as the one who gave it is taken for it.
// What was shown stays as it is, even if it is judged otherwise now.
void path_end::mark_arrivals(const std::optional<claimed_end>& believed) {
    if (!claims_.any_for_target()) return;
    for (const probe_record& probe : ledger_.all()) {
        if (probe.state != probe_state::answered || !probe.of_hop() || probe.ttl <= path_.last_shown) continue;
        kept_reply& answer = ledger_.reply_to(probe);
        if (!is_refusal(answer.kind) || certainly_arrived(answer)) continue;
        answer.arrived = believed && believed->arrived && believed->responder == answer.responder;
    }
}

bool path_end::let_expire(const boost::asio::ip::address& router, hop_ttl below_ttl) const {
    return std::ranges::any_of(ledger_.all(), [&](const probe_record& probe) {
        if (probe.state != probe_state::answered || !probe.of_hop() || probe.ttl >= below_ttl) return false;
        const kept_reply& answer = ledger_.reply_to(probe);
        return answer.kind == reply_kind::time_exceeded && answer.responder == router;
    });
}

// Who watches awaits each answer, and a loop would end the trace before.
bool path_end::learn_loop(hop_ttl ttl) {
    if (path_.setup().watches || now_.loop || now_.distance || now_.barrier || now_.target_answers) return false;
    if (!comes_round(ttl) || goes_on_behind(ttl)) return false;
    now_.loop = ttl;
    path_.count_missing();
    return judge();
}

// A router with the address of the target would have taken the probe: a translator has given it that address.
// Loops of any length are found: one responder at equal distances, loop_rounds times.
bool path_end::comes_round(hop_ttl ttl) const {
    const boost::asio::ip::address* here = path_.responder_at(ttl);
    if (!here || *here == path_.setup().target) return false;
    const auto comes_at = [&](hop_ttl other) {
        const boost::asio::ip::address* there = path_.responder_at(other);
        return there && *there == *here;
    };
    const int loop_rounds = path_.setup().numbers->loop_rounds;
    const int hops_before = ttl - first_ttl_of(path_.setup().options);
    for (int length = 1; (loop_rounds - 1) * length <= hops_before; ++length) {
        int round = 1;
        while (round < loop_rounds && comes_at(ttl - round * length)) ++round;
        if (round == loop_rounds) return true;
    }
    return false;
}

// Whoever has not been met before is outside of the loop.
bool path_end::goes_on_behind(hop_ttl ttl) const {
    for (const hop_ttl later : ttls_behind(ttl, now_.last_answered.value_or(hop_ttl{}))) {
        const boost::asio::ip::address* responder = path_.responder_at(later);
        if (responder && !met_up_to(ttl, *responder)) return true;
    }
    return false;
}

hop_ttl path_end::loop_seen_up_to(hop_ttl ttl) const {
    if (last_router_ && met_up_to(ttl, *last_router_)) return max_ttl_of(path_.setup().options);
    return now_.last_answered.value_or(hop_ttl{});
}

bool path_end::met_up_to(hop_ttl ttl, const boost::asio::ip::address& responder) const {
    for (const hop_ttl earlier : ttls(first_ttl_of(path_.setup().options), ttl)) {
        const boost::asio::ip::address* other = path_.responder_at(earlier);
        if (other && *other == responder) return true;
    }
    return false;
}

}  // namespace tracerouter::engine
