#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "packet/parse_error.hpp"
#include "packet/probe_header.hpp"
#include "packet/types.hpp"

namespace tracerouter::packet {

/// A probe: a TCP SYN (RFC 9293), like that of a connection that is about to be made, with the options that Linux sends
/// (RFC 9293 section 3.2, RFC 2018, RFC 7323), because filters are suspicious of anything else.
///
/// Both ports stay constant over a flow; the initial sequence number tells probes apart.
struct tcp_probe {
    probe_header header;
    port source_port{};
    port destination_port{};
    packet::sequence sequence{};
    std::uint16_t cookie = 0;  ///< below tcp_cookie_limit, so that acknowledged data does not touch the sequence
};

/// TCP header with options.
inline constexpr std::size_t min_tcp_size = 40;
inline constexpr std::uint16_t tcp_cookie_limit = 1 << 15;

/// The initial sequence number of a probe: sequence (16 bits), cookie (16 bits).
[[nodiscard]] constexpr std::uint32_t tcp_sequence_number(packet::sequence sequence, std::uint16_t cookie) noexcept {
    return std::uint32_t{value(sequence)} << 16 | cookie;
}

/// Writes the whole datagram to the first `packet_size` octets of `out`; behind its IP header
///
///    0  source port (2), destination port (2), sequence number (4), acknowledgement (4)
///   12  data offset 10, SYN, window (2), checksum (2), urgent pointer (2)
///   20  options (20): maximum segment size, selective acknowledgement, time stamps, window scale; the time stamp is
///       cookie (2), sequence (2)
///   40  zeros up to packet_size, as data
///
/// False if `out` or `packet_size` is too small or the addresses are of two families.
[[nodiscard]] bool write_tcp_probe(std::span<std::byte> out, const tcp_probe& probe) noexcept;

/// As much of a TCP probe as is quoted, and needed.
struct quoted_tcp {
    port source_port{};
    port destination_port{};
    std::uint32_t sequence_number = 0;
    std::optional<packet::sequence> stamped{};  ///< the sequence of the probe, in the time stamp; absent if not quoted

    friend bool operator==(const quoted_tcp&, const quoted_tcp&) = default;
};

/// Reads a quoted TCP segment; nothing if it is shorter than eight octets.
[[nodiscard]] std::optional<quoted_tcp> read_quoted_tcp(std::span<const std::byte> message) noexcept;

/// A segment that answers a SYN: SYN and ACK, or RST and ACK (RFC 9293 section 3.10.7). Some hosts and filters reset
/// without ACK, but with our number in one of the two fields.
struct tcp_reply {
    port source_port{};
    port destination_port{};
    std::uint32_t sequence_number = 0;  ///< its own
    std::uint32_t acknowledged = 0;     ///< the sequence number behind the SYN, or behind the data that came with it
    bool reset = false;

    friend bool operator==(const tcp_reply&, const tcp_reply&) = default;
};

/// Reads a segment. Its checksum is not looked at: on virtual links it is left to a device that is not there, and the
/// acknowledged number says more. Errors: truncated, unsupported_type (it answers no SYN).
[[nodiscard]] parsed<tcp_reply> parse_tcp_reply(std::span<const std::byte> segment) noexcept;

}  // namespace tracerouter::packet
