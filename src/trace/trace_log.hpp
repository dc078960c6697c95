#pragma once

#include <boost/system/error_code.hpp>

#include <string>

#include "engine/events.hpp"
#include "tracerouter/log.hpp"
#include "tracerouter/trace_result.hpp"
#include "tracerouter/tracer.hpp"

namespace tracerouter::trace {

/// Writes to the log of the user what happens to traces and to this host, at the levels that the user asked for. Lines
/// of other levels are not even composed, because that would cost more than the probes.
class trace_log {
public:
    explicit trace_log(const tracer_options& options);

    /// Whether the user wants a line for each packet (log_level::trace). The engine makes events of packets only then.
    [[nodiscard]] bool shows_packets() const { return shows_packets_; }

    // A line for each packet and each hop. Only with shows_packets().

    /// Something happened to a probe.
    void probe(const engine::probe_event& event, const trace_request& request) const;
    /// A datagram arrived that answers no probe.
    void unmatched(const engine::unmatched_datagram& datagram) const;
    /// A hop is final.
    void hop(const hop_result& hop, const trace_request& request) const;

    /// What is written about the end of a trace; empty: nothing.
    struct end_lines {
        std::string stop_reason;
        std::string outcome;
    };
    /// Composes these lines. The result is handed over to the user before they are written, and a log that throws then
    /// keeps no result back.
    [[nodiscard]] end_lines lines_of_end(const trace_result& result, boost::system::error_code error) const;
    /// Writes them.
    void trace_ended(const end_lines& lines) const;

    /// Running traces have lost their routes and begin anew.
    void routes_lost() const;
    /// This host can send nothing, and traces wait until it can.
    void host_sends_nothing(boost::system::error_code reason) const;

private:
    log_callback log_;    // empty: the user wants nothing of what is logged here
    bool shows_traces_;   // not warnings only
    bool shows_packets_;  // each packet, too
};

}  // namespace tracerouter::trace
