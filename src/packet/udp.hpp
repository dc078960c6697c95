#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "packet/probe_header.hpp"
#include "packet/types.hpp"
#include "tracerouter/datagram.hpp"

namespace tracerouter::packet {

/// A probe: a UDP datagram (RFC 768) to a port where nobody listens.
///
/// Both ports stay constant over a flow. The checksum tells probes apart, since routers that quote eight octets only
/// quote nothing else that could; who quotes more returns the mark too, which no translator changes.
struct udp_probe {
    probe_header header;
    port source_port{};
    port destination_port{};
    packet::sequence sequence{};  ///< also the checksum; not 0, which means no checksum
    std::uint16_t cookie = 0;     ///< of the mark
};

/// UDP header, mark and balance.
inline constexpr std::size_t min_udp_size = udp_header_size + 6;

/// Writes the whole datagram to the first `packet_size` octets of `out`; behind its IP header
///
///    0  source port (2), destination port (2), length (2), checksum (2)
///    8  mark: cookie (2), sequence (2)
///   12  balance (2): whatever makes the checksum the sequence number
///   14  zeros up to packet_size
///
/// False if `out` or `packet_size` is too small, the addresses are of two families or the sequence number is 0.
[[nodiscard]] bool write_udp_probe(std::span<std::byte> out, const udp_probe& probe) noexcept;

/// The header of a quoted UDP datagram.
struct quoted_udp_header {
    port source_port{};
    port destination_port{};
    std::uint16_t checksum = 0;

    friend bool operator==(const quoted_udp_header&, const quoted_udp_header&) = default;
};

/// The mark of a UDP probe.
struct udp_mark {
    std::uint16_t cookie = 0;
    packet::sequence sequence{};

    friend bool operator==(const udp_mark&, const udp_mark&) = default;
};

/// As much of a UDP probe as is quoted.
struct quoted_udp {
    std::optional<quoted_udp_header> header;  ///< absent where the kernel keeps it back
    std::optional<udp_mark> mark;             ///< absent where it is not quoted

    friend bool operator==(const quoted_udp&, const quoted_udp&) = default;
};

/// Reads a quoted UDP datagram; nothing if it is shorter than a UDP header.
[[nodiscard]] std::optional<quoted_udp> read_quoted_udp(std::span<const std::byte> message) noexcept;

/// Reads the mark at the front of the payload of a quoted UDP datagram, if it is there.
[[nodiscard]] std::optional<udp_mark> read_udp_mark(std::span<const std::byte> payload) noexcept;

}  // namespace tracerouter::packet
