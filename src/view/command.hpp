#pragma once

#include <chrono>
#include <cstdint>

#include "tracerouter/time.hpp"

namespace tracerouter::view {

/// What a key asks of the program. All that concerns the picture alone has been done already.
enum class command_kind : std::uint8_t {
    none,            ///< at most another picture
    quit,            ///< end the run
    suspend,         ///< give the terminal back and stop, as the shell's job control has it
    redraw,          ///< something else has written on the screen: draw all of it
    reset,           ///< begin all counters anew, and mark it in the histories
    stop_probing,    ///< send no more probes until resume_probing
    resume_probing,  ///< go on
    set_interval,    ///< `command::time` between rounds
    write_session,   ///< write the session to its file
    replay_move,     ///< `command::time` forwards, or back if it is negative
    replay_seek,     ///< to `command::time` since the beginning
    replay_end,      ///< to the last moment
    replay_faster,   ///< twice as fast
    replay_slower,   ///< half as fast
};

struct command {
    command_kind kind = command_kind::none;
    duration time{};  ///< only where `kind` says so

    friend bool operator==(const command&, const command&) = default;
};

/// Which intervals may be typed.
inline constexpr duration shortest_interval = std::chrono::milliseconds{10};
inline constexpr duration longest_interval = std::chrono::hours{1};

}  // namespace tracerouter::view
