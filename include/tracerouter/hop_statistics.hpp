#pragma once

#include <chrono>
#include <cstdint>
#include <memory>

#include "tracerouter/export.hpp"
#include "tracerouter/monitor_result.hpp"
#include "tracerouter/probe_observation.hpp"
#include "tracerouter/trace_result.hpp"

namespace tracerouter {

/// Counts and measures the probes of one hop: loss, round-trip times, jitter, percentiles, windows, by responder and by
/// flow. docs/monitor.md defines each number. Of the observations of a monitor, or of the hops of plain traces:
///
///     tracerouter::hop_statistics statistics;
///     for (const auto& probe : hop.probes) statistics.add(probe, result.started_at);
///     const auto summary = statistics.summary(std::chrono::system_clock::now());
///
/// Memory is bounded however many probes are added: about 25 KiB at one probe a second, 300 KiB at any rate, as long
/// as few responders answer. Flows from 64 on are counted as flow 63; responders beyond 32 are counted in the hop
/// alone.
class hop_statistics {
public:
    /// Has seen no probe.
    TRACEROUTER_EXPORT hop_statistics();
    /// Takes over what the other one has counted, which may only be assigned to or destroyed afterwards.
    TRACEROUTER_EXPORT hop_statistics(hop_statistics&& other) noexcept;
    /// Takes over what the other one has counted.
    TRACEROUTER_EXPORT hop_statistics& operator=(hop_statistics&& other) noexcept;
    /// Forgets it all.
    TRACEROUTER_EXPORT ~hop_statistics();

    /// Counts what a monitor has seen of a probe, whatever its TTL. A probe is told by its round and flow, and is
    /// first sent; if that was not told, it is counted as sent now.
    TRACEROUTER_EXPORT void add(const probe_observation& seen);

    /// Counts a probe of a trace. Probes follow each other in the order in which they are added. `started_at` is that
    /// of its trace_result; without it the probe is in no window.
    TRACEROUTER_EXPORT void add(const probe_result& probe, std::chrono::system_clock::time_point started_at = {});

    /// Everything counted until now. `now` is where the windows end; the TTL is that of the last observation, 0 if only
    /// probes of traces were added. Takes some 70 us after a day of one probe a second.
    [[nodiscard]] TRACEROUTER_EXPORT hop_summary summary(std::chrono::system_clock::time_point now) const;

private:
    struct state;
    std::unique_ptr<state> state_;
};

}  // namespace tracerouter
