#pragma once

#include <boost/system/result.hpp>

#include "cli/raw_options.hpp"
#include "cli/usage_error.hpp"
#include "run/config.hpp"

namespace tracerouter::cli {

/// Checks what was typed. Of an option given several times the last one counts, except --targets and --exclude.
[[nodiscard]] boost::system::result<run::config, usage_error> configure(const raw_options& raw);

}  // namespace tracerouter::cli
