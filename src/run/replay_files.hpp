#pragma once

#include <boost/asio/io_context.hpp>

#include <fstream>
#include <memory>

#include "enrich/fact_finder.hpp"
#include "host/file_sink.hpp"
#include "host/live_terminal.hpp"
#include "host/program_log.hpp"
#include "host/refusal.hpp"
#include "run/config.hpp"

namespace tracerouter::run {

/// All that a run which replays a session reads from and writes to.
struct replay_files {
    std::ifstream session{};
    std::unique_ptr<host::file_sink> output{};
    std::unique_ptr<host::live_terminal> terminal{};  ///< none: the session is reported, not shown
    std::unique_ptr<enrich::fact_finder> facts{};     ///< none: nothing is to be known of addresses
};

/// Opens them, gives up all rights and enters the jail, before anything of the session is read: others may have written
/// it.
[[nodiscard]] host::or_refusal<replay_files> open_replay(boost::asio::io_context& context, const config& config,
                                                         host::program_log& log);

}  // namespace tracerouter::run
