#include "engine/trace_state.hpp"

#include <algorithm>
#include <utility>

namespace tracerouter::engine {

trace_state::trace_state(const trace_setup& setup, trace_storage storage)
    : trace_state(setup, std::move(storage), trace_plan{setup}) {}

trace_state::trace_state(const trace_setup& setup, trace_storage storage, trace_plan plan)
    : setup_(setup),
      ledger_(std::move(storage.probes), std::move(storage.replies)),
      path_(setup_, ledger_, std::move(storage.hops)),
      plan_(std::move(plan)),
      end_(path_, ledger_, plan_),
      departures_(ledger_),
      first_open_(setup.options.first_ttl),
      first_unclosed_(setup.options.first_ttl) {
    end_.set_last_shown(last_closed());
}

std::uint16_t trace_state::hand_out_probe(std::uint16_t sequence) {
    probe_record probe;
    probe.sequence = sequence;
    if (const auto chosen = plan_.next(path_.end())) {
        probe.ttl = chosen->plan.ttl;
        probe.query = chosen->plan.query;
        probe.purpose = chosen->plan.purpose;
        probe.size = chosen->plan.size;
        probe.asked_by = chosen->by;
        if (probe.of_hop()) {
            // Where probes are asked for one by one, they are numbered in that order.
            const std::uint8_t number = ++hop(probe.ttl).handed;
            if (one_by_one()) probe.query = number;
            ++hop(probe.ttl).awaited;
            ++awaited_;
        }
    } else {
        probe.ttl = search_->next(static_cast<std::uint16_t>(ledger_.size()));
        probe.purpose = probe_purpose::responder;
    }
    return ledger_.add(probe);
}

void trace_state::probe_sent(std::uint16_t index, time_point at, stamp_source source, bool stamp_to_come) {
    const probe_record& probe = ledger_[index];
    if (closed(probe.ttl) && probe.of_hop()) return;
    if (!departures_.sent(index, at, source, stamp_to_come)) return;
    if (probe.of_hop()) hop(probe.ttl).last_sent = at;
    if (probe.purpose == probe_purpose::responder) search_->sent(at);
    if (probe.of_hop() && probe.query == 1) path_.last_query_at = std::max(path_.last_query_at, at);
}

void trace_state::probe_refused(std::uint16_t index, boost::system::error_code error) {
    probe_record& probe = ledger_[index];
    if (probe.state != probe_state::handed) return;
    probe.state = probe_state::refused;
    probe.send_error = error;
    advice_due_ = true;
    switch (probe.purpose) {
        case probe_purpose::hop:
            answer_no_longer_awaited(probe.ttl);
            note_end(end_.judge());
            return tell_strategies();
        case probe_purpose::distance:
        case probe_purpose::size: return plan_.of(probe).refused(probe);
        case probe_purpose::responder: hurry_ = true; return;
    }
}

std::size_t trace_state::give_up_unsent(std::uint16_t index, boost::system::error_code reason) {
    departures_.take_back(index);
    return refuse_all(departures_.give_up(reason));
}

std::size_t trace_state::give_up_kept_back() {
    return refuse_all(departures_.give_up());
}

std::size_t trace_state::refuse_all(const std::vector<std::uint16_t>& given_up) {
    for (const std::uint16_t index : given_up) probe_refused(index, ledger_[index].send_error);
    return given_up.size();
}

answer_verdict trace_state::probe_answered(std::uint16_t index, time_point at, reply&& answer) {
    if (index >= ledger_.size()) return answer_verdict::untimely;
    probe_record& probe = ledger_[index];
    if (probe.state == probe_state::handed && probe.resent > 0) departures_.let_go(index);
    switch (probe.state) {
        case probe_state::handed:
        case probe_state::refused: return answer_verdict::untimely;
        case probe_state::answered: ++ledger_.duplicates; return answer_verdict::duplicate;
        case probe_state::overdue:
            ++ledger_.late;
            answer.late = true;
            break;
        case probe_state::in_flight: break;
    }
    if (probe.purpose == probe_purpose::responder) return hear_searching(index, at, std::move(answer));
    if (!probe.of_hop()) return hear_beside_hops(probe, at, answer);
    if (closed(probe.ttl)) return answer_verdict::late;
    if (probe.state == probe_state::in_flight) answer_no_longer_awaited(probe.ttl);
    take_answer(index, at, std::move(answer));
    return answer_verdict::fresh;
}

void trace_state::take_answer(std::uint16_t index, time_point at, reply&& answer) {
    probe_record& probe = ledger_[index];
    const reply& kept = ledger_.answer(probe, at, std::move(answer));
    learn(probe.ttl, std::max(duration::zero(), at - probe.sent_at), kept);
}

// The strategy that asked for it is told, if the answer is in time. A scout tells of the end in any case.
answer_verdict trace_state::hear_beside_hops(probe_record& probe, time_point at, const reply& answer) {
    const bool in_time = probe.state == probe_state::in_flight;
    const bool scout = probe.purpose == probe_purpose::distance;
    if (!in_time && !scout) return answer_verdict::late;
    probe.state = probe_state::answered;
    probe.received_at = at;
    ++ledger_.not_kept;
    if (scout) note_end(end_.learn_from_scout(probe.ttl, answer));
    if (!in_time) return answer_verdict::late;
    if (scout) hear_scout(probe, at, answer);
    plan_.of(probe).answered(probe, answer, path_);
    if (scout) suspect_limits(at);
    if (scout) tell_strategies();
    return answer_verdict::fresh;
}

void trace_state::hear_scout(const probe_record& probe, time_point at, const reply& answer) {
    path_evidence& known = path_.evidence();
    const duration rtt = std::max(duration::zero(), at - probe.sent_at);
    known.target_answers = answer.arrived;
    if (answer.kind != reply_kind::time_exceeded) known.end_rtt = std::max(known.end_rtt, rtt);
    known.slowest = std::max(known.slowest, rtt);
    hurry_ = true;
}

void trace_state::tell_strategies() {
    plan_.learnt(path_, awaited_ == 0 && !limits_pending_);
}

// The end is another one now: deadlines may come earlier, and hops may be explained.
void trace_state::note_end(bool changed) {
    hurry_ = hurry_ || changed;
    advice_due_ = advice_due_ || changed;
}

// Further queries of a hop are asked for once those before are answered. Nothing else may come to say so: probes beyond
// the end, whose deadlines nobody waits for, may be awaited for ever.
void trace_state::answer_no_longer_awaited(int ttl) {
    --hop(ttl).awaited;
    --awaited_;
    advice_due_ = advice_due_ || wants_further(ttl);
}

void trace_state::begin_size_search() {
    std::vector<std::uint8_t> answering;
    for (int ttl = setup_.options.first_ttl; ttl <= path_.end(); ++ttl) {
        // Who does not say which probe was answered does not say which size arrived.
        const auto here = static_cast<std::uint8_t>(ttl);
        if (hop(ttl).answers > 0 && !(search_ && search_->found_at(here))) answering.push_back(here);
    }
    plan_.sizes()->begin(answering, setup_);
    end_.settle();  // what the sizes are searched up to stays the end
}

void trace_state::learn(std::uint8_t ttl, duration rtt, const reply& answer) {
    hurry_ = hurry_ || !path().last_answered || hop(ttl).awaited > 0;
    if (hop(ttl).answers == 0) {
        if (one_by_one()) hop(ttl).further = static_cast<std::uint8_t>(setup_.options.queries - 1);
        advice_due_ = advice_due_ || hop(ttl).further > 0;
    }
    path_.learn(ttl, rtt);
    note_end(end_.learn(ttl, rtt, answer));
    tell_strategies();
}

time_point trace_state::deadline(const probe_record& probe) const {
    return probe.sent_at + wait_for(probe) + departures_.wait_to_leave(probe);
}

duration trace_state::wait_for(const probe_record& probe) const {
    const path_evidence& known = path();
    const trace_options& options = setup_.options;
    const closing_numbers& numbers = setup_.numbers;
    switch (probe.purpose) {
        case probe_purpose::hop: break;
        case probe_purpose::distance: return std::min(numbers.silent_target_floor, options.wait);
        case probe_purpose::size: return patience_with_sizes(known, options, numbers);
        case probe_purpose::responder: return patience_with_known(known, search_->spread_before(), options, numbers);
    }
    const bool beyond = known.in_doubt && !known.certain_distance && probe.ttl > path_.likely_end();
    const duration wait =
        beyond ? patience_in_doubt(known, options, numbers) : patience(known, hop(probe.ttl), options, numbers);
    // A probe for limits that may have refilled, where nothing has answered, prolongs nothing.
    const bool extra = hop(probe.ttl).retries > 0 && probe.sent_at > path_.last_query_at;
    if (!extra || known.slowest > duration::zero()) return wait;
    const time_point latest = path_.last_query_at + std::max(options.wait, 2 * numbers.limit_refill);
    return std::min(wait, latest - probe.sent_at);
}

std::optional<time_point> trace_state::next_deadline() const {
    const std::uint8_t end = path_.end();
    std::optional<time_point> earliest;
    if (limits_pending_) earliest = limits_refilled_at_;
    if (search_ && search_->waits_until()) earliest = search_->waits_until();
    if (const std::optional<time_point> due = silence_due()) earliest = due;
    for (const probe_record& probe : ledger_.recent()) {
        if (probe.state != probe_state::in_flight || (probe.ttl > end && probe.of_hop())) continue;
        const time_point due = deadline(probe);
        if (!earliest || due < *earliest) earliest = due;
    }
    return earliest;
}

void trace_state::expire(time_point now, const host_trouble& host) {
    for (probe_record& probe : ledger_.recent()) {
        if (probe.state != probe_state::in_flight || deadline(probe) > now) continue;
        if (excused(ledger_.index_of(probe), now, host)) continue;
        probe.state = probe_state::overdue;
        tell_overdue(probe);
    }
    ledger_.pass_ended();
    note_end(end_.judge());
    if (search_) search_->pass(now);
    suspect_limits(now);
    plan_retries();
    plan_retries_of_limited(now);
    tell_strategies();
    advice_due_ = true;
}

// Whether it is this host that has not sent it, or may have lost its answer. Only otherwise the network has lost it.
bool trace_state::excused(std::uint16_t index, time_point now, const host_trouble& host) {
    const probe_record& probe = ledger_[index];
    const departure_context context{.end_ttl = path_.end(),
                                    .heard = ledger_.answered() > 0 || search_,
                                    .hop_answered = probe.of_hop() && hop(probe.ttl).answers > 0,
                                    .wait = wait_for(probe)};
    const auto fate = departures_.fate_of_overdue(index, now, host, context);
    if (fate == departures::fate::refused) probe_refused(index, probe.send_error);
    return fate != departures::fate::lost;
}

void trace_state::tell_overdue(const probe_record& probe) {
    switch (probe.purpose) {
        case probe_purpose::hop:
            answer_no_longer_awaited(probe.ttl);
            path_.evidence().loss = path().loss || hop(probe.ttl).answers > 0;
            return;
        case probe_purpose::distance:
        case probe_purpose::size: return plan_.of(probe).overdue(probe);
        case probe_purpose::responder: return;  // the search itself counts what it has heard
    }
}

void trace_state::pass_complete_hops() {
    while (!hops_known() && complete(first_open_)) ++first_open_;
    if (plan_.sizes() && hops_known() && !plan_.sizes()->begun()) begin_size_search();
}

std::optional<std::uint8_t> trace_state::close_next_hop() {
    pass_complete_hops();
    if (first_unclosed_ == first_open_) return std::nullopt;
    note_end(end_.learn_loop(first_unclosed_));
    // What is said about a hop is said once, with its path MTU.
    if (setup_.options.path_mtu && !finished() && !interrupted_) return std::nullopt;
    if (first_unclosed_ > visible_ttl(path(), setup_.options)) return std::nullopt;
    const auto closed_now = static_cast<std::uint8_t>(first_unclosed_++);
    end_.set_last_shown(closed_now);
    return closed_now;
}

bool trace_state::spent() const {
    if (!ledger_.full()) return false;
    const std::uint8_t end = path_.end();
    return std::ranges::none_of(ledger_.recent(), [end](const probe_record& probe) {
        return under_way(probe.state) && (probe.ttl <= end || !probe.of_hop());
    });
}

void trace_state::interrupt() {
    interrupted_ = true;
    const int answered = path().last_answered.value_or(static_cast<std::uint8_t>(setup_.options.first_ttl - 1));
    path_.evidence().in_doubt = false;
    const int last = std::min<int>(answered, path_.end());
    first_open_ = std::max(first_open_, last + 1);
}

}  // namespace tracerouter::engine
