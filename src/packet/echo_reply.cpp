#include "packet/echo_reply.hpp"

#include "packet/icmp.hpp"
#include "packet/reader.hpp"

namespace tracerouter::packet {

std::uint16_t request_checksum(const echo_reply& reply) noexcept {
    // One's complement is arithmetic modulo 0xffff, where taking the type away is adding its complement. The checksum
    // of a request is never 0xffff, because its type is not 0: the remainder is the only candidate.
    constexpr std::uint32_t without_type = 0xffff - (icmp_echo_request << 8);
    return static_cast<std::uint16_t>((reply.checksum + without_type) % 0xffff);
}

parsed<echo_reply> parse_echo_reply(std::span<const std::byte> message) noexcept {
    reader in{message};
    echo_reply reply;
    in.skip(2);
    reply.checksum = in.u16();
    reply.identifier = packet::identifier{in.u16()};
    reply.sequence = packet::sequence{in.u16()};
    if (!in.ok()) return parse_error::truncated;
    return reply;
}

}  // namespace tracerouter::packet
