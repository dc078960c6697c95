#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "packet/extensions.hpp"
#include "packet/parse_error.hpp"
#include "packet/quoted_datagram.hpp"
#include "tracerouter/datagram.hpp"
#include "tracerouter/trace_result.hpp"

namespace tracerouter::packet {

/// What an ICMP error says, of either family.
struct icmp_error {
    reply_kind kind{};                          ///< time_exceeded or a refusal
    std::optional<std::uint32_t> next_hop_mtu;  ///< octets; absent too when the router says 0, unknown
    quoted_datagram quoted;
    std::span<const std::byte> body;  ///< what is behind the ICMP header, extensions included
    extension_place place;            ///< where in it they are looked for

    /// The extensions. `probe_size`: octets of the datagram that we had sent, if that is known better than from the
    /// quote, in which some routers have their own byte order.
    [[nodiscard]] found_extensions extensions(std::size_t probe_size = 0) const noexcept;
};

/// Whether this is one of the errors below. That a host has not got all fragments of a datagram in time is none.
[[nodiscard]] bool is_icmp_error(std::uint8_t type, std::uint8_t code, bool v4) noexcept;

/// Reads an error whose checksum was verified. ICMPv4: RFC 792 type 3, 11 or 12, with RFC 1191 (MTU) and RFC 4884
/// (length, extensions); ICMPv6: RFC 4443 type 1 to 4:
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +---------------+---------------+-------------------------------+
///   0 |     type      |     code      |           checksum            |
///     +---------------+---------------+-------------------------------+
///   4 | v6: length    | v4: length    | v4: MTU (type 3 code 4)       |   v6: type 2: MTU, type 4: pointer (32 bits)
///     +---------------+---------------+-------------------------------+
///   8 |  quoted datagram: IP header and eight octets or more,         |
///     |  then perhaps an extension structure ...                      |
///     +---------------------------------------------------------------+
///
/// Errors: truncated, and those of parse_quoted_datagram.
[[nodiscard]] parsed<icmp_error> parse_icmp_error(std::span<const std::byte> message, bool v4) noexcept;

/// The same of an error that the kernel has taken apart. `rest`: what it left of the quoted datagram, a message of
/// `protocol` or, for UDP, the payload of one.
[[nodiscard]] icmp_error make_icmp_error(const queued_error& error, std::span<const std::byte> rest,
                                         std::uint8_t protocol) noexcept;

}  // namespace tracerouter::packet
