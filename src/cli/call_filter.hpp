#pragma once

#include <boost/system/error_code.hpp>

namespace tracerouter::cli {

/// From now on this thread, and those it starts, are refused (EPERM) every system call that a tracer does not need and
/// that somebody who has taken it over would: to start programs, to look into other processes, to change users, rights
/// and owners, mounts, namespaces or the kernel, and to get round this filter. Needs no_new_privs. Cannot be undone.
/// \return function_not_supported on machines whose calls it has no numbers for
boost::system::error_code filter_system_calls();

}  // namespace tracerouter::cli
