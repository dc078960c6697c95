#pragma once

#include <cstdlib>

namespace tracerouter::host {

/// What the program says when it ends. Scripts depend on the numbers.
enum class exit_code : int {
    all_reached = 0,  ///< every target was reached, or there was nothing left to do
    not_reached = 1,  ///< all were traced, but some target was not reached
    wrong_usage = 2,  ///< an option or a target is wrong, a list is wrong or cannot be read, or nothing is to be traced
    unresolved = 3,   ///< for some name no address was found that can be probed; the others were traced
    missing_rights = 4,  ///< the sockets could not be opened
    failed = 5,          ///< results could not be written, or this host kept some target from being traced
    interrupted = 130,   ///< SIGINT or SIGTERM; results so far were written
};

/// Ends the program without destroying anything: a look-up of a name cannot be recalled, and would be waited for.
[[noreturn]] inline void end_at_once(exit_code code) {
    std::_Exit(static_cast<int>(code));
}

}  // namespace tracerouter::host
