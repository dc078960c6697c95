#pragma once

#include <boost/asio/ip/address_v4.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

#include "packet/types.hpp"

namespace tracerouter::packet {

/// A probe: an ICMP echo request (RFC 792) in an IPv4 datagram.
///
/// Routers that share load hash the first octets of ICMP as if they were ports. So that all probes of a flow take one
/// path, `identifier` and `checksum` stay constant over it; only `sequence` moves.
struct echo_probe {
    boost::asio::ip::address_v4 source;
    boost::asio::ip::address_v4 destination;
    packet::ttl ttl{};
    std::uint8_t tos = 0;
    bool dont_fragment = false;
    std::uint16_t ip_id = 0;
    packet::identifier identifier{};
    packet::sequence sequence{};
    std::uint16_t checksum = 0;  ///< the wanted ICMP checksum: neither 0 nor 0xffff, which are one number to RFC 1071
    std::uint16_t packet_size = 0;  ///< octets of the datagram, IP header included: from min_packet_size
};

/// Writes the whole datagram to the first `packet_size` octets of `out`:
///
///    0  IPv4 header (20), without options
///   20  type 8, code 0, checksum (2), identifier (2), sequence (2)
///   28  balance (2): whatever makes the checksum the wanted one
///   30  zeros up to packet_size
///
/// False, and nothing written, if `out` or `packet_size` is too small or no balance gives that checksum.
[[nodiscard]] bool write_echo_probe(std::span<std::byte> out, const echo_probe& probe) noexcept;

}  // namespace tracerouter::packet
