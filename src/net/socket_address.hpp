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
    // Not by way of an endpoint: this is done for each datagram, and there it costs as much as all else.
    explicit socket_address(const boost::asio::ip::address& address, std::uint16_t port = 0) {
        if (address.is_v4()) {
            v4_.sin_family = AF_INET;
            v4_.sin_port = htons(port);
            v4_.sin_addr.s_addr = htonl(address.to_v4().to_uint());
        } else {
            const auto& v6 = address.to_v6();
            const auto octets = v6.to_bytes();
            v6_ = {};
            v6_.sin6_family = AF_INET6;
            v6_.sin6_port = htons(port);
            v6_.sin6_scope_id = static_cast<std::uint32_t>(v6.scope_id());
            std::memcpy(&v6_.sin6_addr, octets.data(), octets.size());
        }
    }

    [[nodiscard]] const sockaddr* data() const { return &any_; }
    [[nodiscard]] socklen_t size() const { return any_.sa_family == AF_INET ? sizeof v4_ : sizeof v6_; }

    /// What a system call wrote to `from`; unspecified if that is neither IPv4 nor IPv6.
    static boost::asio::ip::address read(const sockaddr_storage& from) {
        boost::asio::ip::udp::endpoint endpoint;
        if (from.ss_family == AF_INET || from.ss_family == AF_INET6) {
            std::memcpy(endpoint.data(), &from, from.ss_family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6));
        }
        return endpoint.address();
    }

private:
    union {
        sockaddr any_;
        sockaddr_in v4_{};
        sockaddr_in6 v6_;
    };
};

}  // namespace tracerouter::net
