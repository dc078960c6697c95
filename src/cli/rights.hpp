#pragma once

#include <boost/system/error_code.hpp>

#include <string>

namespace tracerouter::cli {

/// One line that says which right is missing and how to grant it to this very executable.
[[nodiscard]] std::string missing_rights_message();

/// One line for who may open neither raw nor ping sockets, with all ways out.
[[nodiscard]] std::string closed_ping_sockets_message();

/// One line for who may not mark packets.
[[nodiscard]] std::string missing_mark_message();

/// Gives up every capability of this process for good, and the right to gain any by starting another program
/// (no_new_privs). Sockets and files that are open stay usable.
boost::system::error_code drop_rights();

}  // namespace tracerouter::cli
