#pragma once

#include <string>
#include <vector>

#include "host/call_filter.hpp"

namespace tracerouter::host {

/// What a jailed process may still do. What is open already stays usable.
struct jail_openings {
    std::vector<std::string> readable{};            ///< files, and folders with all that is in them
    local_daemons daemons = local_daemons::closed;  ///< sockets to daemons of this machine
    terminal_modes modes = terminal_modes::fixed;   ///< of the terminal that a live view has opened before
    /// A folder in which files are made, written, renamed and removed; empty: there is none. Only where Landlock keeps
    /// that to the folder.
    std::string replaceable{};
};

/// Shuts this thread, and those it starts from now on, into what is left for good: no file but these, no TCP connection
/// but to name servers, nothing outside to be signalled (Landlock, as far as the kernel has it), and no system call
/// that a tracer does not need (call_filter.hpp). Needs no_new_privs, no right, and no library. A kernel that lacks one
/// of them gives what it has.
/// \return what holds, for the log
std::string enter_jail(const jail_openings& openings);

}  // namespace tracerouter::host
