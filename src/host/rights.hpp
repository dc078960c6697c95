#pragma once

#include <boost/system/error_code.hpp>

#include <string>

namespace tracerouter::host {

/// One line that says which right is missing and how to grant it to this very executable.
[[nodiscard]] std::string missing_rights_message();

/// One line for who may open neither raw nor ping sockets, with all ways out.
[[nodiscard]] std::string closed_ping_sockets_message();

/// One line for who may not mark packets.
[[nodiscard]] std::string missing_mark_message();

/// Whether nothing but the file of this program grants CAP_NET_RAW to its user: not root, and not someone who could
/// give it on to any other program (inheritable), as by pam_cap(8) or a service with ambient capabilities.
[[nodiscard]] bool granted_by_file_only();

/// Puts CAP_NET_RAW to use where this process is permitted to, which a file may leave to its program (setcap +p), or
/// puts it away. Where it is not permitted nothing changes.
void use_raw_sockets(bool wanted);

/// Gives up every capability of this process for good, and the right to gain any by starting another program
/// (no_new_privs). Sockets and files that are open stay usable.
boost::system::error_code drop_rights();

}  // namespace tracerouter::host
