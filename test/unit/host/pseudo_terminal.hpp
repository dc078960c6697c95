#pragma once

#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>

namespace tracerouter::host::test {

/// What became of a process that had a terminal of its own.
struct terminal_use {
    int status = 0;                ///< of waitpid()
    std::string shown{};           ///< all that the process and the echo of the terminal wrote
    bool modes_restored = false;   ///< they were the same before and behind it
    bool blocking = false;         ///< O_NONBLOCK is not set on the descriptor that the process had as its input
    int stops = 0;                 ///< how often it was stopped, and continued by us
    bool stopped_restored = true;  ///< at each stop, the modes were as before
};

/// What is typed as soon as something is shown for the next time.
struct typing {
    std::string_view behind;  ///< shown
    std::string_view keys;    ///< typed then
};

/// Runs `act` in a process of its own, in the foreground of a new terminal that is its standard input and output. A
/// shell stands in for, which continues it when it stops.
[[nodiscard]] terminal_use use_terminal(const std::function<int()>& act, std::initializer_list<typing> types = {});

}  // namespace tracerouter::host::test
