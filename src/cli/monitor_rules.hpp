#pragma once

#include "cli/raw_options.hpp"
#include "host/refusal.hpp"
#include "run/config.hpp"

namespace tracerouter::cli {

/// Chooses the format of the word that was typed, of a trace or of a monitor, and refuses what does not go together
/// where a run watches, and what only such a run can do.
[[nodiscard]] host::or_refusal<void> check_monitor(const raw_options& raw, run::config& checked);

}  // namespace tracerouter::cli
