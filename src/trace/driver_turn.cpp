#include "trace/driver.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <utility>
#include <variant>

#include "net/lifeline.hpp"
#include "tracerouter/error.hpp"

// One turn of the driver, step by step.

namespace tracerouter::trace {

const std::array<driver::step, 9> driver::steps{{
    {&driver::receive, &time_budget::step},
    {&driver::expire, &time_budget::step},
    {&driver::cancel, &time_budget::step},
    {&driver::deliver, &time_budget::step},
    {&driver::check_routes, &time_budget::step},
    {&driver::admit, &time_budget::step},
    {&driver::settle_unrouted, &time_budget::step},
    {&driver::send, &time_budget::sending},
    {&driver::deliver, &time_budget::step},
}};

void driver::turn() {
    phase_ = phase::turning;
    try {
        traces_.closed() ? traces_.complete_some_as_closed() : take_steps();
    } catch (...) {  // from the user's code: it goes to whoever runs the executor, and all others' traces go on
        schedule();
        throw;
    }
    has_more() ? schedule() : wait();
}

// At least one, so that all get their turn even where a step takes longer than a turn may.
void driver::take_steps() {
    time_slice whole_turn(*channel_, budget_.turn);
    do {
        if (next_step_ == 0) cut_short_ = false;
        const auto& [take, length] = steps[next_step_];
        time_slice slice(*channel_, budget_.*length);
        (this->*take)(slice);
        cut_short_ = cut_short_ || slice.cut_short();
        if (traces_.closed()) return;  // the user's code has run and closed us
        // What has arrived is read before all else: it may say that what would be sent is not needed.
        next_step_ = reader_.has_unread() ? 0 : (next_step_ + 1) % steps.size();
    } while (next_step_ != 0 && !whole_turn.over());
}

// Nothing is overdue as long as its answer may lie here unread.
void driver::expire(time_slice& slice) {
    while (engine_.handle_timeout(reader_.heard_until(), budget_.expired) && !slice.over()) {
    }
}

void driver::cancel(time_slice& slice) {
    while (!traces_.cancelled().empty()) {
        const trace_pointer trace = traces_.cancelled().take();
        trace->id ? engine_.cancel(*trace->id, channel_->now()) : traces_.complete(trace, {}, empty_result(*trace));
        if (slice.over()) return;
    }
}

void driver::admit(time_slice& slice) {
    while (!traces_.waiting().empty() && engine_.has_room()) {
        const trace_pointer trace = traces_.waiting().take();
        if (trace->handler) begin(trace);
        if (slice.over()) return;
    }
}

void driver::begin(const trace_pointer& trace) {
    const auto& [target, name, options, on_hop] = trace->request;
    const auto way = channel_->route_of_flow(target, options, engine_.next_identifier(options));
    if (!way && engine::may_pass(way.error())) {
        trace->no_way = way.error();
        return traces_.unrouted().add(trace);
    }
    if (!way) return traces_.complete(trace, way.error(), empty_result(*trace));
    outage_.found_route(target, options);
    trace->way = *way;
    trace->started_at = std::chrono::system_clock::now();
    trace->id = engine_.start({.target = target,
                               .source = way->source,
                               .link_mtu = way->link_mtu,
                               .identifier = way->identifier,
                               .options = options,
                               .announce_hops = static_cast<bool>(on_hop) || log_.shows_packets(),
                               .announce_probes = log_.shows_packets(),
                               .egress = way->egress,
                               .direct = way->direct},
                              channel_->now());
    traces_.add_active(trace);
}

void driver::deliver(time_slice& slice) {
    while (auto event = engine_.poll_event()) {
        if (auto* hop = std::get_if<engine::hop_final>(&*event)) {
            announce(*hop);
        } else if (auto* end = std::get_if<engine::trace_finished>(&*event)) {
            finish(*end);
        } else if (const auto* probe = std::get_if<engine::probe_event>(&*event)) {
            log_.probe(*probe, traces_.active(probe->trace.slot)->request);
        } else {
            log_.unmatched(std::get<engine::unmatched_datagram>(*event));
        }
        if (traces_.closed() || slice.over()) return;
    }
}

void driver::announce(engine::hop_final& event) {
    const trace_pointer trace = traces_.active(event.trace.slot);
    // What has begun anew tells no hop twice.
    if (event.hop.ttl <= trace->announced) return;
    trace->announced = event.hop.ttl;
    if (log_.shows_packets()) log_.hop(event.hop, trace->request);
    if (trace->request.on_hop) trace->request.on_hop(event.hop);
}

void driver::finish(engine::trace_finished& event) {
    const trace_pointer trace = traces_.take_active(event.trace.slot);
    traces_.complete(trace, {}, std::move(event.result));
}

bool driver::has_more() {
    if (traces_.closed()) return !traces_.empty();
    return next_step_ != 0 || cut_short_ || route_check_.due_at_once() || reader_.more_arrived() ||
           !traces_.cancelled().empty() || (!traces_.waiting().empty() && engine_.has_room());
}

void driver::wait() {
    if (traces_.closed() || (engine_.active() == 0 && !sender_.has_unsent() && traces_.unrouted().empty())) {
        phase_ = phase::idle;
        reader_.expect_no_look();
        if (!traces_.closed()) channel_->rest();
        return;
    }
    phase_ = phase::waiting;
    std::optional<time_point> next = engine_.next_deadline(!sender_.blocked());
    if (!traces_.unrouted().empty()) next = std::min(next.value_or(time_point::max()), outage_.next_look());
    reader_.expect_look_by(next.value_or(time_point::max()));
    channel_->async_wait(sender_.blocked(), next,
                         [self = net::lifeline(shared_from_this())]() mutable { self.take()->turn(); });
}

}  // namespace tracerouter::trace
