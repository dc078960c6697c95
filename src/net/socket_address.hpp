#pragma once

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/udp.hpp>

#include <netinet/in.h>
#include <sys/socket.h>

#include <cstdint>
#include <cstring>

namespace tracerouter::net {

/// An address and a port in the form of system calls, of either family.
class socket_address {
public:
    socket_address() = default;
    explicit socket_address(const boost::asio::ip::address& address, std::uint16_t port = 0)
        : endpoint_(address, port) {}

    [[nodiscard]] const sockaddr* data() const { return endpoint_.data(); }
    [[nodiscard]] socklen_t size() const { return static_cast<socklen_t>(endpoint_.size()); }

    /// What a system call wrote to `from`; unspecified if that is neither IPv4 nor IPv6.
    static boost::asio::ip::address read(const sockaddr_storage& from) {
        boost::asio::ip::udp::endpoint endpoint;
        if (from.ss_family == AF_INET || from.ss_family == AF_INET6) {
            std::memcpy(endpoint.data(), &from, from.ss_family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6));
        }
        return endpoint.address();
    }

private:
    boost::asio::ip::udp::endpoint endpoint_;
};

}  // namespace tracerouter::net
