#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "packet/probe_header.hpp"
#include "packet/types.hpp"

namespace tracerouter::packet {

/// A probe: an ICMP echo request (RFC 792, RFC 4443 section 4.1).
///
/// Routers that share load hash the first octets of ICMP as if they were ports. So that all probes of a flow take one
/// path, `identifier` and `checksum` stay constant over it; only `sequence` moves.
struct echo_probe {
    probe_header header;
    packet::identifier identifier{};
    packet::sequence sequence{};
    std::uint16_t checksum = 0;  ///< the wanted ICMP checksum: neither 0 nor 0xffff, which are one number to RFC 1071
};

/// ICMP header and balance.
inline constexpr std::size_t min_echo_size = 10;

/// Writes the whole datagram to the first `packet_size` octets of `out`; behind its IP header
///
///    0  type 8 (ICMPv6: 128), code 0, checksum (2), identifier (2), sequence (2)
///    8  balance (2): whatever makes the checksum the wanted one
///   10  zeros up to packet_size
///
/// False if `out` or `packet_size` is too small, the addresses are of two families or no balance gives that checksum.
[[nodiscard]] bool write_echo_probe(std::span<std::byte> out, const echo_probe& probe) noexcept;

/// Which sequence number a probe has, otherwise like this one, that has this balance.
[[nodiscard]] packet::sequence sequence_balanced_by(const echo_probe& probe, std::uint16_t balance) noexcept;

/// The first eight octets of an echo request, as quoted by the sender of an error. Every router quotes them (RFC 792);
/// a translator on the way may have changed them.
struct quoted_echo {
    packet::identifier identifier{};
    packet::sequence sequence{};
    std::uint16_t checksum = 0;

    friend bool operator==(const quoted_echo&, const quoted_echo&) = default;
};

/// Reads a quoted echo request whose first octet is `type`; nothing if it is another message or shorter than that.
[[nodiscard]] std::optional<quoted_echo> read_quoted_echo(std::span<const std::byte> message,
                                                          std::uint8_t type) noexcept;

}  // namespace tracerouter::packet
