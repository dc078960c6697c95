#include "engine/engine.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>
#include <variant>
#include <vector>

#include "engine/flow_choice.hpp"
#include "engine/probe_writer.hpp"
#include "engine/results.hpp"

namespace tracerouter::engine {

using namespace std::chrono_literals;

namespace {

/// A volley is the fastest for one target and for many, until its probes have to wait for each other: then the time
/// that those beyond the targets take is longer than the round trip that a sweep costs. Of very many traces, most wait
/// for answers, and others wait for their turn.
constexpr duration most_backlog = 100ms;
/// With fewer there is nothing to be saved.
constexpr int fewest_ttls = 8;
/// What a machine sends, roughly, whatever it is allowed to.
constexpr std::uint32_t attainable_rate = 100'000;

/// Queries that a Linux router answers at once. Where several traces ask more than that of the routers they share,
/// further queries wait for what is learnt. A trace alone asks all that the user wants.
constexpr std::size_t answers_at_once = icmp_burst;

/// With so many traces that have something to send there is enough to do, even where each has but one probe left.
constexpr std::size_t most_waiting_to_send = 256;

/// Behind a pause of our own, however long that was.
constexpr duration longest_allowance = 1s;

/// Whether the trace measures the distance of its target first. Counts its probes as waiting to be sent.
bool measures_first(const start_request& request, std::size_t active, load_gauge& load, time_point now) {
    const bool waiting = active >= adaptive_window::least || load.backlog(now) > most_backlog;
    const int ttls = ttl_count_of(request.options);
    load.add(static_cast<unsigned>(ttls), now);
    return !request.watches && ttls >= fewest_ttls && !request.options.path_mtu &&
           (waiting || request.options.stop_set);
}

}  // namespace

engine::engine(const engine_config& config, time_point now)
    : parts_(config),
      sending_(parts_, now),
      advising_(parts_),
      settling_(parts_, sending_, advising_),
      receiving_(parts_, sending_, advising_, settling_),
      load_(config.rate > 0 ? std::min(config.rate, attainable_rate) : attainable_rate, now) {}

// Beyond the least window traces wait for their turn to begin where others wait for theirs to send: to begin more of
// them would only make each last longer.
std::size_t engine::room() const {
    const std::size_t taken = parts_.slots.taken();
    if (taken >= parts_.window.size()) return 0;
    if (taken < adaptive_window::least) return std::min(parts_.window.size(), adaptive_window::least) - taken;
    return sending_.waiting() < most_waiting_to_send ? parts_.window.size() - taken : 0;
}

std::uint16_t engine::next_identifier(const trace_options& options) const {
    return options.flow ? identifier_of_flow(*options.flow) : parts_.slots.next_identifier(options.protocol);
}

trace_id engine::start(const start_request& request, time_point now) {
    trace_setup setup;
    setup.target = request.target;
    setup.source = request.source;
    setup.egress = request.egress;
    setup.direct = request.direct;
    setup.options = request.options;
    if (setup.options.paths) {
        setup.options.queries = 1;
        setup.path_searches = &parts_.path_searches;
    }
    setup.link_mtu = request.link_mtu;
    setup.flow = first_flow(request, parts_.config.secret);
    setup.further_flows = further_flows(request, parts_.config.secret, parts_.slots.most_flows());
    setup.started_at = now;
    setup.numbers = &parts_.config.end_rules;
    setup.watches = request.watches;
    setup.within_error_budget = !request.watches && parts_.slots.active() > 0 &&
                                (parts_.slots.active() + 1) * request.options.queries > answers_at_once;
    setup.measured = measures_first(request, parts_.slots.taken(), load_, now);
    if (setup.measured) setup.limited_up_to = advising_.limited_up_to();
    if (setup.measured && setup.options.stop_set) advising_.guide(setup);
    setup.sweep_begin = static_cast<std::uint8_t>(setup.flow.cookie);
    trace_state& trace = parts_.slots.open(setup);
    trace.path.evidence().elsewhere = parts_.delays.longest();
    slot_notes& notes = parts_.open_notes(trace.setup.id.slot);
    notes.announce_hops = request.announce_hops;
    notes.announce_probes = request.announce_probes;
    notes.stays = request.stays;
    parts_.begin_notes(trace);
    sending_.add(trace);
    return trace.setup.id;
}

std::optional<trace_id> engine::again(trace_id id, time_point now, std::uint8_t flow) {
    if (!parts_.slots.has_ended(id) || !parts_.notes[id.slot].told) return std::nullopt;
    if (flow >= flow_count(parts_.slots.look_at(id).setup)) return std::nullopt;
    const trace_state& trace = parts_.slots.reopen(id, now, flow);
    parts_.begin_notes(trace);
    sending_.add(trace);
    return trace.setup.id;
}

void engine::cancel(trace_id id, time_point now) {
    trace_state* trace = parts_.slots.find(id);
    if (trace) settling_.give_up(*trace, stop_reason::interrupted, now);
}

// Deadlines, advice and news let the slot go before it is closed: what stays behind would meet the next trace there.
bool engine::forget(trace_id id) {
    const bool active = parts_.slots.find(id) != nullptr;
    if (!active && !(parts_.slots.has_ended(id) && parts_.notes[id.slot].stays)) return false;
    advising_.forget(id.slot);
    parts_.deadlines.erase(id.slot);
    parts_.news.erase(id);
    if (active) parts_.slots.end(id);
    parts_.slots.close(id);
    return true;
}

void engine::poll_transmit(time_point now, transmit_batch& batch) {
    sending_.poll(now, batch);
}

// The host is told first, also of traces that have ended: whether anything leaves concerns all of them.
void engine::handle_sent(const sent_stamp& stamp) {
    const bool taken = stamp.source == stamp_source::process;
    if (taken) {
        ++parts_.statistics.probes_sent;
        parts_.trouble.sent(stamp.at);
    } else {
        parts_.trouble.left(stamp.at);
    }
    trace_state* trace = parts_.slots.find(trace_of(stamp.probe));
    if (!trace) return;
    if (!taken && !trace->setup.direct) parts_.trouble.passed_router(stamp.at);
    const probe_index index = index_of(stamp.probe);
    trace->sent(index, stamp.at, stamp.source, taken && stamps_expected_);
    // The answer will tell those who watch what the stamp has changed.
    if (taken || !trace->setup.watches)
        parts_.tell(*trace, index, taken ? probe_fate::sent : probe_fate::stamped, stamp.at);
    // What is sent later is overdue later, but for retries and beyond a likely end, where less is expected.
    const probe_record& probe = trace->ledger[index];
    const std::uint16_t slot = trace->setup.id.slot;
    if (probe.query == first_query && !trace->path.evidence().in_doubt && parts_.deadlines.at(slot)) return;
    const time_point due = trace->deadline(probe);
    settling_.wake_by(std::min(due, trace->limits.silence_due().value_or(due)), slot);
}

// A probe whose refusal may pass is kept back, unless this target is refused alone or waiting is in vain. Every other
// probe is refused for good. If its reason was one that may pass, so is all that the trace had kept back.
void engine::handle_refused(probe_key probe, boost::system::error_code error, time_point now) {
    host_trouble& trouble = parts_.trouble;
    trace_state* trace = parts_.slots.find(trace_of(probe));
    const bool alone = trace && trace->departing.refused_alone(trouble);
    const bool passing = may_pass(error);
    if (passing && !alone) trouble.refused(now);
    const bool wait = passing && trace && !alone && !trouble.hopeless(parts_.slots.active(), error, now);
    if (wait) {
        trace->departing.keep_back(index_of(probe), error, trouble, now);
        parts_.tell(*trace, index_of(probe), probe_fate::kept, now, error);
        return sending_.keep_back(*trace);
    }
    ++parts_.statistics.send_errors;
    if (!trace) return;
    trace->refused(index_of(probe), error);
    parts_.tell(*trace, index_of(probe), probe_fate::refused, now, error);
    if (passing) parts_.statistics.send_errors += trace->refused(trace->departing.give_up());
    settling_.settle(*trace, now);
}

void engine::handle_datagrams(std::span<const received_datagram> datagrams, time_point now) {
    receiving_.take(datagrams, now);
}

void engine::handle_drops(std::uint64_t count, time_point now) {
    if (count == 0) return;
    parts_.statistics.receive_drops += count;
    sending_.slow_down(now);
}

// While the process stood still, answers arrived unread. Nothing becomes overdue before they had time to be read.
void engine::handle_pause(time_point now, duration length) {
    none_overdue_before_ = std::max(none_overdue_before_, now + std::min(length, longest_allowance));
}

void engine::handle_idle(time_point now, duration length) {
    const bool full = parts_.slots.taken() + parts_.window.portion() > parts_.window.size();
    if (full && sending_.idle()) parts_.window.starved(length, now);
}

bool engine::handle_timeout(time_point now, std::size_t most) {
    for (; most > 0 && now >= none_overdue_before_; --most) {
        const std::optional<std::uint16_t> slot = parts_.deadlines.pop_due(now);
        if (!slot) break;
        trace_state* trace = parts_.slots.at(*slot);
        expire(*trace, now);
        if (trace->departing.keeps_back()) sending_.keep_back(*trace, now);
        settling_.settle(*trace, now);
    }
    // Behind the deadlines, because what has just become overdue may be what these traces wait for.
    for (; most > 0; --most) {
        const std::optional<std::uint16_t> slot = advising_.take_due(now);
        if (!slot) break;
        trace_state* trace = parts_.slots.at(*slot);
        trace->advice_due = true;
        settling_.settle(*trace, now);
    }
    return most == 0;
}

void engine::expire(trace_state& trace, time_point now) {
    if (!parts_.notes_of(trace).announce_probes) return trace.expire(now, parts_.trouble);
    std::vector<probe_index> under_way;
    for (const probe_record& probe : trace.ledger.all()) {
        if (probe.state == probe_state::in_flight) under_way.push_back(trace.ledger.index_of(probe));
    }
    trace.expire(now, parts_.trouble);
    for (const probe_index index : under_way) {
        const probe_record& probe = trace.ledger[index];
        if (probe.state == probe_state::overdue) parts_.tell(trace, index, probe_fate::overdue, now);
        if (probe.state == probe_state::handed) parts_.tell(trace, index, probe_fate::kept, now);
        if (probe.state == probe_state::refused)
            parts_.tell(trace, index, probe_fate::refused, now, trace.ledger.send_error(index));
    }
}

std::optional<time_point> engine::next_deadline(bool can_send) const {
    std::optional<time_point> next = parts_.deadlines.earliest();
    if (next) next = std::max(*next, none_overdue_before_);
    const std::optional<time_point> other[] = {advising_.next_due(), can_send ? sending_.next() : std::nullopt};
    for (const std::optional<time_point>& one : other) {
        if (one && (!next || *one < *next)) next = one;
    }
    return next;
}

bool engine::in_bulk() const {
    constexpr std::size_t many_traces = 256;
    constexpr double many_probes = 20'000;
    return parts_.slots.active() > many_traces && sending_.sent_per_second() > many_probes;
}

std::optional<event> engine::poll_event() {
    const std::optional<news> told = parts_.news.take();
    if (!told) return std::nullopt;
    if (const auto* hop = std::get_if<pending_hop>(&*told)) {
        return hop_final{hop->trace, result_of_hop(parts_.slots.look_at(hop->trace), hop->ttl)};
    }
    if (const auto* probe = std::get_if<std::unique_ptr<probe_event>>(&*told)) return **probe;
    if (const auto* datagram = std::get_if<std::unique_ptr<unmatched_datagram>>(&*told)) return **datagram;
    // The result is made only now, so that a batch of answers that ends many traces costs no more than others.
    const trace_id id = std::get<pending_end>(*told).trace;
    slot_notes& notes = parts_.notes[id.slot];
    trace_finished finished{id, result_of_trace(parts_.slots.look_at(id), notes.end)};
    notes.told = notes.stays;
    if (!notes.stays) parts_.slots.close(id);
    return finished;
}

}  // namespace tracerouter::engine
