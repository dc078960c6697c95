#pragma once

#include <boost/system/result.hpp>

#include "net/posix/file_descriptor.hpp"

namespace tracerouter::net {

/// Hears of changes of this host's routes, rules, addresses and links (rtnetlink(7), multicast groups). Needs no right.
class route_events {
public:
    /// Errors: what the kernel said.
    [[nodiscard]] static boost::system::result<route_events> open();

    /// Whether anything has changed since the last call of this function.
    [[nodiscard]] bool take();

    /// Readable when something has changed.
    [[nodiscard]] int descriptor() const { return socket_.get(); }

private:
    file_descriptor socket_;
};

}  // namespace tracerouter::net
