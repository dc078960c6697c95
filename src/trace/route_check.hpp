#pragma once

#include <boost/system/error_code.hpp>

#include <cstdint>
#include <optional>

#include "engine/engine.hpp"
#include "trace/open_traces.hpp"
#include "trace/route_outage.hpp"
#include "trace/time_slice.hpp"
#include "trace/trace_log.hpp"
#include "tracerouter/channel.hpp"
#include "tracerouter/datagram.hpp"
#include "tracerouter/time.hpp"

namespace tracerouter::trace {

/// Checks whether the routes of running traces still stand: after routes, addresses or links of this host have changed,
/// and when a probe is refused.
///
/// Where the source address, the interface or the route of a trace has gone, its probes cannot leave and its answers
/// cannot come in. Such a trace begins anew, as a whole, by the route there is now. If there is none, it waits for one.
///
/// A check goes through all active traces by their slots. There may be max_window of them, so it takes several turns. A
/// change during a check leads to another check behind it. If the check began again at once, it would never come to the
/// last slots on a host whose routes change all the time.
class route_check {
public:
    route_check(channel& channel, engine::engine& engine, open_traces& traces, route_outage& outage,
                const trace_log& log);

    /// Begins a check if one is due, or goes on with the last one.
    void check(time_slice& slice);

    /// A trace had lost its route when the kernel refused its probe. Others have probably lost theirs, too: a check is
    /// due at once.
    [[nodiscard]] bool due_at_once() const { return due_at_once_; }

    /// The kernel has refused a probe. If the route of its trace is lost, the trace begins anew. Otherwise the engine
    /// is told.
    void probe_refused(const datagram& refused, boost::system::error_code error);

private:
    [[nodiscard]] bool begin_check(std::uint64_t changes);
    void check_next_trace();
    void end_check();
    void begin_anew(const trace_pointer& trace);
    [[nodiscard]] bool route_stands(const open_trace& trace) const;
    [[nodiscard]] boost::system::error_code meaning_of(boost::system::error_code error,
                                                       const trace_request& request) const;

    channel& channel_;
    engine::engine& engine_;
    open_traces& traces_;
    route_outage& outage_;
    const trace_log& log_;
    // During a check: the traces from this slot on are still to be looked at.
    std::optional<std::uint16_t> next_slot_;
    // The changes of routes for which the last check was begun.
    std::uint64_t checked_changes_ = 0;
    // No check because of changes before this time.
    time_point not_before_{};
    bool due_at_once_ = false;
    // The user was told of these lost routes.
    bool warned_ = false;
};

}  // namespace tracerouter::trace
