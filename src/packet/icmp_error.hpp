#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "packet/ipv4.hpp"
#include "packet/parse_error.hpp"
#include "packet/types.hpp"

namespace tracerouter::packet {

/// The first eight octets of an ICMP echo request, as quoted by the sender of an error. Every router quotes them (RFC
/// 792); a translator on the way may have changed them.
struct quoted_echo {
    packet::identifier identifier{};
    packet::sequence sequence{};
    std::uint16_t checksum = 0;

    friend bool operator==(const quoted_echo&, const quoted_echo&) = default;
};

/// An ICMP error message, RFC 792 with RFC 1191 (MTU) and RFC 4884 (length, extensions):
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +---------------+---------------+-------------------------------+
///   0 |     type      |     code      |           checksum            |
///     +---------------+---------------+-------------------------------+
///   4 |    unused     |    length     |  next-hop MTU (type 3 code 4) |
///     +---------------+---------------+-------------------------------+
///   8 |  quoted datagram: IP header and eight octets or more,         |
///     |  then perhaps an extension structure ...                      |
///     +---------------------------------------------------------------+
struct icmp_error {
    std::uint8_t type = 0;
    std::uint8_t code = 0;
    ipv4_header quoted;
    std::optional<quoted_echo> echo;            ///< if an ICMP echo request is quoted, as far as its sequence number
    std::optional<std::uint16_t> next_hop_mtu;  ///< octets; absent too when the router says 0, unknown
    std::span<const std::byte> extensions;      ///< sound RFC 4884 structure within the message; empty if none
};

/// Reads a message of type 3 or 11 whose checksum was verified. Errors: truncated, and those of parse_quoted_ipv4.
[[nodiscard]] parsed<icmp_error> parse_icmp_error(std::span<const std::byte> message) noexcept;

}  // namespace tracerouter::packet
