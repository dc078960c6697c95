#pragma once

#include <boost/asio/io_context.hpp>

#include "host/exit_code.hpp"
#include "host/signals.hpp"
#include "run/config.hpp"
#include "run/replay_files.hpp"
#include "run/session_log.hpp"

namespace tracerouter::run {

/// Shows a session on the terminal until the user quits. What was shown last stays below the prompt as tables, and says
/// how the run ends.
[[nodiscard]] host::exit_code view_session(boost::asio::io_context& context, const config& config, replay_files& files,
                                           host::run_signals& signals, const session_log& session);

}  // namespace tracerouter::run
