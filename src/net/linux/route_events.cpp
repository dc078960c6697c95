#include "net/linux/route_events.hpp"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstddef>

#include "base/last_error.hpp"
#include "net/posix/socket_calls.hpp"

namespace tracerouter::net {

namespace {

constexpr std::array groups{RTNLGRP_LINK,       RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR, RTNLGRP_IPV4_ROUTE,
                            RTNLGRP_IPV6_ROUTE, RTNLGRP_IPV4_RULE,   RTNLGRP_IPV6_RULE};

// What is left is taken by the next call: where that much changes, it will have changed again.
constexpr int most_at_once = 64;

}  // namespace

boost::system::result<route_events> route_events::open() {
    route_events opened;
    opened.socket_ = file_descriptor{::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE)};
    if (!opened.socket_.is_open()) return last_error();
    // Without a number of its own a socket is taken for the kernel, which is not told what it did itself.
    const sockaddr_nl own{.nl_family = AF_NETLINK, .nl_pad = 0, .nl_pid = 0, .nl_groups = 0};
    if (::bind(opened.socket_.get(), reinterpret_cast<const sockaddr*>(&own), sizeof own) != 0) return last_error();
    for (const int group : groups) {
        if (!set_option(opened.socket_.get(), SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, group)) return last_error();
    }
    return opened;
}

bool route_events::take() {
    bool heard = false;
    for (int count = 0; count < most_at_once; ++count) {
        // What has changed is not read: the first octet of a message takes the whole of it.
        std::byte octet;
        const ssize_t size = ::recv(socket_.get(), &octet, sizeof octet, MSG_DONTWAIT);
        if (size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return heard;
        heard = true;  // ENOBUFS: more than there was room for
    }
    return heard;
}

}  // namespace tracerouter::net
