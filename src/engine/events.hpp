#pragma once

#include <cstdint>
#include <variant>

#include "tracerouter/trace_result.hpp"

namespace tracerouter::engine {

/// Names a trace: a place in the slot table, and which of the traces that have stood there.
struct trace_id {
    std::uint16_t slot = 0;
    std::uint32_t serial = 0;

    friend bool operator==(const trace_id&, const trace_id&) = default;
};

/// A hop that will not change any more; hops of one trace come by growing TTL.
struct hop_final {
    trace_id trace;
    hop_result hop;
};

/// A trace that has ended. `target` and `started_at` are left to those who know names and the wall clock.
struct trace_finished {
    trace_id trace;
    trace_result result;
};

using event = std::variant<hop_final, trace_finished>;

}  // namespace tracerouter::engine
