#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include "stats/sample_window.hpp"
#include "tracerouter/monitor_result.hpp"
#include "tracerouter/time.hpp"

namespace tracerouter::stats {

/// The windows of 60, 300 and 900 s, back from `now`, all from the probes themselves.
[[nodiscard]] std::vector<window_summary> window_summaries(const sample_window& window,
                                                           std::chrono::system_clock::time_point now);

/// The round-trip times that a window holds, of all flows or of one.
[[nodiscard]] std::vector<duration> samples_of(const sample_window& window);
[[nodiscard]] std::vector<duration> samples_of(const sample_window& window, std::uint16_t flow);

}  // namespace tracerouter::stats
