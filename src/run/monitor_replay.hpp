#pragma once

#include "host/exit_code.hpp"
#include "host/refusal.hpp"
#include "run/config.hpp"

namespace tracerouter::run {

/// Reports a session that was recorded, as the run that recorded it has. A file that was cut is read up to the cut.
[[nodiscard]] host::or_refusal<host::exit_code> replay_session(const config& config);

}  // namespace tracerouter::run
