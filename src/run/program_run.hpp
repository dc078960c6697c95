#pragma once

#include "host/exit_code.hpp"
#include "host/refusal.hpp"
#include "run/config.hpp"

namespace tracerouter::run {

/// Does what the configuration says with the real sockets, resolver, signals and files. Errors: why nothing is traced.
[[nodiscard]] host::or_refusal<host::exit_code> carry_out(const config& config);

}  // namespace tracerouter::run
