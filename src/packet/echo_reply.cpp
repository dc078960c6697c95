#include "packet/echo_reply.hpp"

#include "packet/echo_request.hpp"
#include "packet/icmp.hpp"
#include "packet/reader.hpp"

namespace tracerouter::packet {
namespace {

/// One's complement is arithmetic modulo 0xffff, where changing the type is adding the old one and the complement of
/// the new one to the checksum. That of a probe is never 0xffff: the remainder is the only candidate.
constexpr std::uint16_t with_type_changed(std::uint16_t checksum, std::uint8_t from, std::uint8_t to) noexcept {
    const std::uint32_t difference = 0xffffU + (std::uint32_t{from} << 8) - (std::uint32_t{to} << 8);
    return static_cast<std::uint16_t>((checksum + difference) % 0xffff);
}

}  // namespace

parsed<echo_reply> parse_echo_reply(std::span<const std::byte> message) noexcept {
    reader in{message};
    echo_reply reply;
    const std::uint8_t type = in.u8();
    in.skip(1);
    const std::uint16_t checksum = in.u16();
    reply.identifier = packet::identifier{in.u16()};
    reply.sequence = packet::sequence{in.u16()};
    if (!in.ok()) return parse_error::truncated;
    reply.size = message.size();
    if (message.size() < min_echo_size) return reply;
    reply.request_checksum = type == icmp_echo_reply
                                 ? with_type_changed(checksum, icmp_echo_reply, icmp_echo_request)
                                 : with_type_changed(checksum, icmpv6_echo_reply, icmpv6_echo_request);
    return reply;
}

}  // namespace tracerouter::packet
