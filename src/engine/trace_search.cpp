#include "engine/trace_state.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

// How a trace finds out who is where, if answers do not say which probe they are about (responder_search).

namespace tracerouter::engine {

namespace {

/// Probes to each TTL in one attempt. Surveys ask one TTL after the other: their hops are asked by others, too.
constexpr unsigned probes_to_each = 3;

time_point last_sent_before(time_point at, std::span<const probe_record> probes) {
    time_point last{};
    for (const probe_record& probe : probes) {
        if (probe.state != probe_state::handed && probe.sent_at <= at) last = std::max(last, probe.sent_at);
    }
    return last;
}

}  // namespace

std::optional<std::uint16_t> trace_state::probe_answered_by(const reply& answer) const {
    if (ledger_.size() == 1 && ledger_[0].state == probe_state::in_flight) return std::uint16_t{0};
    const std::optional<std::uint8_t> ttl = search_ ? search_->ttl_of(answer) : std::nullopt;
    if (!ttl) return std::nullopt;
    const auto probes = ledger_.all();
    const auto found = std::ranges::find_if(probes, [&ttl](const probe_record& probe) {
        return probe.ttl == ttl && probe.of_hop() && probe.state == probe_state::in_flight;
    });
    if (found == probes.end()) return std::nullopt;
    return static_cast<std::uint16_t>(found - probes.begin());
}

void trace_state::keep_unmarked(reply&& answer, time_point at) {
    if (ledger_.size() == 0) return;
    const std::optional<std::uint8_t> known = path_.hop_of(answer.responder);
    if (known && !(search_ && search_->found_at(*known))) return;  // it marks its answers
    if (!search_) {
        search_ = std::make_unique<responder_search>(setup_.options.queries, setup_.survey ? 1 : probes_to_each);
    }
    if (!search_->listens()) {
        if (search_->ttl_of(answer) || search_->earlier_answers() >= ledger_.size()) return;
        search_->began(last_sent_before(at, ledger_.all()));  // it may have answered the last of them
        // In a survey the scout has told the round trip, and the queries are far apart.
        const bool told = setup_.survey && path().target_answers;
        const duration at_most = told ? path().slowest : at - queries_began(at);
        if (!search_->begun()) path_.evidence().slowest = std::max(path().slowest, at_most);
        if (answer.arrived) {
            path_.evidence().target_answers = true;
            path_.evidence().end_rtt = std::max(path().end_rtt, at_most);
        }
    }
    ++ledger_.not_kept;
    hurry_ = true;
    search_->hear({at, std::move(answer)});
}

// Those that were answered at that time, the earliest of them.
time_point trace_state::queries_began(time_point at) const {
    if (limits_refilled_at_ && *limits_refilled_at_ <= at) return *limits_refilled_at_;
    return std::max(setup_.started_at, ledger_[0].sent_at);
}

// The queries are over when each has been given up, or when there are as many answers as queries: which of them they
// are about is not known, and a query that was given up may have been answered as well.
bool trace_state::search_may_begin() const {
    const std::uint8_t end = path_.end();
    if (limits_pending_ || search_->waits_until()) return false;
    if (plan_.has_next(end)) return false;
    std::size_t awaited = 0;
    std::size_t given_up = 0;
    for (const probe_record& probe : ledger_.all()) {
        const bool of_search = probe.purpose == probe_purpose::responder || probe.purpose == probe_purpose::size;
        if (of_search || (probe.of_hop() && probe.ttl > end)) continue;
        if (probe.state == probe_state::handed) return false;
        awaited += probe.state == probe_state::in_flight ? 1 : 0;
        given_up += probe.state == probe_state::overdue ? 1 : 0;
    }
    return awaited == 0 || awaited + given_up <= search_->earlier_answers();
}

std::size_t trace_state::searching_under_way() const {
    const auto probes = ledger_.recent();
    return static_cast<std::size_t>(std::ranges::count_if(probes, [](const probe_record& probe) {
        return probe.purpose == probe_purpose::responder && under_way(probe.state);
    }));
}

void trace_state::search_responders() {
    while (searching() && !hops_known()) {
        if (search_->in_round()) {
            if (search_->has_next(path_.end())) return;
            if (searching_under_way() > search_->heard()) return;
            end_search_round();
            continue;
        }
        if (!search_may_begin()) return;
        std::vector<std::uint8_t> open;
        for (int ttl = first_open_; ttl <= path_.end(); ++ttl) {
            if (hop(ttl).answers == 0 && path_.probed(ttl)) open.push_back(static_cast<std::uint8_t>(ttl));
        }
        search_->plan(open, path().distance || path().barrier, setup_.numbers.limit_refill);
        hurry_ = advice_due_ = true;
    }
    // Only now it is known that the hop behind the last router is silent.
    const bool over = search_ && search_->begun() && search_->done();
    if (over && !limits_refilled_at_ && target_limit_suspected_by(path_.last_query_at)) {
        suspect_limits(path_.last_query_at);
        hurry_ = true;
    }
}

void trace_state::end_search_round() {
    for (probe_record& probe : ledger_.recent()) {
        if (probe.purpose == probe_purpose::responder && under_way(probe.state)) probe.state = probe_state::overdue;
    }
    for (const responder_search::find& found : search_->end_round()) place(found);
    hurry_ = advice_due_ = true;
}

// What it answered before the search is what the queries brought, in their order. Where all of these were lost, an
// answer to the search is shown in their place, as that to a retry is.
void trace_state::place(const responder_search::find& found) {
    if (closed(found.ttl)) return;
    bool shown = false;
    while (const unmarked_answer* earlier = search_->earlier(found.responder)) {
        const std::optional<std::uint16_t> query = unanswered_query(found.ttl, earlier->at);
        if (!query) break;
        unmarked_answer answer = search_->take_earlier(found.responder);
        if (ledger_[*query].state == probe_state::in_flight) answer_no_longer_awaited(found.ttl);
        --ledger_.not_kept;
        take_answer(*query, answer.at, std::move(answer.reply));
        found_.push_back(*query);
        shown = true;
    }
    if (shown || hop(found.ttl).answers > 0) return;
    --ledger_.not_kept;
    show(found.probe, found.answer.at, reply{found.answer.reply});
    found_.push_back(found.probe);
}

std::optional<std::uint16_t> trace_state::unanswered_query(int ttl, time_point before) const {
    // What came when limits had refilled answers what was sent then.
    const bool refilled = limits_refilled_at_ && *limits_refilled_at_ <= before;
    const time_point from = refilled ? *limits_refilled_at_ : setup_.started_at;
    const auto probes = ledger_.all();
    const auto found = std::ranges::find_if(probes, [&](const probe_record& probe) {
        const bool waiting = probe.state == probe_state::in_flight || probe.state == probe_state::overdue;
        return probe.ttl == ttl && probe.of_hop() && waiting && probe.sent_at >= from && probe.sent_at <= before;
    });
    if (found == probes.end()) return std::nullopt;
    return static_cast<std::uint16_t>(found - probes.begin());
}

// A probe of the search that is shown takes a number behind the queries.
void trace_state::show(std::uint16_t index, time_point at, reply&& answer) {
    probe_record& probe = ledger_[index];
    hop_evidence& hop = this->hop(probe.ttl);
    probe.query = one_by_one() ? ++hop.handed : static_cast<std::uint8_t>(setup_.options.queries + ++hop.retries);
    probe.purpose = probe_purpose::hop;
    take_answer(index, at, std::move(answer));
}

// The router says, after all, which probe it is about.
answer_verdict trace_state::hear_searching(std::uint16_t index, time_point at, reply&& answer) {
    probe_record& probe = ledger_[index];
    const bool in_time = probe.state == probe_state::in_flight;
    const bool wanted = !closed(probe.ttl) && hop(probe.ttl).answers == 0;
    probe.state = probe_state::answered;
    probe.received_at = at;
    hurry_ = true;
    if (wanted) {
        show(index, at, std::move(answer));
    } else {
        ++ledger_.not_kept;
    }
    return in_time ? answer_verdict::fresh : answer_verdict::late;
}

}  // namespace tracerouter::engine
