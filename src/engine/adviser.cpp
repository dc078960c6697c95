#include "engine/adviser.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace tracerouter::engine {

using namespace std::chrono_literals;

namespace {

/// Until a trace that waits for others is looked at again.
constexpr duration shortest_pause = 20ms;
/// What it waits for is noticed late by one part in so many of the wait.
constexpr int longest_delay_share = 4;

/// Behind a known router a hop is rarely proven before those between are, and each try costs a look at large tables.
constexpr int most_undecided_above = 2;

}  // namespace

// The budget of a router counts each of its answers, at the time when the probe was sent. The path is told of only
// where tell_all() has been there before: otherwise that will tell of this hop, too, and one trace would count as two
// witnesses.
void adviser::tell(const trace_state& trace, probe_index index) {
    const probe_record& probe = trace.ledger[index];
    if (!probe.of_hop() || trace.setup.watches) return;
    shared_paths& known = shared_.known();
    const boost::asio::ip::address& router = trace.ledger.reply_to(probe).responder;
    if (known.heard(router, probe.ttl, probe.sent_at, probe.query > first_query))
        known.found_new(trace.path, probe.ttl);
    backward_sweep* const sweep = trace.plan.backward();
    if (sweep && known.knows_way_from(trace.path, router, probe.ttl)) sweep->met_known(probe.ttl);
    if (parts_.notes_of(trace).is_shared) known.learn(trace.path, probe.ttl);
}

void adviser::tell_all(const trace_state& trace) {
    if (trace.setup.watches) return;
    if (!std::exchange(parts_.notes_of(trace).is_shared, true)) shared_.known().learn(trace.path);
}

void adviser::tell_end(const trace_state& trace) {
    tell_all(trace);
    if (const backward_sweep* const sweep = trace.plan.backward()) starts_.ended(trace.path, sweep->last_known());
}

// A gap that is shorter than the user allows loses no target, since the distance probe asks for one behind it, and few
// routers.
void adviser::guide(trace_setup& setup) {
    setup.sweep_start = starts_.start_of(setup.target);
    if (!setup.sweep_start) return;
    trace_options& options = setup.options;
    const int gap = std::max<int>(starts_.gap(), options.least_gap);
    options.gap_limit = static_cast<std::uint8_t>(std::min<int>(gap, options.gap_limit));
}

// From the last hop to the first, since each is inferred from the one behind it.
// At most half of the window may wait for other traces. The other half must go on, because it is what the waiting
// traces wait for. A trace that waits already keeps its right to.
void adviser::advise(trace_state& trace, time_point now) {
    if (trace.setup.watches) return take_silence(trace);
    tell_all(trace);
    const std::uint16_t slot = trace.setup.id.slot;
    const std::size_t many = parts_.window.size() / 2;
    const bool may_wait = parts_.notes[slot].waits_since || waiting_.size() <= many;
    const bool in_company = trace.one_by_one() && now <= patient_until(trace.path);
    bool waits = false;
    int undecided_above = 0;  // what is learnt there may prove the hops below
    const ttl_range open_hops = ttls_behind(trace.order.last_complete(), trace.path.likely_end());
    for (const hop_ttl ttl : open_hops.falling()) {
        const bool premature = in_company && undecided_above > 0;
        const bool hopeless = in_company && undecided_above > most_undecided_above;
        const bool open = trace.order.silent_without_reason(ttl);
        if (open && (hopeless || !give_verdict(trace, ttl, now, may_wait, premature))) waits = true;
        undecided_above += trace.order.undecided(ttl) ? 1 : 0;
        if (trace.wants_next_query(ttl)) waits = !ask_next_query(trace, ttl, now, may_wait) || waits;
    }
    trace.advice_due = false;
    waits ? look_again_later(trace, now) : forget(slot);
}

// Of one that watches. Silence is what it is there to see.
void adviser::take_silence(trace_state& trace) {
    for (const hop_ttl ttl : ttls_behind(trace.order.last_complete(), trace.path.end())) {
        if (trace.order.silent_without_reason(ttl)) trace.path.set_verdict(ttl, hop_verdict::silent);
    }
    trace.advice_due = false;
}

// Returns false if there is something to wait for.
// The cases, in this order:
//   1. The sweep passes the hop over: nothing was asked, so it counts as silent.
//   2. The hop was not probed (Doubletree): what another trace knows is waited for, whatever the window says.
//   3. It is too early: a hop behind it is undecided and may prove this one. Only a proof counts now.
//   4. All else: what traces know together explains the silence, or another probe is sent or awaited.
bool adviser::give_verdict(trace_state& trace, hop_ttl ttl, time_point now, bool may_wait, bool premature) {
    path_map& path = trace.path;
    if (path.hop(ttl).passed_over) {
        path.set_verdict(ttl, hop_verdict::silent);
        return true;
    }
    const advice advice = !path.probed(ttl) ? shared_.about_skipped(path, ttl, now)
                          : premature       ? shared_.about_proof(path, ttl)
                                            : shared_.about_silence(path, ttl, now);
    if (premature && path.probed(ttl) && advice.what != advice::kind::infer) return false;
    switch (advice.what) {
        case advice::kind::give_up:
            path.set_verdict(ttl, hop_verdict::silent);
            if (path.probed(ttl)) shared_.known().learn_silence(path, ttl);
            break;
        case advice::kind::limited: path.set_verdict(ttl, hop_verdict::limited); break;
        case advice::kind::skip: path.set_verdict(ttl, hop_verdict::skipped); break;
        case advice::kind::infer:
            path.set_verdict(ttl, hop_verdict::inferred, advice.router);
            shared_.known().learn(path, ttl);
            break;
        case advice::kind::ask: trace.plan.extra().ask_again(path, ttl); break;
        case advice::kind::wait:
            if (may_wait || !path.probed(ttl)) return false;
            take_what_is_left(trace, ttl);
            break;
    }
    return true;
}

void adviser::take_what_is_left(trace_state& trace, hop_ttl ttl) {
    const advice advice = shared_.in_vain(trace.path, ttl);
    const bool known = advice.what == advice::kind::infer;
    trace.path.set_verdict(ttl, known ? hop_verdict::inferred : hop_verdict::limited, advice.router);
    if (known) shared_.known().learn(trace.path, ttl);
}

// Returns false if there is something to wait for.
// Where there is nothing to wait for, further queries are given up: they are a wish, while a full window holds up
// all.
bool adviser::ask_next_query(trace_state& trace, hop_ttl ttl, time_point now, bool may_wait) {
    std::uint8_t& queries_to_come = trace.path.hop(ttl).queries_left;
    advice advice{advice::kind::ask, {}};
    while (queries_to_come > 0 && advice.what == advice::kind::ask) {
        advice = shared_.about_next_query(trace.path, ttl, now);
        if (advice.what == advice::kind::ask) trace.plan.extra().ask_next_query(trace.path, ttl);
    }
    if (advice.what == advice::kind::wait && may_wait) return false;
    if (advice.what != advice::kind::ask) queries_to_come = 0;
    return true;
}

// Backward probing (Doubletree) stops at a router from which another trace knows the way. A silent hop proves no such
// way, so the sweep goes on towards the source.
void adviser::step_back(trace_state& trace) {
    backward_sweep* const sweep = trace.plan.backward();
    if (!sweep) return;
    while (const std::optional<hop_ttl> ttl = sweep->ready_to_step_back(trace.path)) {
        const boost::asio::ip::address* router = trace.path.router_at(*ttl);
        const bool met = sweep->last_known() == *ttl;
        sweep->step_back(router && (met || shared_.known().knows_way_from(trace.path, *router, *ttl)),
                         trace.path.evidence().last_answered.has_value());
        tell_all(trace);
        if (trace.setup.sweep_start) sweep->learnt(trace.path);  // the way forward depends on what was found back
        trace.advice_due = true;
    }
}

// The longer a trace has waited, the later: looks cost time, and what it waits for may be seconds away. But the end of
// its patience is not passed over.
void adviser::look_again_later(const trace_state& trace, time_point now) {
    const std::uint16_t slot = trace.setup.id.slot;
    std::optional<time_point>& since = parts_.notes[slot].waits_since;
    if (!since) since = now;
    if (waiting_.at(slot)) return;
    const time_point later = now + (now - *since) / longest_delay_share;
    const time_point last = patient_until(trace.path) + duration{1};
    waiting_.set(slot, std::max(now + shortest_pause, std::min(later, last)));
}

void adviser::forget(std::uint16_t slot) {
    parts_.notes[slot].waits_since.reset();
    waiting_.erase(slot);
}

}  // namespace tracerouter::engine
