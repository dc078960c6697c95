#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tracerouter::net {

using octets = std::vector<std::byte>;

/// The Internet checksum (RFC 1071) of octets, an even number of them.
inline std::uint16_t checksum_of(std::span<const std::byte> of) {
    std::uint32_t sum = 0;
    for (std::size_t at = 0; at < of.size(); at += 2) {
        sum += std::to_integer<std::uint32_t>(of[at]) << 8 | std::to_integer<std::uint32_t>(of[at + 1]);
    }
    while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
    return static_cast<std::uint16_t>(~sum);
}

inline void put_u16(octets& out, std::size_t at, unsigned value) {
    out[at] = static_cast<std::byte>(value >> 8);
    out[at + 1] = static_cast<std::byte>(value);
}

/// An ICMP message of `size` octets behind an IPv4 header, from and to 127.0.0.1. The mark stands where an echo has its
/// sequence number.
inline octets icmp_datagram(unsigned type, unsigned mark, std::size_t size = 16) {
    octets out(20 + size);
    out[0] = std::byte{0x45};
    put_u16(out, 2, static_cast<unsigned>(out.size()));
    out[8] = std::byte{64};
    out[9] = std::byte{1};
    for (const std::size_t address : {12U, 16U}) {
        out[address] = std::byte{127};
        out[address + 3] = std::byte{1};
    }
    put_u16(out, 10, checksum_of(std::span{out}.first(20)));
    out[20] = static_cast<std::byte>(type);
    put_u16(out, 26, mark);
    put_u16(out, 22, checksum_of(std::span{out}.subspan(20)));
    return out;
}

/// The mark of such a datagram.
inline unsigned mark_of(std::span<const std::byte> datagram) {
    return std::to_integer<unsigned>(datagram[26]) << 8 | std::to_integer<unsigned>(datagram[27]);
}

}  // namespace tracerouter::net
