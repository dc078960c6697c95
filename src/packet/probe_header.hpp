#pragma once

#include <boost/asio/ip/address.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

#include "packet/checksum.hpp"
#include "packet/types.hpp"
#include "packet/writer.hpp"

namespace tracerouter::packet {

/// The IP header of a probe, and its size: what probes of all protocols and both families have in common.
struct probe_header {
    boost::asio::ip::address source;
    boost::asio::ip::address destination;  ///< of the same family
    packet::ttl ttl{};
    std::uint8_t tos = 0;            ///< IPv6: traffic class
    bool dont_fragment = false;      ///< no router fragments IPv6, whose header does not say so
    std::uint16_t ip_id = 0;         ///< IPv4 only
    std::uint32_t flow_label = 0;    ///< IPv6 only, 20 bits
    std::uint16_t packet_size = 60;  ///< octets of the whole datagram
};

/// Octets of its IP header.
[[nodiscard]] std::size_t ip_header_size(const probe_header& header) noexcept;

/// Room for the whole datagram at the front of `out`, with its IP header written. Fails (ok() is false) if `out` has
/// fewer than `packet_size` octets or the addresses are of two families.
[[nodiscard]] writer begin_probe(std::span<std::byte> out, const probe_header& header, std::uint8_t protocol) noexcept;

/// The sum over what stands for the IP header in the checksum of a transport: RFC 768, RFC 9293 section 3.1, RFC 8200
/// section 8.1.
[[nodiscard]] internet_sum pseudo_header(const probe_header& header, std::uint8_t protocol) noexcept;

/// The checksum of a message after an address that it covers has changed.
[[nodiscard]] std::uint16_t with_address_changed(std::uint16_t checksum, const boost::asio::ip::address& from,
                                                 const boost::asio::ip::address& to) noexcept;

/// The same after a word of it has: a number, or the size that ICMPv6 covers where the octets themselves are zeros.
[[nodiscard]] std::uint16_t with_word_changed(std::uint16_t checksum, std::size_t from, std::size_t to) noexcept;

}  // namespace tracerouter::packet
