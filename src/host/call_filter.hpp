#pragma once

#include <boost/system/error_code.hpp>

namespace tracerouter::host {

/// What look-ups of names need beyond the network.
enum class local_daemons : bool { closed, open };

/// Whether the modes of a terminal that is open may be set: only a live view needs it.
enum class terminal_modes : bool { fixed, settable };

/// Whether files may be renamed and removed, where Landlock allows it: only what replaces pages (page_file.hpp) needs
/// it.
enum class file_names : bool { fixed, changeable };

/// From now on this thread, and those it starts, may make only those system calls that tracing, looking up names and
/// using files that are open needs. What would start programs, reach other processes or change users, rights, files by
/// their names, mounts, namespaces or the kernel is refused: EPERM, and EACCES where Landlock says so, too. ENOSYS is
/// the answer to what is younger than the list of calls, and to clone3(), whose flags no filter can read: the C library
/// then takes older calls. `daemons`: whether sockets to daemons of this machine (AF_UNIX) may be made.
/// `modes`: whether terminals can be put into other modes; nothing ever puts input into them. `names`: whether files
/// can be renamed and removed; of no use without Landlock, since this filter sees no paths.
///
/// Needs no_new_privs. Cannot be undone.
/// \return function_not_supported on machines whose calls it has no numbers for
boost::system::error_code filter_system_calls(local_daemons daemons, terminal_modes modes, file_names names);

}  // namespace tracerouter::host
