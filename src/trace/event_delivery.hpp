#pragma once

#include "engine/engine.hpp"
#include "engine/events.hpp"
#include "trace/open_traces.hpp"
#include "trace/time_slice.hpp"
#include "trace/trace_log.hpp"

namespace tracerouter::trace {

/// Passes on what the engine reports: hops and results to the user, packets to the log.
class event_delivery {
public:
    event_delivery(engine::engine& engine, open_traces& traces, const trace_log& log);

    /// Passes on events, the oldest first, until the slice is over or none is left.
    ///
    /// User code runs in here (trace_request::on_hop). It may start and cancel traces, close the tracer and throw.
    void deliver(time_slice& slice);

private:
    void pass_on(engine::event& event);
    void announce(const engine::hop_final& event);
    void announce(const engine::probe_event& event);
    void finish(engine::trace_finished& event);

    engine::engine& engine_;
    open_traces& traces_;
    const trace_log& log_;
};

}  // namespace tracerouter::trace
