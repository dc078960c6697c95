#pragma once

#include <cstddef>

#include "run/config.hpp"

namespace tracerouter::run {

/// From so many targets on, what tracer_options::bulk saves with each (25 us) is more than opening and closing it costs
/// (45 ms).
inline constexpr std::size_t bulk_targets = 2'000;

/// Whether the run gains by tracer_options::bulk: enough targets, as far as can be told without reading lists, and
/// probes that are short enough.
[[nodiscard]] bool gains_by_bulk(const config& config);

}  // namespace tracerouter::run
