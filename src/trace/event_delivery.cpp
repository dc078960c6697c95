#include "trace/event_delivery.hpp"

#include <utility>
#include <variant>

namespace tracerouter::trace {

event_delivery::event_delivery(engine::engine& engine, open_traces& traces, const trace_log& log)
    : engine_(engine), traces_(traces), log_(log) {}

// The engine composes a result only when it is asked for the event, so the clock is read behind each. Once the tracer
// is closed there is no clock.
void event_delivery::deliver(time_slice& slice) {
    while (auto event = engine_.poll_event()) {
        pass_on(*event);
        if (traces_.closed() || slice.over()) return;
    }
}

void event_delivery::pass_on(engine::event& event) {
    if (const auto* hop = std::get_if<engine::hop_final>(&event)) {
        announce(*hop);
    } else if (auto* end = std::get_if<engine::trace_finished>(&event)) {
        finish(*end);
    } else if (const auto* probe = std::get_if<engine::probe_event>(&event)) {
        announce(*probe);
    } else {
        log_.unmatched(std::get<engine::unmatched_datagram>(event));
    }
}

// A trace that has begun anew comes to the same hops again. They were announced before.
//
// The pointer is a copy, because the function of the user may end the trace.
void event_delivery::announce(const engine::hop_final& event) {
    const trace_pointer trace = traces_.active(event.trace.slot);
    if (event.hop.ttl <= trace->announced) return;
    trace->announced = event.hop.ttl;
    if (log_.shows_packets()) log_.hop(event.hop, trace->request);
    if (trace->request.on_hop) trace->request.on_hop(event.hop);
}

void event_delivery::announce(const engine::probe_event& event) {
    const trace_pointer trace = traces_.active(event.trace.slot);
    if (log_.shows_packets()) log_.probe(event, trace->request);
    if (trace->on_probe) trace->on_probe(event, *trace);
}

void event_delivery::finish(engine::trace_finished& event) {
    const trace_pointer trace = traces_.take_active(event.trace.slot);
    traces_.complete(trace, {}, std::move(event.result));
}

}  // namespace tracerouter::trace
