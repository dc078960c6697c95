#pragma once

namespace tracerouter::cli {

/// What the program says when it ends. Scripts depend on the numbers.
enum class exit_code : int {
    all_reached = 0,  ///< every target was reached, or there was nothing to do
    not_reached = 1,  ///< all were traced, but some target was not reached
    wrong_usage =
        2,  ///< an option, a target or a line of a target list is wrong, a list cannot be read, or all is empty
    unresolved = 3,      ///< for some target no address that can be probed was found; the others were traced
    missing_rights = 4,  ///< the sockets could not be opened
    failed = 5,          ///< results could not be written, or nothing could be sent at all
    interrupted = 130,   ///< SIGINT or SIGTERM; results so far were written
};

}  // namespace tracerouter::cli
