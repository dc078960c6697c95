#pragma once

#include <cstdint>

#include "engine/trace_state.hpp"
#include "tracerouter/trace_result.hpp"

namespace tracerouter::engine {

/// One hop of a trace as it stands. Probes that are not answered count as timed out.
[[nodiscard]] hop_result result_of_hop(const trace_state& trace, std::uint8_t ttl);

/// A trace as it stands, with all hops closed so far. Left to the caller: what other traces share (foreign,
/// receive_drops), the name and the wall clock.
[[nodiscard]] trace_result result_of_trace(const trace_state& trace, stop_reason reason, time_point now);

}  // namespace tracerouter::engine
