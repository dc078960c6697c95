#pragma once

#include <boost/system/result.hpp>

#include <fcntl.h>
#include <sys/socket.h>

#include "base/last_error.hpp"

namespace tracerouter::net {

/// Sets an option of a socket to a value of the type that the system wants. \return false, with errno set, if it
/// refuses
template <class Value>
bool set_option(int descriptor, int level, int name, const Value& value) {
    return ::setsockopt(descriptor, level, name, &value, sizeof value) == 0;
}

/// The address and port that a socket is bound to, to be read by socket_address. Errors: what the system said.
[[nodiscard]] inline boost::system::result<sockaddr_storage> local_name(int descriptor) {
    sockaddr_storage name{};
    socklen_t size = sizeof name;
    if (::getsockname(descriptor, reinterpret_cast<sockaddr*>(&name), &size) != 0) return last_error();
    return name;
}

/// Another descriptor of the same file, to be closed by the caller. Errors: what the system said.
[[nodiscard]] inline boost::system::result<int> duplicate(int descriptor) {
    const int other = ::fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
    if (other < 0) return last_error();
    return other;
}

}  // namespace tracerouter::net
