#include "trace/turn_steps.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <utility>

#include "base/grid.hpp"
#include "engine/host_trouble.hpp"

namespace tracerouter::trace {

const std::array<turn_steps::step, 9> turn_steps::steps{{
    {&turn_steps::read, &time_budget::step},
    {&turn_steps::expire, &time_budget::step},
    {&turn_steps::cancel, &time_budget::step},
    {&turn_steps::deliver, &time_budget::step},
    {&turn_steps::check_routes, &time_budget::step},
    {&turn_steps::admit, &time_budget::step},
    {&turn_steps::settle_unrouted, &time_budget::step},
    {&turn_steps::send, &time_budget::sending},
    {&turn_steps::deliver, &time_budget::step},
}};

turn_steps::turn_steps(channel& channel, engine::engine& engine, open_traces& traces, const trace_log& log,
                       const time_budget& budget)
    : channel_(channel),
      engine_(engine),
      traces_(traces),
      log_(log),
      budget_(&budget),
      reader_(channel, engine, budget.read),
      outage_(channel, engine, traces, log),
      route_check_(channel, engine, traces, outage_, log),
      sender_(channel, engine, route_check_, budget.sent),
      delivery_(engine, traces, log) {}

void turn_steps::go_by(const time_budget& budget) {
    if (budget_ == &budget) return;
    budget_ = &budget;
    reader_.size_batches(budget.read);
    sender_.size_batches(budget.sent);
}

// A turn takes at least one step, so every step gets its turn, even where one takes longer than a turn may. A step that
// throws is taken again in the next turn. User code in a step may close the tracer: then nothing of this may go on.
void turn_steps::take() {
    time_slice whole_turn(channel_, budget_->turn);
    if (const auto since = std::exchange(idle_since_, std::nullopt)) {
        const time_point now = channel_.now();
        engine_.handle_idle(now, now - *since);
    }
    do {
        if (next_step_ == 0) cut_short_ = false;
        const auto& [take, length] = steps[next_step_];
        time_slice slice(channel_, budget_->*length);
        (this->*take)(slice);
        cut_short_ = cut_short_ || slice.cut_short();
        if (traces_.closed()) return;
        // Unread answers are read before anything else: they may make the next steps needless.
        next_step_ = reader_.has_unread() ? 0 : (next_step_ + 1) % steps.size();
    } while (next_step_ != 0 && !whole_turn.over());
}

// Whatever arrives, becomes due or is asked for later leads to a turn by itself, so it is not asked about here.
bool turn_steps::has_more() const {
    return next_step_ != 0 || cut_short_ || route_check_.due_at_once() || reader_.more_arrived() ||
           !traces_.cancelled().empty() || (!traces_.waiting().empty() && engine_.has_room());
}

// Traces that wait for room need no mention: there are others that are under way and take it.
bool turn_steps::idle() const {
    return engine_.active() == 0 && !sender_.has_unsent() && traces_.unrouted().empty();
}

// While the channel takes nothing, probes that could be sent are no reason for a turn.
std::optional<time_point> turn_steps::next_turn_by(duration patience) {
    std::optional<time_point> next = engine_.next_deadline(!sender_.blocked());
    const bool patient = next && patience > duration::zero();
    if (patient && next == engine_.next_deadline(false))
        next = on_grid(*next, patience);  // nothing is to be sent first
    if (!traces_.unrouted().empty()) next = std::min(next.value_or(time_point::max()), outage_.next_look());
    reader_.expect_look_by(next.value_or(time_point::max()));
    idle_since_ = channel_.now();
    return next;
}

// Nothing is overdue as long as its answer may lie here unread.
void turn_steps::expire(time_slice& slice) {
    while (engine_.handle_timeout(reader_.heard_until(), budget_->expired) && !slice.over()) {
    }
}

// A trace that has not begun has no hops to wait for. It completes with an empty result.
void turn_steps::cancel(time_slice& slice) {
    while (!traces_.cancelled().empty()) {
        const trace_pointer trace = traces_.cancelled().take();
        trace->id ? engine_.cancel(*trace->id, channel_.now()) : traces_.complete(trace, {}, empty_result(*trace));
        if (slice.over()) return;
    }
}

// A trace that was cancelled while it waited has completed. It needs no room.
void turn_steps::admit(time_slice& slice) {
    while (!traces_.waiting().empty() && engine_.has_room()) {
        const trace_pointer trace = traces_.waiting().take();
        if (trace->handler) begin(trace);
        if (slice.over()) return;
    }
}

// The route is looked up only now, because routes may change while a trace waits for room. A lack of a route that may
// pass ends no trace.
void turn_steps::begin(const trace_pointer& trace) {
    const trace_options& options = trace->request.options;
    const auto way = channel_.route_of_flow(trace->request.target, options, engine_.next_identifier(options));
    if (way) {
        // A socket whose port the kernel has chosen follows one path. The checksum of echo requests is ours to choose.
        const bool one_flow = way->identifier && options.protocol != protocol::icmp;
        if (options.paths && one_flow)
            return traces_.complete(trace, make_error_code(errc::missing_rights), empty_result(*trace));
        trace->way = *way;
        return start(trace);
    }
    if (!engine::may_pass(way.error())) return traces_.complete(trace, way.error(), empty_result(*trace));
    trace->no_way = way.error();
    traces_.unrouted().add(trace);
}

// The identifier that the route was looked up for is that of the next trace to start, so nothing may start in between.
void turn_steps::start(const trace_pointer& trace) {
    const auto& [target, name, options, on_hop] = trace->request;
    const bool watches = static_cast<bool>(trace->on_probe);
    outage_.found_route(target, options);
    trace->started_at = std::chrono::system_clock::now();
    trace->began = channel_.now();
    trace->id = engine_.start({.target = target,
                               .source = trace->way.source,
                               .link_mtu = trace->way.link_mtu,
                               .identifier = trace->way.identifier,
                               .options = options,
                               .announce_hops = static_cast<bool>(on_hop) || log_.shows_packets(),
                               .announce_probes = watches || log_.shows_packets(),
                               .watches = watches,
                               .egress = trace->way.egress,
                               .direct = trace->way.direct},
                              trace->began);
    traces_.add_active(trace);
}

}  // namespace tracerouter::trace
