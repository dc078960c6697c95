#include "engine/trace_state.hpp"

#include <algorithm>

#include "engine/end_rules.hpp"
#include "engine/loss_retry.hpp"

namespace tracerouter::engine {

trace_state::trace_state(const trace_setup& fixed, trace_storage storage)
    : trace_state(fixed, std::move(storage), trace_plan{fixed}) {}

// The order of the members matters: limits and order refer to search, so search is made before them.
trace_state::trace_state(const trace_setup& fixed, trace_storage storage, trace_plan strategies)
    : trace_parts(fixed, std::move(storage), std::move(strategies)),
      search(*this),
      limits(*this, search),
      order(*this, search) {}

// The hop awaits the probe from now on, not from the time at which the kernel takes it. Otherwise the hop could
// become final while its probe is still on the way to the kernel.
probe_index trace_state::hand_out_probe(std::uint16_t sequence) {
    const trace_plan::chosen chosen = *plan.next(path.end());
    probe_record probe;
    probe.sequence = sequence;
    probe.ttl = chosen.plan.ttl;
    probe.query = chosen.plan.query;
    probe.purpose = chosen.plan.purpose;
    probe.size = chosen.plan.size;
    probe.asked_by = chosen.by & 0xf;
    probe.flow = chosen.plan.flow.value_or(setup.flow_of_round);
    if (probe.of_hop()) {
        const query_number in_order{path.handed_out(probe.ttl)};
        if (one_by_one()) probe.query = in_order;
    }
    return ledger.add(probe);
}

// A closed hop has been shown with its round-trip times. A kernel time stamp that comes later must not change it.
void trace_state::sent(probe_index index, time_point at, stamp_source source, bool stamp_to_come) {
    const probe_record& probe = ledger[index];
    if (probe.of_hop() && order.closed(probe.ttl)) return;
    if (!departing.sent(index, at, source, stamp_to_come)) return;
    if (!probe.of_hop()) return plan.of(probe).sent(probe, at);
    path.hop(probe.ttl).last_sent = at;
    // Retries do not count: what is waited for from here on must not be prolonged by probes that the wait has caused.
    if (probe.query == first_query) path.last_query_at = std::max(path.last_query_at, at);
}

// Only a probe that has not left can be refused. The refusal is no loss: the network has not seen the probe, so
// silence about it must cause no retries.
void trace_state::refused(probe_index index, boost::system::error_code error) {
    probe_record& probe = ledger[index];
    if (probe.state != probe_state::handed) return;
    probe.state = probe_state::refused;
    ledger.set_send_error(index, error);
    advice_due = true;
    if (!probe.of_hop()) {
        plan.of(probe).refused(probe);
        earlier_due = earlier_due || probe.purpose == probe_purpose::responder || probe.purpose == probe_purpose::path;
        return;
    }
    no_longer_awaited(probe.ttl);
    note_end(end.judge());
    plan.learnt(path);
}

std::size_t trace_state::refused(const std::vector<probe_index>& given_up) {
    for (const probe_index index : given_up) refused(index, ledger.send_error(index));
    return given_up.size();
}

// The checks are in this order:
//   1. A probe that does not exist cannot be answered.
//   2. A probe that was taken back may have left after all: its answer proves it and ends the waiting here.
//   3. All other probes that have not left, and those that were refused, cannot be answered: the answer is forged.
//   4. A second answer changes nothing. An answer behind the deadline is late but counts while its hop is open.
//   5. Distance probes and probes of the searches go their own ways. A closed hop was shown, so it takes no answer.
answer_verdict trace_state::answered(probe_index index, time_point at, reply&& answer) {
    if (!ledger.has(index)) return answer_verdict::untimely;
    probe_record& probe = ledger[index];
    if (probe.state == probe_state::handed && probe.resent > 0) departing.let_go(index);
    switch (probe.state) {
        case probe_state::handed:
        case probe_state::refused: return answer_verdict::untimely;
        case probe_state::answered: ++ledger.duplicates; return answer_verdict::duplicate;
        case probe_state::overdue:
            ++ledger.late;
            answer.late = true;
            break;
        case probe_state::in_flight: break;
    }
    if (probe.purpose == probe_purpose::responder) return search.hear_marked(index, at, answer, order);
    if (!probe.of_hop()) return hear_beside_hops(probe, at, answer);
    if (order.closed(probe.ttl)) return answer_verdict::late;
    // An overdue probe was taken off the count when its deadline passed. A second time would wrap the unsigned count.
    if (probe.state == probe_state::in_flight) no_longer_awaited(probe.ttl);
    take_answer(index, at, answer);
    return answer_verdict::fresh;
}

// The strategy that asked for it is told, if the answer is in time. A distance probe tells of the end in any case.
// A late distance probe may only confirm or contradict an end. Its strategy has gone on without it, and its round-trip
// time would prolong the waits of all hops.
answer_verdict trace_state::hear_beside_hops(probe_record& probe, time_point at, const reply& answer) {
    const bool in_time = probe.state == probe_state::in_flight;
    const bool of_distance = probe.purpose == probe_purpose::distance;
    if (!in_time && !of_distance) return answer_verdict::late;
    probe.state = probe_state::answered;
    probe.received_at = at;
    ++ledger.not_kept;
    if (of_distance) note_end(end.learn_from_distance_probe(probe.ttl, answer));
    if (!in_time) return answer_verdict::late;
    if (of_distance) {
        end.note_distance_told(std::max(duration::zero(), at - probe.sent_at), answer);
        earlier_due = true;
    }
    plan.of(probe).answered(probe, answer, path);
    earlier_due = earlier_due || probe.purpose == probe_purpose::path;
    if (of_distance) {
        limits.suspect(at);
        retry_lost_target();  // a guided sweep may have asked there before
        plan.learnt(path);
    }
    return answer_verdict::fresh;
}

void trace_state::search_responders() {
    search.go_on(order);
    limits.suspect_after_search();
}

// Deadlines are not stored: each answer may shorten the waits, so they follow from the evidence of the moment.
time_point trace_state::deadline(const probe_record& probe) const {
    return probe.sent_at + wait_for(probe) + departing.wait_to_leave(probe);
}

duration trace_state::wait_for(const probe_record& probe) const {
    return probe.of_hop() ? wait_for_hop(probe) : plan.of(probe).patience(path);
}

// Behind a doubtful end a probe can only contradict that end, so its wait follows the doubt (docs/timing.md, rule 9).
// Otherwise it follows what is known of the hop.
duration trace_state::wait_for_hop(const probe_record& probe) const {
    if (setup.watches) return setup.options.wait;
    const path_evidence& known = path.evidence();
    const end_rule_numbers& numbers = *setup.numbers;
    const hop_evidence& hop = path.hop(probe.ttl);
    const bool beyond = known.in_doubt && !known.certain_distance && probe.ttl > path.likely_end();
    const duration alone = beyond ? patience_in_doubt(known, setup.options, numbers)  //
                                  : patience(known, hop, setup.options, numbers);
    const duration wait =
        setup.sweep_start ? std::min(alone, patience_in_company(known, setup.options, numbers)) : alone;
    // A probe for limits that may have refilled, where nothing has answered, prolongs nothing.
    const bool extra = hop.retries > 0 && probe.sent_at > path.last_query_at;
    if (!extra || known.slowest > duration::zero()) return wait;
    const time_point latest = path.last_query_at + std::max(setup.options.wait, 2 * numbers.limit_refill);
    return std::min(wait, latest - probe.sent_at);
}

std::optional<time_point> trace_state::next_deadline() const {
    const hop_ttl last = path.end();
    std::optional<time_point> earliest;
    if (path.waits_for_limits) earliest = path.limits_refilled_at;
    // At most one of these three is there: a search waits for limits by itself, and silence is due only before both.
    if (const std::optional<time_point> due = search.waits_until()) earliest = due;
    if (const std::optional<time_point> due = limits.silence_due()) earliest = due;
    if (const auto due = plan.due(); due && (!earliest || *due < *earliest)) earliest = due;
    for (const probe_record& probe : ledger.recent()) {
        // Probes of hops beyond the end wake nobody: their silence decides nothing.
        if (probe.state != probe_state::in_flight || (probe.ttl > last && probe.of_hop())) continue;
        const time_point due = deadline(probe);
        if (!earliest || due < *earliest) earliest = due;
    }
    return earliest ? earliest : listens_until();
}

std::optional<time_point> trace_state::listens_until() const {
    if (!setup.watches) return std::nullopt;
    const auto overdue = [](const probe_record& probe) { return probe.state == probe_state::overdue; };
    const auto all = ledger.all();
    const auto last = std::find_if(all.rbegin(), all.rend(), overdue);
    return last == all.rend() ? std::nullopt : std::optional{last->sent_at + 2 * setup.options.wait};
}

// The order matters: the end is judged by all that is overdue, limits by the end, and what is asked again by both.
void trace_state::expire(time_point now, const host_trouble& host) {
    for (probe_record& probe : ledger.recent()) {
        if (probe.state != probe_state::in_flight || deadline(probe) > now) continue;
        // This host is asked first. What it has kept or lost says nothing about the network and must not count as
        // loss.
        if (excused(ledger.index_of(probe), now, host)) continue;
        probe.state = probe_state::overdue;
        tell_overdue(probe);
    }
    ledger.pass_ended();
    plan.tell_time(now);
    advice_due = true;
    if (setup.watches) return;
    note_end(end.judge());
    search.pass(now);
    limits.suspect(now);
    retry_losses(*this, order);
    retry_lost_target();
    limits.ask(now, order.last_complete());
    plan.learnt(path);
}

void trace_state::retry_lost_target() {
    const measured_sweep* const sweep = plan.measured();
    if (const auto lost = sweep ? sweep->lost_target(path) : std::nullopt) plan.extra().retry(path, *lost);
}

// Whether it is this host that has not sent it, or may have lost its answer. Only otherwise the network has lost it.
bool trace_state::excused(probe_index index, time_point now, const host_trouble& host) {
    const probe_record& probe = ledger[index];
    const departure_context context{.end_ttl = path.end(),
                                    .heard = ledger.answered() > 0 || search.wanted(),
                                    .hop_answered = probe.of_hop() && path.hop(probe.ttl).answers > 0,
                                    .wait = wait_for(probe)};
    const auto fate = departing.fate_of_overdue(index, now, host, context);
    if (fate == departures::fate::refused) refused(index, ledger.send_error(index));
    return fate != departures::fate::lost;
}

// Only a hop that has answered another probe shows loss. A hop without any answer may be filtered or limited.
void trace_state::tell_overdue(const probe_record& probe) {
    if (!probe.of_hop()) return plan.of(probe).overdue(probe);
    no_longer_awaited(probe.ttl);
    path.evidence().loss = path.evidence().loss || path.hop(probe.ttl).answers > 0;
}

// The bound of the ledger is what ends a trace that hostile answers keep busy (docs/security.md). Without it, a trace
// ends by its rules alone.
bool trace_state::spent() const {
    if (!ledger.full()) return false;
    const hop_ttl last = path.end();
    return std::ranges::none_of(ledger.recent(), [last](const probe_record& probe) {
        return under_way(probe.state) && (probe.ttl <= last || !probe.of_hop());
    });
}

}  // namespace tracerouter::engine
