#include "engine/trace_state.hpp"

#include <algorithm>

#include "engine/closing.hpp"
#include "engine/loss_retry.hpp"

namespace tracerouter::engine {

trace_state::trace_state(const trace_setup& fixed, trace_storage storage)
    : trace_state(fixed, std::move(storage), trace_plan{fixed}) {}

trace_state::trace_state(const trace_setup& fixed, trace_storage storage, trace_plan strategies)
    : trace_parts(fixed, std::move(storage), std::move(strategies)),
      search(*this),
      limits(*this, search),
      order(*this, search) {}

std::uint16_t trace_state::hand_out_probe(std::uint16_t sequence) {
    const trace_plan::chosen chosen = *plan.next(path.end());
    probe_record probe;
    probe.sequence = sequence;
    probe.ttl = chosen.plan.ttl;
    probe.query = chosen.plan.query;
    probe.purpose = chosen.plan.purpose;
    probe.size = chosen.plan.size;
    probe.asked_by = chosen.by;
    probe.flow = chosen.plan.flow.value_or(setup.flow_of_round);
    if (probe.of_hop()) {
        const std::uint8_t number = path.handed_out(probe.ttl);
        if (one_by_one()) probe.query = number;
    }
    return ledger.add(probe);
}

void trace_state::sent(std::uint16_t index, time_point at, stamp_source source, bool stamp_to_come) {
    const probe_record& probe = ledger[index];
    if (probe.of_hop() && order.closed(probe.ttl)) return;
    if (!departing.sent(index, at, source, stamp_to_come)) return;
    if (!probe.of_hop()) return plan.of(probe).sent(probe, at);
    path.hop(probe.ttl).last_sent = at;
    if (probe.query == 1) path.last_query_at = std::max(path.last_query_at, at);
}

void trace_state::refused(std::uint16_t index, boost::system::error_code error) {
    probe_record& probe = ledger[index];
    if (probe.state != probe_state::handed) return;
    probe.state = probe_state::refused;
    probe.send_error = error;
    advice_due = true;
    if (!probe.of_hop()) {
        plan.of(probe).refused(probe);
        earlier_due = earlier_due || probe.purpose == probe_purpose::responder;
        return;
    }
    no_longer_awaited(probe.ttl);
    note_end(end.judge());
    plan.learnt(path);
}

std::size_t trace_state::refused(const std::vector<std::uint16_t>& given_up) {
    for (const std::uint16_t index : given_up) refused(index, ledger[index].send_error);
    return given_up.size();
}

answer_verdict trace_state::answered(std::uint16_t index, time_point at, reply&& answer) {
    if (index >= ledger.size()) return answer_verdict::untimely;
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
    if (probe.purpose == probe_purpose::responder) return search.hear_marked(index, at, std::move(answer), order);
    if (!probe.of_hop()) return hear_beside_hops(probe, at, answer);
    if (order.closed(probe.ttl)) return answer_verdict::late;
    if (probe.state == probe_state::in_flight) no_longer_awaited(probe.ttl);
    take_answer(index, at, std::move(answer));
    return answer_verdict::fresh;
}

// The strategy that asked for it is told, if the answer is in time. A scout tells of the end in any case.
answer_verdict trace_state::hear_beside_hops(probe_record& probe, time_point at, const reply& answer) {
    const bool in_time = probe.state == probe_state::in_flight;
    const bool scout = probe.purpose == probe_purpose::distance;
    if (!in_time && !scout) return answer_verdict::late;
    probe.state = probe_state::answered;
    probe.received_at = at;
    ++ledger.not_kept;
    if (scout) note_end(end.learn_from_scout(probe.ttl, answer));
    if (!in_time) return answer_verdict::late;
    if (scout) {
        end.note_distance_told(std::max(duration::zero(), at - probe.sent_at), answer);
        earlier_due = true;
    }
    plan.of(probe).answered(probe, answer, path);
    if (scout) {
        limits.suspect(at);
        plan.learnt(path);
    }
    return answer_verdict::fresh;
}

void trace_state::search_responders() {
    search.go_on(order);
    limits.suspect_after_search();
}

time_point trace_state::deadline(const probe_record& probe) const {
    return probe.sent_at + wait_for(probe) + departing.wait_to_leave(probe);
}

duration trace_state::wait_for(const probe_record& probe) const {
    return probe.of_hop() ? wait_for_hop(probe) : plan.of(probe).patience(path);
}

duration trace_state::wait_for_hop(const probe_record& probe) const {
    const path_evidence& known = path.evidence();
    const closing_numbers& numbers = setup.numbers;
    const hop_evidence& hop = path.hop(probe.ttl);
    const bool beyond = known.in_doubt && !known.certain_distance && probe.ttl > path.likely_end();
    const duration wait = beyond ? patience_in_doubt(known, setup.options, numbers)  //
                                 : patience(known, hop, setup.options, numbers);
    // A probe for limits that may have refilled, where nothing has answered, prolongs nothing.
    const bool extra = hop.retries > 0 && probe.sent_at > path.last_query_at;
    if (!extra || known.slowest > duration::zero()) return wait;
    const time_point latest = path.last_query_at + std::max(setup.options.wait, 2 * numbers.limit_refill);
    return std::min(wait, latest - probe.sent_at);
}

std::optional<time_point> trace_state::next_deadline() const {
    const std::uint8_t last = path.end();
    std::optional<time_point> earliest;
    if (path.waits_for_limits) earliest = path.limits_refilled_at;
    if (const std::optional<time_point> due = search.waits_until()) earliest = due;
    if (const std::optional<time_point> due = limits.silence_due()) earliest = due;
    for (const probe_record& probe : ledger.recent()) {
        if (probe.state != probe_state::in_flight || (probe.ttl > last && probe.of_hop())) continue;
        const time_point due = deadline(probe);
        if (!earliest || due < *earliest) earliest = due;
    }
    return earliest;
}

// The order matters: the end is judged by all that is overdue, limits by the end, and what is asked again by both.
void trace_state::expire(time_point now, const host_trouble& host) {
    for (probe_record& probe : ledger.recent()) {
        if (probe.state != probe_state::in_flight || deadline(probe) > now) continue;
        if (excused(ledger.index_of(probe), now, host)) continue;
        probe.state = probe_state::overdue;
        tell_overdue(probe);
    }
    ledger.pass_ended();
    note_end(end.judge());
    search.pass(now);
    limits.suspect(now);
    retry_losses(*this, order);
    limits.ask(now, order.first_open());
    plan.learnt(path);
    advice_due = true;
}

// Whether it is this host that has not sent it, or may have lost its answer. Only otherwise the network has lost it.
bool trace_state::excused(std::uint16_t index, time_point now, const host_trouble& host) {
    const probe_record& probe = ledger[index];
    const departure_context context{.end_ttl = path.end(),
                                    .heard = ledger.answered() > 0 || search.wanted(),
                                    .hop_answered = probe.of_hop() && path.hop(probe.ttl).answers > 0,
                                    .wait = wait_for(probe)};
    const auto fate = departing.fate_of_overdue(index, now, host, context);
    if (fate == departures::fate::refused) refused(index, probe.send_error);
    return fate != departures::fate::lost;
}

void trace_state::tell_overdue(const probe_record& probe) {
    if (!probe.of_hop()) return plan.of(probe).overdue(probe);
    no_longer_awaited(probe.ttl);
    path.evidence().loss = path.evidence().loss || path.hop(probe.ttl).answers > 0;
}

bool trace_state::spent() const {
    if (!ledger.full()) return false;
    const std::uint8_t last = path.end();
    return std::ranges::none_of(ledger.recent(), [last](const probe_record& probe) {
        return under_way(probe.state) && (probe.ttl <= last || !probe.of_hop());
    });
}

}  // namespace tracerouter::engine
