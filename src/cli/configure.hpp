#pragma once

#include "cli/raw_options.hpp"
#include "host/refusal.hpp"
#include "run/config.hpp"

namespace tracerouter::cli {

/// Checks what was typed. Of an option given several times the last one counts, except --targets and --exclude.
[[nodiscard]] host::or_refusal<run::config> configure(const raw_options& raw);

}  // namespace tracerouter::cli
