#pragma once

#include <string>

namespace lab {

/// Moves the process into network and mount namespaces of its own, and its next child into a process namespace, so that
/// nothing made inside can outlive that child. Without the rights for that, inside a user namespace where we are root.
void enter_private_namespaces();

/// To be called by the first process of the process namespace. False where the root directory is no mount point (a
/// plain chroot): there a mount of ours could be seen outside, so none must be made.
[[nodiscard]] bool keep_mounts_private();

/// Replaces /etc/hosts, and points name look-ups at a name server that refuses at once: names of the scenario work,
/// others fail fast.
void replace_name_service(const std::string& hosts);

/// Lets every group use unprivileged ping sockets, as far as the kernel permits.
void open_ping_sockets();

}  // namespace lab
