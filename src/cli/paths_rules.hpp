#pragma once

#include "cli/raw_options.hpp"
#include "host/refusal.hpp"
#include "run/config.hpp"

namespace tracerouter::cli {

/// Refuses what does not go together where all parallel paths are looked for, and what only such a run can do.
[[nodiscard]] host::or_refusal<void> check_paths(const raw_options& raw, run::config& checked);

}  // namespace tracerouter::cli
