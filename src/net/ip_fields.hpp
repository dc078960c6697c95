#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace tracerouter::net {

/// What sockets that write headers of their own must be told of a datagram, whose header has no options.
struct ip_fields {
    bool ipv4 = true;
    std::uint8_t protocol = 0;
    std::uint8_t ttl = 0;
    std::uint8_t tos = 0;
    bool dont_fragment = false;
    std::size_t header_size = 0;
};

/// Reads the header of one of our own datagrams (RFC 791 section 3.1, RFC 8200 section 3).
[[nodiscard]] inline ip_fields read_ip_fields(std::span<const std::byte> datagram) {
    const auto octet = [&](std::size_t at) { return std::to_integer<unsigned>(datagram[at]); };
    if (octet(0) >> 4 == 4) {
        return {.ipv4 = true,
                .protocol = static_cast<std::uint8_t>(octet(9)),
                .ttl = static_cast<std::uint8_t>(octet(8)),
                .tos = static_cast<std::uint8_t>(octet(1)),
                .dont_fragment = (octet(6) & 0x40) != 0,
                .header_size = 20};
    }
    return {.ipv4 = false,
            .protocol = static_cast<std::uint8_t>(octet(6)),
            .ttl = static_cast<std::uint8_t>(octet(7)),
            .tos = static_cast<std::uint8_t>(octet(0) << 4 | octet(1) >> 4),
            .dont_fragment = true,
            .header_size = 40};
}

}  // namespace tracerouter::net
