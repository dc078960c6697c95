#pragma once

#include <boost/system/error_code.hpp>

#include <cerrno>

#include "tracerouter/error.hpp"

namespace tracerouter::net {

/// What the kernel means when it refuses to route: kernels differ in how they call these.
[[nodiscard]] inline boost::system::error_code meaning_of_refusal(boost::system::error_code error) {
    switch (error.value()) {
        case EACCES: return errc::prohibited_route;
        case EHOSTUNREACH: return errc::unreachable_route;
        case EINVAL: return errc::blackhole_route;
        default: return error;
    }
}

}  // namespace tracerouter::net
