#pragma once

#include "cli/config.hpp"
#include "host/exit_code.hpp"

namespace tracerouter::cli {

/// Does what the configuration says with the real sockets, resolver, signals and files.
[[nodiscard]] host::exit_code run(const config& config);

}  // namespace tracerouter::cli
