#pragma once

#include <cstdint>

#include "engine/trace_state.hpp"
#include "tracerouter/time.hpp"
#include "tracerouter/trace_result.hpp"

namespace tracerouter::engine {

/// One hop of a trace as it stands. Probes that are not answered count as timed out.
[[nodiscard]] hop_result result_of_hop(const trace_state& trace, hop_ttl ttl);

/// How a trace ended, and what was counted meanwhile for all traces together.
struct trace_end {
    stop_reason reason = stop_reason::max_hops;
    time_point at{};
    std::uint64_t foreign = 0;
    std::uint64_t receive_drops = 0;
};

/// A trace that has ended, with all hops closed until then. Left to the caller: the name and the wall clock.
[[nodiscard]] trace_result result_of_trace(const trace_state& trace, const trace_end& end);

}  // namespace tracerouter::engine
