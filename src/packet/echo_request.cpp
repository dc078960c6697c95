#include "packet/echo_request.hpp"

#include "packet/checksum.hpp"
#include "packet/icmp.hpp"
#include "packet/ipv4.hpp"
#include "packet/writer.hpp"
#include "tracerouter/trace_options.hpp"

namespace tracerouter::packet {
namespace {

bool can_be_written(const echo_probe& probe, std::size_t room) noexcept {
    return probe.packet_size >= min_packet_size && probe.packet_size <= room && probe.checksum != 0 &&
           probe.checksum != 0xffff;
}

ipv4_header header_of(const echo_probe& probe) noexcept {
    return {.tos = probe.tos,
            .total_length = probe.packet_size,
            .id = probe.ip_id,
            .dont_fragment = probe.dont_fragment,
            .ttl = probe.ttl,
            .protocol = protocol_icmp,
            .source = probe.source,
            .destination = probe.destination};
}

/// With this word the message, checksum included, sums up to what verifies. The zeros of the payload add nothing.
std::uint16_t balance(const echo_probe& probe) noexcept {
    internet_sum sum;
    sum.add(std::uint16_t{icmp_echo_request << 8});
    sum.add(probe.checksum);
    sum.add(value(probe.identifier));
    sum.add(value(probe.sequence));
    return sum.checksum();
}

}  // namespace

bool write_echo_probe(std::span<std::byte> out, const echo_probe& probe) noexcept {
    if (!can_be_written(probe, out.size())) return false;
    writer datagram{out.first(probe.packet_size)};
    write_ipv4(datagram, header_of(probe));
    datagram.u8(icmp_echo_request);
    datagram.u8(0);
    datagram.u16(probe.checksum);
    datagram.u16(value(probe.identifier));
    datagram.u16(value(probe.sequence));
    datagram.u16(balance(probe));
    datagram.zeros(datagram.remaining());
    return datagram.ok();
}

}  // namespace tracerouter::packet
