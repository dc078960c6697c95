#include "packet/icmp_error.hpp"

#include "packet/icmp.hpp"
#include "packet/reader.hpp"

namespace tracerouter::packet {
namespace {

// RFC 4884 sections 4.1 to 4.5: the length field counts 32-bit words, in ICMPv6 64-bit words.
constexpr std::size_t length_unit_v4 = 4;
constexpr std::size_t length_unit_v6 = 8;

bool tells_mtu(std::uint8_t type, std::uint8_t code, bool v4) noexcept {
    return v4 ? type == icmp_unreachable && code == icmp_fragmentation_needed : type == icmpv6_packet_too_big;
}

icmp_error of_kind(std::uint8_t type, std::uint8_t code, bool v4) noexcept {
    icmp_error error;
    const bool exceeded = type == (v4 ? icmp_time_exceeded : icmpv6_time_exceeded);
    error.kind = exceeded ? reply_kind::time_exceeded : reply_kind::unreachable;
    error.port_unreachable = v4 ? type == icmp_unreachable && code == icmp_port_unreachable
                                : type == icmpv6_unreachable && code == icmpv6_port_unreachable;
    return error;
}

/// Octets that the four octets behind the checksum give to the quote; 0 where they mean something else.
std::size_t quote_size(std::uint32_t field, std::uint8_t type, bool v4) noexcept {
    if (v4) return (field >> 16 & 0xff) * length_unit_v4;
    return type == icmpv6_packet_too_big ? 0 : (field >> 24) * length_unit_v6;
}

}  // namespace

found_extensions icmp_error::extensions(std::size_t probe_size) const noexcept {
    extension_place known = place;
    if (known.datagram_size == 0) known.datagram_size = probe_size;
    return find_extensions(body, known);
}

bool is_icmp_error(std::uint8_t type, bool v4) noexcept {
    if (v4) return type == icmp_unreachable || type == icmp_time_exceeded;
    return type == icmpv6_unreachable || type == icmpv6_packet_too_big || type == icmpv6_time_exceeded;
}

parsed<icmp_error> parse_icmp_error(std::span<const std::byte> message, bool v4) noexcept {
    reader in{message};
    const std::uint8_t type = in.u8();
    const std::uint8_t code = in.u8();
    in.skip(2);
    const std::uint32_t field = in.u32();
    if (!in.ok()) return parse_error::truncated;

    icmp_error error = of_kind(type, code, v4);
    const std::uint32_t mtu = v4 ? field & 0xffff : field;
    if (tells_mtu(type, code, v4) && mtu != 0) error.next_hop_mtu = mtu;
    const std::span<const std::byte> body = in.take(in.remaining());
    const parsed<quoted_datagram> quoted = parse_quoted_datagram(body, v4);
    if (quoted.has_error()) return quoted.error();
    error.quoted = *quoted;
    error.body = body;
    error.place = {
        .quote_size = quote_size(field, type, v4), .stripped = 0, .datagram_size = quoted->length.value_or(0)};
    return error;
}

icmp_error make_icmp_error(const queued_error& queued, std::span<const std::byte> rest,
                           std::uint8_t protocol) noexcept {
    const bool v4 = queued.destination.is_v4();
    icmp_error error = of_kind(queued.icmp_type, queued.icmp_code, v4);
    if (tells_mtu(queued.icmp_type, queued.icmp_code, v4) && queued.mtu != 0) error.next_hop_mtu = queued.mtu;
    error.quoted.destination = queued.destination;
    error.body = rest;
    error.place = {.quote_size = queued.extensions_at, .stripped = queued.stripped, .datagram_size = 0};
    if (protocol == protocol_udp) {
        error.quoted.transport = quoted_udp{std::nullopt, read_udp_mark(rest)};
    } else {
        error.quoted.transport = read_quoted_transport(rest, protocol);
    }
    return error;
}

}  // namespace tracerouter::packet
