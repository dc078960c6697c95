#pragma once

#include <boost/asio/io_context.hpp>

#include "host/exit_code.hpp"
#include "run/config.hpp"
#include "run/replay_files.hpp"
#include "run/session_log.hpp"

namespace tracerouter::run {

/// Reports a session as the run that recorded it has.
[[nodiscard]] host::exit_code report_session(boost::asio::io_context& context, const config& config,
                                             replay_files& files, const session_log& session);

}  // namespace tracerouter::run
