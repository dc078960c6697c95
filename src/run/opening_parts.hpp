#pragma once

#include <boost/system/error_code.hpp>

#include <memory>
#include <string>

#include "host/file_sink.hpp"
#include "host/jail.hpp"
#include "host/live_terminal.hpp"
#include "host/refusal.hpp"
#include "run/config.hpp"

namespace tracerouter::run {

// What runs that probe and runs that replay a session open alike.

/// Why results cannot be written.
[[nodiscard]] host::refusal output_refused(const std::string& name, boost::system::error_code error);

/// A file for results.
[[nodiscard]] host::or_refusal<std::unique_ptr<host::file_sink>> open_output(const std::string& name);
/// The file that was named for results, or standard output.
[[nodiscard]] host::or_refusal<std::unique_ptr<host::file_sink>> open_output(const config& config);

/// The terminal for a view: what a monitor tells is shown, unless something else is asked for. None if it is not
/// wanted or there is none that can show it.
[[nodiscard]] std::unique_ptr<host::live_terminal> open_terminal(const config& config);

/// What a run goes on with behind its jail.
struct run_needs {
    bool facts = false;     ///< something is found out about addresses
    bool terminal = false;  ///< there is a view
};

/// What the jail of a run leaves open.
[[nodiscard]] host::jail_openings still_needed(const config& config, const run_needs& needs);

/// Gives up every right that this process has.
[[nodiscard]] host::or_refusal<void> drop_all_rights();

}  // namespace tracerouter::run
