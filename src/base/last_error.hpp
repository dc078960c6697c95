#pragma once

#include <boost/system/error_code.hpp>

#include <cerrno>

namespace tracerouter {

/// What a system call says with this `errno`.
inline boost::system::error_code system_error(int number) noexcept {
    return {number, boost::system::system_category()};
}

/// Why the last system call of this thread failed.
inline boost::system::error_code last_error() noexcept {
    return system_error(errno);
}

}  // namespace tracerouter
