#include "packet/answer.hpp"

#include "packet/checksum.hpp"
#include "packet/icmp.hpp"

namespace tracerouter::packet {
namespace {

template <class Body>
parsed<answer> compose(const ipv4_header& outer, std::span<const std::byte> message,
                       const parsed<Body>& body) noexcept {
    if (body.has_error()) return body.error();
    return answer{.outer = outer,
                  .icmp_type = std::to_integer<std::uint8_t>(message[0]),
                  .icmp_code = std::to_integer<std::uint8_t>(message[1]),
                  .body = *body};
}

parsed<answer> parse_message(const ipv4_header& outer, std::span<const std::byte> message) noexcept {
    if (message.size() < icmp_header_size) return parse_error::truncated;
    if (checksum(message) != 0) return parse_error::bad_checksum;
    switch (std::to_integer<std::uint8_t>(message[0])) {
        case icmp_echo_reply: return compose(outer, message, parse_echo_reply(message));
        case icmp_unreachable:
        case icmp_time_exceeded: return compose(outer, message, parse_icmp_error(message));
        default: return parse_error::unsupported_type;
    }
}

}  // namespace

parsed<answer> parse_answer(std::span<const std::byte> ip_datagram) noexcept {
    const parsed<ipv4_header> outer = parse_ipv4(ip_datagram);
    if (outer.has_error()) return outer.error();
    if (outer->protocol != protocol_icmp) return parse_error::not_icmp;
    if (outer->more_fragments || outer->fragment_offset != 0) return parse_error::fragment;
    return parse_message(*outer, ip_datagram.first(outer->total_length).subspan(outer->header_length));
}

}  // namespace tracerouter::packet
