#pragma once

#include <boost/asio/io_context.hpp>

#include <memory>
#include <vector>

#include "enrich/fact_finder.hpp"
#include "host/checkpoint_file.hpp"
#include "host/file_sink.hpp"
#include "host/live_terminal.hpp"
#include "host/page_file.hpp"
#include "host/program_log.hpp"
#include "host/refusal.hpp"
#include "run/config.hpp"
#include "targets/line_reader.hpp"
#include "tracerouter/tracer.hpp"

namespace tracerouter::run {

/// All that a run reads from and writes to.
struct opened_files {
    tracerouter::tracer tracer;
    std::vector<targets::line_reader> lists;
    std::unique_ptr<host::checkpoint_file> checkpoint;  ///< none: the run cannot be resumed
    std::unique_ptr<host::file_sink> output;
    std::unique_ptr<host::page_file> page;          ///< none: `output` is written to, not this
    std::unique_ptr<host::file_sink> record;        ///< none: the session of a monitor is not recorded
    std::unique_ptr<host::live_terminal> terminal;  ///< none: there is no live view
    std::unique_ptr<enrich::fact_finder> facts;     ///< none: nothing is to be known of addresses
};

/// Opens what needs rights; then they go, before anything of the user's or the network's is read.
[[nodiscard]] host::or_refusal<opened_files> open_files(boost::asio::io_context& context, const config& config,
                                                        host::program_log& log);

}  // namespace tracerouter::run
