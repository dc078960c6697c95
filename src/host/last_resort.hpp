#pragma once

#include "host/exit_code.hpp"

namespace tracerouter::host {

// What keeps scarcity from killing the program: whatever happens ends in one line and a documented exit code.

/// Makes sure that whatever no one catches, in any thread, is told like tell_failure() does and ends the program.
void end_where_nobody_catches() noexcept;

/// To be called while an exception is handled: tells it in one line. That memory is gone is told from memory that is
/// there already.
exit_code tell_failure() noexcept;

/// Fills those of descriptors 0 to 2 that are closed, since what is opened next would get their numbers: results would
/// be written into a target list, messages into results. What fills them refuses to be read and written. False: the
/// system does not let us.
[[nodiscard]] bool fill_standard_descriptors() noexcept;

/// Whether the system lets us wait for sockets and timers (epoll(7)): where it does not, no wait would ever end, and
/// nobody is told why.
[[nodiscard]] bool can_wait() noexcept;

/// Lets the stack grow as far as it will, where address space is limited: later, in the midst of anything, there may be
/// no room for it. False: there is none.
[[nodiscard]] bool take_stack() noexcept;

}  // namespace tracerouter::host
