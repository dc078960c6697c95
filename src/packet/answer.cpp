#include "packet/answer.hpp"

#include <optional>
#include <span>

#include "packet/checksum.hpp"
#include "packet/icmp.hpp"
#include "packet/ipv4.hpp"

namespace tracerouter::packet {
namespace {

using octets = std::span<const std::byte>;

// These fill in an answer, which is large, where it is, and return what is wrong with it.
using problem = std::optional<parse_error>;

/// Whether a host may have this address: not where it is the unspecified one or names several (RFC 1122 section
/// 3.2.1.3, RFC 4291 section 2.7), nor where it is of the other family.
bool is_possible(const boost::asio::ip::address& source) noexcept {
    if (source.is_unspecified() || source.is_multicast()) return false;
    return source.is_v4() ? source.to_v4() != boost::asio::ip::address_v4::broadcast() : !source.to_v6().is_v4_mapped();
}

template <class Body>
problem take(answer& out, const parsed<Body>& body) noexcept {
    if (body.has_error()) return body.error();
    out.body = *body;
    return std::nullopt;
}

problem read_icmp(answer& out, octets message, bool v4) noexcept {
    if (message.size() < icmp_header_size) return parse_error::truncated;
    const auto type = std::to_integer<std::uint8_t>(message[0]);
    out.icmp_type = type;
    out.icmp_code = std::to_integer<std::uint8_t>(message[1]);
    if (type == (v4 ? icmp_echo_reply : icmpv6_echo_reply)) return take(out, parse_echo_reply(message));
    if (is_icmp_error(type, *out.icmp_code, v4)) return take(out, parse_icmp_error(message, v4));
    return parse_error::unsupported_type;
}

problem read_message(answer& out, octets message, std::uint8_t protocol) noexcept {
    switch (protocol) {
        case protocol_icmp: return read_icmp(out, message, true);
        case protocol_icmpv6: return read_icmp(out, message, false);
        case protocol_tcp: return take(out, parse_tcp_reply(message));
        default: return parse_error::other_protocol;
    }
}

problem read_ipv4_datagram(answer& out, octets datagram) noexcept {
    const parsed<ipv4_header> header = parse_ipv4(datagram);
    if (header.has_error()) return header.error();
    if (header->protocol != protocol_icmp && header->protocol != protocol_tcp) return parse_error::other_protocol;
    if (header->more_fragments || header->fragment_offset != 0) return parse_error::fragment;
    const octets message = datagram.first(header->total_length).subspan(header->header_length);
    if (header->protocol == protocol_icmp && checksum(message) != 0) {
        return message.size() < icmp_header_size ? parse_error::truncated : parse_error::bad_checksum;
    }
    if (!is_possible(header->source)) return parse_error::impossible_source;
    out.responder = header->source;
    out.reply_ttl = header->ttl;
    out.ip_id = header->id;
    return read_message(out, message, header->protocol);
}

problem read_stripped(answer& out, const received_datagram& received, const stripped_header& outer) noexcept {
    if (!is_possible(outer.source)) return parse_error::impossible_source;
    out.responder = outer.source;
    if (outer.ttl) out.reply_ttl = packet::ttl{*outer.ttl};
    if (!received.error) return read_message(out, received.bytes, outer.protocol);
    out.icmp_type = received.error->icmp_type;
    out.icmp_code = received.error->icmp_code;
    const bool v4 = received.error->destination.is_v4();
    if (!is_icmp_error(*out.icmp_type, *out.icmp_code, v4)) return parse_error::unsupported_type;
    out.body = make_icmp_error(*received.error, received.bytes, outer.protocol);
    return std::nullopt;
}

}  // namespace

parsed<answer> parse_answer(const received_datagram& received) noexcept {
    parsed<answer> out;
    const problem found =
        received.outer ? read_stripped(*out, received, *received.outer) : read_ipv4_datagram(*out, received.bytes);
    if (found) out = *found;
    return out;
}

}  // namespace tracerouter::packet
