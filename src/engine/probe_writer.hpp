#pragma once

#include <cstdint>

#include "engine/probe.hpp"
#include "engine/trace_state.hpp"
#include "engine/transmit_batch.hpp"

namespace tracerouter::engine {

/// Appends the datagram of probe `index` of `trace` to `batch`, which must have room.
void write_probe(transmit_batch& batch, const trace_state& trace, probe_index index);

/// probe_key and back: slot (16 bits), serial of the trace (32), index of the probe (16).
[[nodiscard]] probe_key make_key(trace_id trace, probe_index index);
[[nodiscard]] trace_id trace_of(probe_key key);
[[nodiscard]] probe_index index_of(probe_key key);

}  // namespace tracerouter::engine
