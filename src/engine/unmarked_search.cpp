#include "engine/unmarked_search.hpp"

#include <algorithm>
#include <span>

#include "engine/end_rules.hpp"
#include "engine/hop_order.hpp"

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

std::optional<probe_plan> unmarked_search::peek(hop_ttl end) const {
    if (!search_->rounds().has_next(end)) return std::nullopt;
    return probe_plan{.ttl = search_->rounds().peek(), .purpose = probe_purpose::responder};
}

// The probe gets the next number of the ledger.
void unmarked_search::take(const probe_plan& /*plan*/, hop_ttl /*end*/) {
    search_->rounds().next(trace_.ledger.next_index());
}

duration unmarked_search::patience(const path_map& path) const {
    return patience_with_known(path.evidence(), search_->spread_before(), path.setup().options, *path.setup().numbers);
}

// Only what leaves no choice is matched here: a single probe, or a responder known at one TTL. All else is kept,
// since a wrong hop is worse than a silent one.
std::optional<probe_index> unmarked_search::probe_answered_by(const reply& answer) const {
    const probe_ledger& ledger = trace_.ledger;
    if (ledger.size() == 1 && ledger.all().front().state == probe_state::in_flight) return probe_index{};
    const std::optional<hop_ttl> ttl = search_ ? search_->responders().ttl_of(answer) : std::nullopt;
    if (!ttl) return std::nullopt;
    return ledger.first([&ttl](const probe_record& probe) {
        return probe.ttl == ttl && probe.of_hop() && probe.state == probe_state::in_flight;
    });
}

void unmarked_search::keep(reply&& answer, time_point at) {
    if (trace_.ledger.size() == 0) return;
    const std::optional<hop_ttl> known = trace_.path.hop_of(answer.responder);
    if (known && !found_at(*known)) return;  // it marks its answers
    const trace_setup& setup = trace_.setup;
    if (!search_) {
        search_ = std::make_unique<responder_search>(setup.options.queries, setup.measured ? 1 : probes_to_each);
        trace_.plan.join(*this);
    }
    // More answers than probes are made up. They are dropped, so that they fill no memory.
    if (!search_->listens()) {
        if (search_->responders().ttl_of(answer) || search_->responders().earlier_answers() >= trace_.ledger.size())
            return;
        listen(at, answer);
    }
    // The answer counts at once. When it finds its probe, place() takes it off this count, and the ledger counts it
    // then.
    ++trace_.ledger.not_kept;
    trace_.earlier_due = true;
    search_->hear({at, std::move(answer)});
}

// The answer came before the search, so it is about a query. It may answer the last one that was sent.
void unmarked_search::listen(time_point at, const reply& answer) {
    search_->began(last_sent_before(at, trace_.ledger.all()));
    path_evidence& known = trace_.path.evidence();
    // In a sweep the distance probe has told the round trip, and the queries are far apart.
    const bool told = trace_.setup.measured && known.target_answers;
    const duration at_most = told ? known.slowest : at - queries_began(at);
    if (!search_->begun()) known.slowest = std::max(known.slowest, at_most);
    if (!answer.arrived) return;
    known.target_answers = true;
    known.end_rtt = std::max(known.end_rtt, at_most);
}

// Those that were answered at that time, the earliest of them.
time_point unmarked_search::queries_began(time_point at) const {
    const std::optional<time_point> refilled = trace_.path.limits_refilled_at;
    if (refilled && *refilled <= at) return *refilled;
    return std::max(trace_.setup.started_at, trace_.ledger.all().front().sent_at);
}

// The queries are over when each has been given up, or when there are as many answers as queries: which of them they
// are about is not known, and a query that was given up may have been answered as well.
bool unmarked_search::may_begin() const {
    const hop_ttl end = trace_.path.end();
    if (trace_.path.waits_for_limits || search_->waits_until()) return false;
    if (trace_.plan.has_next(end)) return false;
    std::size_t awaited = 0;
    std::size_t given_up = 0;
    for (const probe_record& probe : trace_.ledger.all()) {
        const bool of_search = probe.purpose == probe_purpose::responder || probe.purpose == probe_purpose::size;
        if (of_search || (probe.of_hop() && probe.ttl > end)) continue;
        if (probe.state == probe_state::handed) return false;
        awaited += probe.state == probe_state::in_flight ? 1 : 0;
        given_up += probe.state == probe_state::overdue ? 1 : 0;
    }
    return awaited == 0 || awaited + given_up <= search_->responders().earlier_answers();
}

std::size_t unmarked_search::under_way_now() const {
    const auto probes = trace_.ledger.recent();
    return static_cast<std::size_t>(std::ranges::count_if(probes, [](const probe_record& probe) {
        return probe.purpose == probe_purpose::responder && under_way(probe.state);
    }));
}

// A loop, because each step may make the next one possible. A round is over when all of it was sent and as many
// answers came as probes are under way: which answer is about which probe is just what is not known.
void unmarked_search::go_on(const hop_order& order) {
    while (searching() && !order.hops_known()) {
        if (search_->in_round()) {
            if (search_->rounds().has_next(trace_.path.end())) return;
            if (under_way_now() > search_->rounds().heard()) return;
            end_round(order);
            continue;
        }
        if (!may_begin()) return;
        std::vector<hop_ttl> open;
        for (const hop_ttl ttl : ttls_behind(order.last_complete(), trace_.path.end())) {
            const bool unanswered = trace_.path.hop(ttl).answers == 0 && trace_.path.probed(ttl);
            if (unanswered) open.push_back(ttl);
        }
        const path_evidence& known = trace_.path.evidence();
        search_->plan(open, known.distance || known.barrier, trace_.setup.numbers->limit_refill);
        trace_.note_end(true);
    }
}

void unmarked_search::end_round(const hop_order& order) {
    // What is still under way ends with its round. In the next one it would count as a probe that may be answered.
    for (probe_record& probe : trace_.ledger.recent()) {
        if (probe.purpose == probe_purpose::responder && under_way(probe.state)) probe.state = probe_state::overdue;
    }
    for (const search_rounds::find& found : search_->rounds().end_round()) place(found, order);
    trace_.note_end(true);
}

// What it answered before the search is what the queries brought, in their order. Where all of these were lost, an
// answer to the search is shown in their place, as that to a retry is.
void unmarked_search::place(const search_rounds::find& found, const hop_order& order) {
    if (order.closed(found.ttl)) return;
    bool shown = false;
    while (const unmarked_answer* earlier = search_->responders().earlier(found.responder)) {
        const std::optional<probe_index> query = unanswered_query(found.ttl, earlier->at);
        if (!query) break;
        const unmarked_answer answer = search_->responders().take_earlier(found.responder);
        if (trace_.ledger[*query].state == probe_state::in_flight) trace_.no_longer_awaited(found.ttl);
        --trace_.ledger.not_kept;
        trace_.take_answer(*query, answer.at, answer.reply);
        found_.push_back(*query);
        shown = true;
    }
    if (shown || trace_.path.hop(found.ttl).answers > 0) return;
    --trace_.ledger.not_kept;
    show(found.probe, found.answer.at, found.answer.reply);
    found_.push_back(found.probe);
}

std::optional<probe_index> unmarked_search::unanswered_query(hop_ttl ttl, time_point before) const {
    // What came when limits had refilled answers what was sent then.
    const std::optional<time_point> refilled = trace_.path.limits_refilled_at;
    const time_point from = refilled && *refilled <= before ? *refilled : trace_.setup.started_at;
    return trace_.ledger.first([=](const probe_record& probe) {
        const bool waiting = probe.state == probe_state::in_flight || probe.state == probe_state::overdue;
        return probe.ttl == ttl && probe.of_hop() && waiting && probe.sent_at >= from && probe.sent_at <= before;
    });
}

// A probe of the search that is shown takes a number behind the queries.
void unmarked_search::show(probe_index index, time_point at, const reply& answer) {
    probe_record& probe = trace_.ledger[index];
    hop_evidence& hop = trace_.path.hop(probe.ttl);
    const int behind = trace_.setup.options.queries + hop.retries;
    probe.query = query_number{trace_.one_by_one() ? ++hop.handed : behind + 1};
    if (!trace_.one_by_one()) ++hop.retries;
    probe.purpose = probe_purpose::hop;
    trace_.take_answer(index, at, answer);
}

// A marked answer names its probe, so it needs no rounds. It is shown only where its hop is open and silent.
answer_verdict unmarked_search::hear_marked(probe_index index, time_point at, const reply& answer,
                                            const hop_order& order) {
    probe_record& probe = trace_.ledger[index];
    const bool in_time = probe.state == probe_state::in_flight;
    const bool shown = !order.closed(probe.ttl) && trace_.path.hop(probe.ttl).answers == 0;
    probe.state = probe_state::answered;
    probe.received_at = at;
    trace_.earlier_due = true;
    if (shown) {
        show(index, at, answer);
    } else {
        ++trace_.ledger.not_kept;
    }
    return in_time ? answer_verdict::fresh : answer_verdict::late;
}

}  // namespace tracerouter::engine
