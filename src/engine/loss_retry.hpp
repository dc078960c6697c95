#pragma once

#include "engine/hop_order.hpp"
#include "engine/trace_parts.hpp"

namespace tracerouter::engine {

/// Asks hops once more whose probes are all overdue, where loss explains that: other hops have answered one probe and
/// not another. Among many traces `shared_advice` knows about loss.
void retry_losses(trace_parts& trace, const hop_order& order);

}  // namespace tracerouter::engine
