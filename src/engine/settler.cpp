#include "engine/settler.hpp"

#include <algorithm>
#include <optional>

#include "engine/end_rules.hpp"
#include "engine/results.hpp"

namespace tracerouter::engine {

// The order matters: the search places answers, shared advice tells what to do about what is left, and only then hops
// are closed.
void settler::settle(trace_state& trace, time_point now) {
    std::optional<duration>& elsewhere = trace.path.evidence().elsewhere;
    if (!elsewhere) elsewhere = parts_.delays.longest();
    if (trace.search.wanted()) search_responders(trace);
    // A step back makes advice due, so it comes before the question whether advice is wanted.
    advising_.step_back(trace);
    if (trace.wants_advice()) advising_.advise(trace, now);
    close_hops(trace);
    const std::optional<time_point> listens_until = trace.listens_until();
    if (!trace.order.finished() || (listens_until && now < *listens_until)) {
        // A trace that may send no more probes would wait for ever for those that its hops still lack.
        if (trace.spent()) return give_up(trace, stop_reason::probe_limit, now);
        if (!sending_.has(trace) && trace.has_probe_to_send()) sending_.add(trace);
        // Finding the next deadline means a walk over the probes of the trace, so it is only done where it may have
        // moved forward.
        if (trace.take_earlier_due() || !parts_.deadlines.at(trace.setup.id.slot)) rearm(trace);
        return;
    }
    // One probe that has left is enough to make silence a statement about the network.
    const bool nothing_left = std::ranges::all_of(
        trace.ledger.all(), [](const probe_record& probe) { return probe.state == probe_state::refused; });
    finish(trace, nothing_left ? stop_reason::send_failed : reason_to_stop(trace.path.evidence(), trace.setup.options),
           now);
}

void settler::search_responders(trace_state& trace) {
    trace.search_responders();
    for (const probe_index index : trace.search.take_found()) {
        const kept_reply& answer = trace.ledger.reply_to(trace.ledger[index]);
        if (answer.kind == reply_kind::time_exceeded) advising_.tell(trace, index);
    }
}

// Once for each trace of a batch and not for each answer: the answers of a volley come many at a time.
void settler::settle_touched(time_point now) {
    while (const std::optional<std::uint16_t> slot = touched_.take()) settle(*parts_.slots.at(*slot), now);
}

// The interruption comes first. It ends the doubt and all waits up to the last answer, so that the hops known so far
// can be closed.
void settler::give_up(trace_state& trace, stop_reason reason, time_point now) {
    trace.order.interrupt();
    close_hops(trace);
    finish(trace, reason, now);
}

void settler::close_hops(trace_state& trace) {
    const trace_id id = trace.setup.id;
    trace.order.pass_complete();
    while (const std::optional<hop_ttl> ttl = trace.order.close_next()) {
        if (parts_.notes[id.slot].announce_hops) parts_.news.add(pending_hop{id, *ttl});
    }
}

// The order matters. What traces know together takes in the trace first. Then deadlines and advice let the slot go: an
// entry that stays behind would be looked up as an active trace, and there is none. Then the trace ends, so that
// answers to it are late. The event comes last; the slot is kept for its result until poll_event() has made that.
void settler::finish(trace_state& trace, stop_reason reason, time_point now) {
    const trace_id id = trace.setup.id;
    slot_notes& notes = parts_.notes[id.slot];
    notes.end = {.reason = reason,
                 .at = now,
                 .foreign = parts_.statistics.foreign - notes.foreign_before,
                 .receive_drops = parts_.statistics.receive_drops - notes.drops_before};
    advising_.tell_end(trace);
    advising_.forget(id.slot);
    parts_.deadlines.erase(id.slot);
    parts_.slots.end(id);
    parts_.news.add(pending_end{id});
}

void settler::rearm(const trace_state& trace) {
    const std::uint16_t slot = trace.setup.id.slot;
    if (const std::optional<time_point> due = trace.next_deadline()) return wake_by(*due, slot);
    parts_.deadlines.erase(slot);
}

// An entry that comes too early is harmless, so it only ever moves forward here; it moves back when it is popped.
void settler::wake_by(time_point due, std::uint16_t slot) {
    const std::optional<time_point> set = parts_.deadlines.at(slot);
    if (!set || due < *set) parts_.deadlines.set(slot, due);
}

}  // namespace tracerouter::engine
