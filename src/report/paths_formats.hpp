#pragma once

#include <span>

#include "report/formats.hpp"

namespace tracerouter::report {

/// Formats of all parallel paths (trace_options::paths), in the order of the help. The first is the default.
[[nodiscard]] std::span<const output_format> paths_formats();

}  // namespace tracerouter::report
