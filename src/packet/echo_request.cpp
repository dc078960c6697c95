#include "packet/echo_request.hpp"

#include "packet/checksum.hpp"
#include "packet/icmp.hpp"
#include "packet/reader.hpp"
#include "packet/writer.hpp"

namespace tracerouter::packet {
namespace {

bool can_be_written(const echo_probe& probe) noexcept {
    return probe.header.packet_size >= ip_header_size(probe.header) + min_echo_size && probe.checksum != 0 &&
           probe.checksum != 0xffff;
}

/// With this word and the other, which are sequence number and balance, the message, checksum included, sums up to what
/// verifies. The zeros of the payload add nothing.
std::uint16_t balance(const echo_probe& probe, std::uint16_t other) noexcept {
    // Only ICMPv6 covers addresses.
    const bool v4 = probe.header.destination.is_v4();
    internet_sum sum = v4 ? internet_sum{} : pseudo_header(probe.header, protocol_icmpv6);
    sum.add(static_cast<std::uint16_t>((v4 ? icmp_echo_request : icmpv6_echo_request) << 8));
    sum.add(probe.checksum);
    sum.add(value(probe.identifier));
    sum.add(other);
    return sum.checksum();
}

}  // namespace

bool write_echo_probe(std::span<std::byte> out, const echo_probe& probe) noexcept {
    if (!can_be_written(probe)) return false;
    const bool v4 = probe.header.destination.is_v4();
    const std::uint8_t type = v4 ? icmp_echo_request : icmpv6_echo_request;
    writer datagram = begin_probe(out, probe.header, v4 ? protocol_icmp : protocol_icmpv6);
    datagram.u8(type);
    datagram.u8(0);
    datagram.u16(probe.checksum);
    datagram.u16(value(probe.identifier));
    datagram.u16(value(probe.sequence));
    if (!datagram.ok()) return false;
    datagram.u16(balance(probe, value(probe.sequence)));
    datagram.zeros(datagram.remaining());
    return datagram.ok();
}

packet::sequence sequence_balanced_by(const echo_probe& probe, std::uint16_t word) noexcept {
    return packet::sequence{balance(probe, word)};
}

std::optional<quoted_echo> read_quoted_echo(std::span<const std::byte> message, std::uint8_t type) noexcept {
    reader in{message};
    const std::uint8_t quoted_type = in.u8();
    const std::uint8_t code = in.u8();
    quoted_echo echo;
    echo.checksum = in.u16();
    echo.identifier = packet::identifier{in.u16()};
    echo.sequence = packet::sequence{in.u16()};
    if (!in.ok() || quoted_type != type || code != 0) return std::nullopt;
    return echo;
}

}  // namespace tracerouter::packet
