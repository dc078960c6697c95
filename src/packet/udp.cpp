#include "packet/udp.hpp"

#include "packet/checksum.hpp"
#include "packet/reader.hpp"
#include "packet/writer.hpp"

namespace tracerouter::packet {
namespace {

std::uint16_t length_of(const udp_probe& probe) noexcept {
    return static_cast<std::uint16_t>(probe.header.packet_size - ip_header_size(probe.header));
}

bool can_be_written(const udp_probe& probe) noexcept {
    return probe.header.packet_size >= ip_header_size(probe.header) + min_udp_size && value(probe.sequence) != 0;
}

/// With this word the datagram, pseudo-header and checksum included, sums up to what verifies.
std::uint16_t balance(const udp_probe& probe) noexcept {
    internet_sum sum = pseudo_header(probe.header, protocol_udp);
    sum.add(value(probe.source_port));
    sum.add(value(probe.destination_port));
    sum.add(length_of(probe));
    sum.add(value(probe.sequence));  // as the checksum
    sum.add(probe.cookie);
    sum.add(value(probe.sequence));  // in the mark
    return sum.checksum();
}

}  // namespace

bool write_udp_probe(std::span<std::byte> out, const udp_probe& probe) noexcept {
    if (!can_be_written(probe)) return false;
    writer datagram = begin_probe(out, probe.header, protocol_udp);
    datagram.u16(value(probe.source_port));
    datagram.u16(value(probe.destination_port));
    datagram.u16(length_of(probe));
    datagram.u16(value(probe.sequence));
    datagram.u16(probe.cookie);
    datagram.u16(value(probe.sequence));
    if (!datagram.ok()) return false;
    datagram.u16(balance(probe));
    datagram.zeros(datagram.remaining());
    return datagram.ok();
}

std::optional<quoted_udp> read_quoted_udp(std::span<const std::byte> message) noexcept {
    reader in{message};
    quoted_udp_header header;
    header.source_port = port{in.u16()};
    header.destination_port = port{in.u16()};
    in.skip(2);
    header.checksum = in.u16();
    if (!in.ok()) return std::nullopt;
    return quoted_udp{header, read_udp_mark(in.take(in.remaining()))};
}

std::optional<udp_mark> read_udp_mark(std::span<const std::byte> payload) noexcept {
    reader in{payload};
    udp_mark mark;
    mark.cookie = in.u16();
    mark.sequence = packet::sequence{in.u16()};
    if (!in.ok()) return std::nullopt;
    return mark;
}

}  // namespace tracerouter::packet
