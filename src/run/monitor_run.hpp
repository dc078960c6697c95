#pragma once

#include <boost/asio/io_context.hpp>

#include "host/exit_code.hpp"
#include "host/program_log.hpp"
#include "host/signals.hpp"
#include "run/config.hpp"
#include "run/opening.hpp"

namespace tracerouter::run {

/// A run that watches its targets, until it is ended or all rounds are over.
[[nodiscard]] host::exit_code watch_targets(boost::asio::io_context& context, const config& config, opened_files& files,
                                            host::run_signals& signals, host::program_log& log);

}  // namespace tracerouter::run
