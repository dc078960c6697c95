#pragma once

#include <boost/system/error_code.hpp>

namespace tracerouter::host {

/// What look-ups of names need beyond the network.
enum class local_daemons : bool { closed, open };

/// Whether the modes of a terminal that is open may be set: only a live view needs it.
enum class terminal_modes : bool { fixed, settable };

/// From now on this thread, and those it starts, may make only those system calls that tracing, looking up names and
/// using files that are open needs. What would start programs, reach other processes or change users, rights, files by
/// their names, mounts, namespaces or the kernel is refused: EPERM, and EACCES where Landlock says so, too. ENOSYS is
/// the answer to what is younger than the list of calls, and to clone3(), whose flags no filter can read: the C library
/// then takes older calls. `daemons`: whether sockets to daemons of this machine (AF_UNIX) may be made.
/// `modes`: whether terminals can be put into other modes; nothing ever puts input into them.
///
/// Needs no_new_privs. Cannot be undone.
/// \return function_not_supported on machines whose calls it has no numbers for
boost::system::error_code filter_system_calls(local_daemons daemons, terminal_modes modes);

}  // namespace tracerouter::host
