#pragma once

#include <boost/asio/ip/address_v4.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

#include "packet/parse_error.hpp"
#include "packet/types.hpp"
#include "packet/writer.hpp"

namespace tracerouter::packet {

inline constexpr std::uint8_t ipv4_header_size = 20;  ///< without options

/// The header of an IPv4 datagram, RFC 791 section 3.1:
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-------+-------+---------------+-------------------------------+
///   0 |   4   |  IHL  |      TOS      |         total length          |
///     +-------+-------+---------------+-----+-------------------------+
///   4 |        identification         |0 D M|     fragment offset     |
///     +---------------+---------------+-----+-------------------------+
///   8 |      TTL      |   protocol    |        header checksum        |
///     +---------------+---------------+-------------------------------+
///  12 |                            source                             |
///  16 |                          destination                          |
///  20 |                    options (IHL above 5) ...                  |
///     +---------------------------------------------------------------+
struct ipv4_header {
    std::uint8_t tos = 0;                           ///< DSCP (RFC 2474) and ECN (RFC 3168)
    std::uint16_t total_length = 0;                 ///< octets, header included
    std::uint16_t id = 0;                           ///< groups fragments
    bool dont_fragment = false;                     ///< D
    bool more_fragments = false;                    ///< M
    std::uint16_t fragment_offset = 0;              ///< 13 bits, in units of eight octets
    packet::ttl ttl{};                              ///< hops left
    std::uint8_t protocol = 0;                      ///< of the payload
    std::uint16_t checksum = 0;                     ///< as received
    boost::asio::ip::address_v4 source;             ///< octets 12 to 15
    boost::asio::ip::address_v4 destination;        ///< octets 16 to 19
    std::uint8_t header_length = ipv4_header_size;  ///< octets, options included: 20 to 60

    friend bool operator==(const ipv4_header&, const ipv4_header&) = default;
};

/// Reads the header of a datagram that arrived. Strict: the header, its options and its total length lie within
/// `datagram`, and its checksum verifies. Octets after the total length are link-layer padding and ignored.
/// Errors: truncated, bad_version, bad_header_length, bad_length, bad_checksum.
[[nodiscard]] parsed<ipv4_header> parse_ipv4(std::span<const std::byte> datagram) noexcept;

/// Reads the header of a datagram quoted in an ICMP error. Only what is needed to find its fields must hold: routers
/// and translators on the way may have rewritten total length, fragment fields and addresses without the checksum.
/// Errors: truncated, bad_version, bad_header_length.
[[nodiscard]] parsed<ipv4_header> parse_quoted_ipv4(std::span<const std::byte> quote) noexcept;

/// Writes a header without options, with the right checksum. `checksum` and `header_length` are not looked at.
void write_ipv4(writer& out, const ipv4_header& header) noexcept;

}  // namespace tracerouter::packet
