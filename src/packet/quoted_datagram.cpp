#include "packet/quoted_datagram.hpp"

#include "packet/icmp.hpp"
#include "packet/ipv4.hpp"
#include "packet/ipv6.hpp"
#include "packet/reader.hpp"

namespace tracerouter::packet {
namespace {

template <class Quoted>
quoted_transport or_nothing(const std::optional<Quoted>& quoted) noexcept {
    return quoted ? quoted_transport{*quoted} : quoted_transport{};
}

void take_echo(quoted_datagram& out, std::span<const std::byte> message, std::uint8_t type) noexcept {
    constexpr std::size_t echo_header_size = 8;
    out.transport = or_nothing(read_quoted_echo(message, type));
    reader behind{message.size() > echo_header_size ? message.subspan(echo_header_size) : message.first(0)};
    const std::uint16_t word = behind.u16();
    if (behind.ok()) out.balance = word;
}

/// Some routers quote this field, as they do the total length, in the byte order of their processor. No router sends
/// errors about later fragments (RFC 1122 section 3.2.2), least of all of a datagram that says it has none.
bool is_swapped_dont_fragment(const ipv4_header& header) noexcept {
    return header.fragment_offset == 0x0040 && !header.more_fragments && !header.dont_fragment;
}

parsed<quoted_datagram> parse_v4(std::span<const std::byte> quote) noexcept {
    const parsed<ipv4_header> header = parse_quoted_ipv4(quote);
    if (header.has_error()) return header.error();
    quoted_datagram out;
    out.source = header->source;
    out.destination = header->destination;
    out.ttl = header->ttl;
    out.tos = header->tos;
    out.ip_id = header->id;
    out.length = header->total_length;
    if (header->fragment_offset == 0 || is_swapped_dont_fragment(*header)) {
        read_quoted_message(out, quote.subspan(header->header_length), header->protocol);
    }
    return out;
}

parsed<quoted_datagram> parse_v6(std::span<const std::byte> quote) noexcept {
    const parsed<ipv6_header> header = parse_quoted_ipv6(quote);
    if (header.has_error()) return header.error();
    quoted_datagram out;
    out.source = header->source;
    out.destination = header->destination;
    out.ttl = header->hop_limit;
    out.tos = header->traffic_class;
    out.flow_label = header->flow_label;
    out.length = std::size_t{ipv6_header_size} + header->payload_length;
    if (!header->fragment) {
        read_quoted_message(out, quote.subspan(header->header_length), header->protocol);
    }
    return out;
}

}  // namespace

parsed<quoted_datagram> parse_quoted_datagram(std::span<const std::byte> quote, bool v4) noexcept {
    return v4 ? parse_v4(quote) : parse_v6(quote);
}

void read_quoted_message(quoted_datagram& out, std::span<const std::byte> message, std::uint8_t protocol) noexcept {
    switch (protocol) {
        case protocol_icmp: return take_echo(out, message, icmp_echo_request);
        case protocol_icmpv6: return take_echo(out, message, icmpv6_echo_request);
        case protocol_udp: out.transport = or_nothing(read_quoted_udp(message)); return;
        case protocol_tcp: out.transport = or_nothing(read_quoted_tcp(message)); return;
        default: return;
    }
}

}  // namespace tracerouter::packet
