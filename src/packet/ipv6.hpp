#pragma once

#include <boost/asio/ip/address_v6.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

#include "packet/parse_error.hpp"
#include "packet/reader.hpp"
#include "packet/types.hpp"
#include "packet/writer.hpp"

namespace tracerouter::packet {

inline constexpr std::uint8_t ipv6_header_size = 40;  ///< without extension headers

/// The header of an IPv6 datagram, RFC 8200 section 3:
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-------+---------------+---------------------------------------+
///   0 |   6   | traffic class |              flow label               |
///     +-------+---------------+-------+---------------+---------------+
///   4 |        payload length         |  next header  |   hop limit   |
///     +-------------------------------+---------------+---------------+
///   8 |                     source (16 octets)                        |
///  24 |                   destination (16 octets)                     |
///     +---------------------------------------------------------------+
///  40 |  extension headers, then the message of the transport ...     |
///     +---------------------------------------------------------------+
struct ipv6_header {
    std::uint8_t traffic_class = 0;
    std::uint32_t flow_label = 0;      ///< 20 bits
    std::uint16_t payload_length = 0;  ///< octets behind these 40
    packet::ttl hop_limit{};
    std::uint8_t protocol = 0;  ///< of the transport, behind all extension headers
    boost::asio::ip::address_v6 source;
    boost::asio::ip::address_v6 destination;
    std::uint16_t header_length = ipv6_header_size;  ///< octets before the transport, extension headers included
    bool fragment = false;  ///< not the first of its datagram: what follows is no transport header

    friend bool operator==(const ipv6_header&, const ipv6_header&) = default;
};

/// Reads an address; unspecified if `in` ends before it does.
[[nodiscard]] boost::asio::ip::address_v6 read_ipv6_address(reader& in) noexcept;

/// Most extension headers walked over before a datagram is taken to be nonsense.
inline constexpr int max_extension_headers = 8;

/// Reads the header of a datagram quoted in an ICMPv6 error, and finds its transport behind extension headers (RFC 8200
/// section 4: hop-by-hop, routing, fragment, destination options; RFC 4302: authentication).
/// Errors: truncated, bad_version, bad_header_length (too many extension headers).
[[nodiscard]] parsed<ipv6_header> parse_quoted_ipv6(std::span<const std::byte> quote) noexcept;

/// Writes a header without extension headers. `header_length` and `fragment` are not looked at.
void write_ipv6(writer& out, const ipv6_header& header) noexcept;

}  // namespace tracerouter::packet
