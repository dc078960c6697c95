#include "engine/engine.hpp"

#include <algorithm>
#include <chrono>
#include <utility>
#include <variant>

#include "engine/claim.hpp"
#include "engine/cookie.hpp"
#include "engine/probe_writer.hpp"
#include "engine/results.hpp"

namespace tracerouter::engine {

using namespace std::chrono_literals;

namespace {

// Of a flow that the user has chosen: the same in every run, and none that a slot has. As a port it is one that
// connections have too.
std::uint16_t identifier_of_flow(std::uint16_t flow) {
    constexpr std::uint16_t lowest = 0x8000;
    constexpr std::uint16_t count = 61'000 - lowest;
    return static_cast<std::uint16_t>(lowest + flow % count);
}

/// A volley is the fastest for one target and for many, until its probes have to wait for each other: then the time
/// that those beyond the targets take is longer than the round trip that a survey costs.
constexpr duration most_backlog = 100ms;
/// With fewer there is nothing to be saved.
constexpr int fewest_ttls = 8;
/// What a machine sends, roughly, whatever it is allowed to.
constexpr std::uint32_t attainable_rate = 100'000;

/// Queries that a Linux router answers at once. Where several traces ask more than that of the routers they share,
/// further queries wait for what is learnt. A trace alone asks all that the user wants.
constexpr std::size_t answers_at_once = 6;

/// Behind a pause of our own, however long that was.
constexpr duration longest_allowance = 1s;

}  // namespace

engine::engine(const engine_config& config, time_point now)
    : secret_(config.secret),
      window_(config.window),
      closing_(config.closing),
      announce_unmatched_(config.announce_unmatched),
      slots_(config.window, config.secret ^ std::uint64_t{config.first_identifier} << 48, config.first_sequence),
      notes_(slots_.size()),
      deadlines_(slots_.size()),
      pacer_(config.rate, now),
      crowd_(config.secret),
      load_(config.rate > 0 ? std::min(config.rate, attainable_rate) : attainable_rate, now) {}

std::uint16_t engine::next_identifier(const trace_options& options) const {
    return options.flow ? identifier_of_flow(*options.flow) : slots_.next_identifier(options.protocol);
}

trace_id engine::start(const start_request& request, time_point now) {
    trace_setup setup;
    setup.target = request.target;
    setup.source = request.source;
    setup.egress = request.egress;
    setup.direct = request.direct;
    setup.options = request.options;
    setup.link_mtu = request.link_mtu;
    const std::optional<std::uint16_t>& flow = request.options.flow;
    setup.cookie = cookie_of(request, flow);
    // Routers of IPv6 hash it beside the ports: a port that is given takes the same path in every run. The cookie stays
    // a secret then.
    setup.flow_label = flow || !request.identifier ? setup.cookie : cookie_of(request, request.identifier);
    setup.fixed_identifier = request.identifier || request.options.flow;
    if (request.options.flow) setup.identifier = identifier_of_flow(*request.options.flow);
    if (request.identifier) setup.identifier = *request.identifier;
    setup.started_at = now;
    setup.numbers = closing_;
    setup.frugal = slots_.active() > 0 && (slots_.active() + 1) * request.options.queries > answers_at_once;
    setup.survey = many(request, now);
    setup.turn = static_cast<std::uint8_t>(setup.cookie);
    const trace_state& trace = slots_.open(setup);
    slot_notes& notes = notes_[trace.setup().id.slot];
    notes.announce_hops = request.announce_hops;
    notes.announce_probes = request.announce_probes;
    notes.stays = request.stays;
    begin(trace);
    return trace.setup().id;
}

void engine::begin(const trace_state& trace) {
    slot_notes& notes = notes_[trace.setup().id.slot];
    notes.told = false;
    notes.foreign_before = statistics_.foreign;
    notes.drops_before = statistics_.receive_drops;
    queue_for_sending(trace);
}

std::optional<trace_id> engine::again(trace_id id, time_point now) {
    if (!slots_.has_ended(id) || !notes_[id.slot].told) return std::nullopt;
    const trace_state& trace = slots_.reopen(id, now);
    begin(trace);
    return trace.setup().id;
}

std::uint16_t engine::cookie_of(const start_request& request, std::optional<std::uint16_t> flow) const {
    const std::uint16_t cookie = flow_cookie(secret_, request.target, flow);
    if (request.options.protocol != protocol::tcp) return cookie;
    return static_cast<std::uint16_t>(1 + cookie % (packet::tcp_cookie_limit - 1));
}

bool engine::many(const start_request& request, time_point now) {
    const bool waiting = load_.backlog(now) > most_backlog;
    const int ttls = request.options.max_ttl - request.options.first_ttl + 1;
    load_.add(static_cast<unsigned>(waiting ? ttls / 2 : ttls), now);
    return ttls >= fewest_ttls && !request.options.path_mtu && (waiting || request.options.stop_set);
}

void engine::cancel(trace_id id, time_point now) {
    trace_state* trace = slots_.find(id);
    if (!trace) return;
    give_up(*trace, stop_reason::interrupted, now);
}

bool engine::forget(trace_id id) {
    const bool active = slots_.find(id) != nullptr;
    if (!active && !(slots_.has_ended(id) && notes_[id.slot].stays)) return false;
    notes_[id.slot].held = false;
    deadlines_.erase(id.slot);
    news_.erase(id);
    if (active) slots_.end(id);
    slots_.close(id);
    return true;
}

// With what is known.
void engine::give_up(trace_state& trace, stop_reason reason, time_point now) {
    trace.interrupt();
    close_hops(trace);
    finish(trace, reason, now);
}

void engine::poll_transmit(time_point now, transmit_batch& batch) {
    if (!kept_back_.empty() && now >= trouble_.retry_at()) try_kept_back();
    if (trouble_.pausing() && now < trouble_.retry_at()) return;
    const std::size_t allowed = std::min({pacer_.allowance(now), batch.room(), trouble_.most_to_try()});
    std::size_t taken = 0;
    while (taken < allowed && !ready_.empty()) {
        const std::uint16_t slot = ready_.front();
        ready_.pop_front();
        notes_[slot].queued = false;
        trace_state* trace = slots_.at(slot);
        if (!trace || !trace->has_probe_to_send()) continue;
        // A survey sends to different routers one after the other; a volley to all targets in turn, since the first
        // answers may say that the rest is not needed.
        bool more = true;
        do {
            const std::optional<std::uint16_t> again = trace->hand_out_again();
            write_probe(batch, *trace, again ? *again : trace->hand_out_probe(slots_.next_sequence(*trace)));
            ++taken;
            more = trace->has_probe_to_send();
        } while (more && trace->setup().survey && taken < allowed);
        if (more) queue_for_sending(*trace);
    }
    pacer_.take(taken);
    if (taken > 0) trouble_.tried(now);
}

void engine::handle_pause(time_point now, duration length) {
    none_overdue_before_ = std::max(none_overdue_before_, now + std::min(length, longest_allowance));
}

bool engine::handle_timeout(time_point now, std::size_t most) {
    for (; most > 0 && now >= none_overdue_before_; --most) {
        const std::optional<std::uint16_t> slot = deadlines_.pop_due(now);
        if (!slot) break;
        trace_state* trace = slots_.at(*slot);
        expire(*trace, now);
        if (trace->departures().keeps_back()) {
            if (kept_back_.empty()) trouble_.swallowed(now);
            keep_back(*trace);
        }
        settle(*trace, now);
    }
    return most == 0 || visit_held(now, most) == most;
}

void engine::expire(trace_state& trace, time_point now) {
    if (!notes_[trace.setup().id.slot].announce_probes) return trace.expire(now, trouble_);
    std::vector<std::uint16_t> under_way;
    for (std::uint16_t index = 0; index < trace.probes().size(); ++index) {
        if (trace.probes()[index].state == probe_state::in_flight) under_way.push_back(index);
    }
    trace.expire(now, trouble_);
    for (const std::uint16_t index : under_way) {
        const probe_record& probe = trace.probes()[index];
        if (probe.state == probe_state::overdue) tell(trace, index, {.fate = probe_fate::overdue, .at = now});
        if (probe.state == probe_state::handed) tell(trace, index, {.fate = probe_fate::kept, .at = now});
        if (probe.state == probe_state::refused)
            tell(trace, index, {.fate = probe_fate::refused, .at = now, .error = probe.send_error});
    }
}

std::optional<time_point> engine::next_deadline(bool can_send) const {
    if (!visited_.empty()) return visit_began_;
    std::optional<time_point> next = deadlines_.earliest();
    if (next) next = std::max(*next, none_overdue_before_);
    if (!held_.empty() && (!next || next_visit_ < *next)) next = next_visit_;
    const std::optional<time_point> sending = can_send ? next_sending() : std::nullopt;
    if (sending && (!next || *sending < *next)) next = sending;
    return next;
}

bool engine::in_bulk() const {
    constexpr std::size_t many_traces = 256;
    constexpr double many_probes = 20'000;
    return slots_.active() > many_traces && pacer_.sent_per_second() > many_probes;
}

std::optional<event> engine::poll_event() {
    const std::optional<news> told = news_.take();
    if (!told) return std::nullopt;
    if (const auto* hop = std::get_if<pending_hop>(&*told)) {
        return hop_final{hop->trace, result_of_hop(slots_.look_at(hop->trace), hop->ttl)};
    }
    if (const auto* probe = std::get_if<probe_event>(&*told)) return *probe;
    if (const auto* datagram = std::get_if<unmatched_datagram>(&*told)) return *datagram;
    const trace_id id = std::get<pending_end>(*told).trace;
    trace_finished finished{id, result_of_trace(slots_.look_at(id), notes_[id.slot].end)};
    notes_[id.slot].told = notes_[id.slot].stays;
    if (!notes_[id.slot].stays) slots_.close(id);
    return finished;
}

void engine::settle_touched(time_point now) {
    for (const std::uint16_t slot : touched_) {
        notes_[slot].touched = false;
        settle(*slots_.at(slot), now);
    }
    touched_.clear();
}

void engine::settle(trace_state& trace, time_point now) {
    trace.search_responders();
    for (const std::uint16_t index : trace.take_found()) {
        if (trace.answer_of(trace.probes()[index]).kind == reply_kind::time_exceeded) tell_crowd(trace, index);
    }
    go_backwards(trace);
    if (trace.wants_advice()) take_advice(trace, now);
    close_hops(trace);
    if (!trace.finished() && trace.spent()) return give_up(trace, stop_reason::probe_limit, now);
    if (!trace.finished()) {
        if (!notes_[trace.setup().id.slot].queued && trace.has_probe_to_send()) queue_for_sending(trace);
        if (trace.take_hurry() || !deadlines_.at(trace.setup().id.slot)) rearm(trace);
        return;
    }
    const auto probes = trace.probes();
    const bool nothing_left = std::all_of(
        probes.begin(), probes.end(), [](const probe_record& probe) { return probe.state == probe_state::refused; });
    finish(trace, nothing_left ? stop_reason::send_failed : reason_to_stop(trace.path(), trace.setup().options), now);
}

void engine::close_hops(trace_state& trace) {
    const trace_id id = trace.setup().id;
    while (const std::optional<std::uint8_t> ttl = trace.close_next_hop()) {
        if (notes_[id.slot].announce_hops) news_.add(pending_hop{id, *ttl});
    }
}

void engine::finish(trace_state& trace, stop_reason reason, time_point now) {
    const trace_id id = trace.setup().id;
    slot_notes& notes = notes_[id.slot];
    notes.end = {.reason = reason,
                 .at = now,
                 .foreign = statistics_.foreign - notes.foreign_before,
                 .receive_drops = statistics_.receive_drops - notes.drops_before};
    notes.held = false;
    if (!trace.learnt_from()) crowd_.learn(trace.map());
    deadlines_.erase(id.slot);
    slots_.end(id);
    news_.add(pending_end{id});
}

void engine::rearm(const trace_state& trace) {
    const std::uint16_t slot = trace.setup().id.slot;
    if (const std::optional<time_point> due = trace.next_deadline()) return wake_by(*due, slot);
    deadlines_.erase(slot);
}

// An entry that comes too early is harmless, so it only ever moves forward here; it moves back when it is popped.
void engine::wake_by(time_point due, std::uint16_t slot) {
    const std::optional<time_point> set = deadlines_.at(slot);
    if (!set || due < *set) deadlines_.set(slot, due);
}

void engine::queue_for_sending(const trace_state& trace) {
    const std::uint16_t slot = trace.setup().id.slot;
    if (std::exchange(notes_[slot].queued, true)) return;
    ready_.push_back(slot);
}

}  // namespace tracerouter::engine
