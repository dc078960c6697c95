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
            form_.v4.sin_family = AF_INET;
            form_.v4.sin_port = htons(port);
            form_.v4.sin_addr.s_addr = htonl(address.to_v4().to_uint());
        } else {
            const auto v6 = address.to_v6();
            const auto octets = v6.to_bytes();
            form_.v6 = {};
            form_.v6.sin6_family = AF_INET6;
            form_.v6.sin6_port = htons(port);
            form_.v6.sin6_scope_id = static_cast<std::uint32_t>(v6.scope_id());
            std::memcpy(&form_.v6.sin6_addr, octets.data(), octets.size());
        }
    }

    [[nodiscard]] const sockaddr* data() const { return &form_.any; }
    [[nodiscard]] socklen_t size() const { return form_.any.sa_family == AF_INET ? sizeof form_.v4 : sizeof form_.v6; }

    /// What a system call wrote to `from`; unspecified if that is neither IPv4 nor IPv6.
    static boost::asio::ip::address read(const sockaddr_storage& from) {
        boost::asio::ip::udp::endpoint endpoint;
        if (from.ss_family == AF_INET || from.ss_family == AF_INET6) {
            std::memcpy(endpoint.data(), &from, from.ss_family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6));
        }
        return endpoint.address();
    }
    /// The port that goes with it, which lies at the same place in both families.
    static std::uint16_t read_port(const sockaddr_storage& from) {
        sockaddr_in v4;
        std::memcpy(&v4, &from, sizeof v4);
        return ntohs(v4.sin_port);
    }

private:
    union forms {
        sockaddr any;
        sockaddr_in v4;
        sockaddr_in6 v6;
    };
    forms form_{.v4 = {}};
};

}  // namespace tracerouter::net
