#include "packet/icmp_error.hpp"

#include "packet/icmp.hpp"
#include "packet/reader.hpp"

namespace tracerouter::packet {
namespace {

// RFC 4884 sections 4.1 to 4.5: the length field counts 32-bit words, in ICMPv6 64-bit words.
constexpr std::size_t length_unit_v4 = 4;
constexpr std::size_t length_unit_v6 = 8;

reply_kind kind_of_unreachable_v4(std::uint8_t code) noexcept {
    switch (code) {
        case icmp_port_unreachable: return reply_kind::port_unreachable;
        case icmp_fragmentation_needed: return reply_kind::too_big;
        case icmp_network_prohibited:
        case icmp_host_prohibited:
        case icmp_communication_prohibited: return reply_kind::prohibited;
        default: return reply_kind::unreachable;
    }
}

reply_kind kind_of_unreachable_v6(std::uint8_t code) noexcept {
    switch (code) {
        case icmpv6_port_unreachable: return reply_kind::port_unreachable;
        case icmpv6_prohibited:
        case icmpv6_source_policy:
        case icmpv6_reject_route: return reply_kind::prohibited;
        default: return reply_kind::unreachable;
    }
}

reply_kind kind_of(std::uint8_t type, std::uint8_t code, bool v4) noexcept {
    if (type == (v4 ? icmp_time_exceeded : icmpv6_time_exceeded)) return reply_kind::time_exceeded;
    if (v4) return type == icmp_unreachable ? kind_of_unreachable_v4(code) : reply_kind::unreachable;
    if (type == icmpv6_packet_too_big) return reply_kind::too_big;
    return type == icmpv6_unreachable ? kind_of_unreachable_v6(code) : reply_kind::unreachable;
}

/// What the four octets behind the checksum say of the quote.
extension_place place_from(std::uint32_t field, std::uint8_t type, bool v4) noexcept {
    extension_place place;
    place.length_field = v4 ? field >> 16 & 0xff : field >> 24;
    if (!v4 && (type == icmpv6_packet_too_big || type == icmpv6_parameter_problem)) place.length_field = 0;
    place.quote_size = place.length_field * (v4 ? length_unit_v4 : length_unit_v6);
    return place;
}

}  // namespace

found_extensions icmp_error::extensions(std::size_t probe_size) const noexcept {
    extension_place known = place;
    if (probe_size != 0) known.datagram_size = probe_size;
    return find_extensions(body, known);
}

bool is_icmp_error(std::uint8_t type, std::uint8_t code, bool v4) noexcept {
    if (type == (v4 ? icmp_time_exceeded : icmpv6_time_exceeded)) return code != icmp_reassembly_exceeded;
    if (v4) return type == icmp_unreachable || type == icmp_parameter_problem;
    return type == icmpv6_unreachable || type == icmpv6_packet_too_big || type == icmpv6_parameter_problem;
}

parsed<icmp_error> parse_icmp_error(std::span<const std::byte> message, bool v4) noexcept {
    reader in{message};
    const std::uint8_t type = in.u8();
    const std::uint8_t code = in.u8();
    in.skip(2);
    const std::uint32_t field = in.u32();
    if (!in.ok()) return parse_error::truncated;

    icmp_error error;
    error.kind = kind_of(type, code, v4);
    const std::uint32_t mtu = v4 ? field & 0xffff : field;
    if (error.kind == reply_kind::too_big && mtu != 0) error.next_hop_mtu = mtu;
    const std::span<const std::byte> body = in.take(in.remaining());
    const parsed<quoted_datagram> quoted = parse_quoted_datagram(body, v4);
    if (quoted.has_error()) return quoted.error();
    error.quoted = *quoted;
    error.body = body;
    error.place = place_from(field, type, v4);
    error.place.datagram_size = quoted->length.value_or(0);
    return error;
}

icmp_error make_icmp_error(const queued_error& queued, std::span<const std::byte> rest,
                           std::uint8_t protocol) noexcept {
    const bool v4 = queued.destination.is_v4();
    icmp_error error;
    error.kind = kind_of(queued.icmp_type, queued.icmp_code, v4);
    if (error.kind == reply_kind::too_big && queued.mtu != 0) error.next_hop_mtu = queued.mtu;
    error.quoted.destination = queued.destination;
    error.body = rest;
    error.place.quote_size = queued.extensions_at;
    error.place.stripped = queued.stripped;
    if (protocol == protocol_udp) {
        error.quoted.transport = quoted_udp{std::nullopt, read_udp_mark(rest)};
    } else {
        read_quoted_message(error.quoted, rest, protocol);
    }
    return error;
}

}  // namespace tracerouter::packet
