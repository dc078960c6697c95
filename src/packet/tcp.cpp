#include "packet/tcp.hpp"

#include "packet/checksum.hpp"
#include "packet/reader.hpp"
#include "packet/writer.hpp"

namespace tracerouter::packet {
namespace {

constexpr std::uint16_t syn = 0x02;
constexpr std::uint16_t rst = 0x04;
constexpr std::uint16_t ack = 0x10;

constexpr std::size_t tcp_checksum_at = 16;
constexpr std::size_t time_stamp_at = 26;
constexpr std::uint16_t time_stamp_kind_and_size = 0x080a;
constexpr std::uint16_t window = 64'240;  // what Linux offers first

void write_header(writer& out, const tcp_probe& probe) noexcept {
    out.u16(value(probe.source_port));
    out.u16(value(probe.destination_port));
    out.u32(tcp_sequence_number(probe.sequence, probe.cookie));
    out.u32(0);
    out.u16(static_cast<std::uint16_t>(min_tcp_size / 4 << 12 | syn));
    out.u16(window);
    out.u32(0);  // checksum, urgent pointer
}

void write_options(writer& out, const tcp_probe& probe) noexcept {
    out.u32(0x0204'05b4);  // maximum segment size: 1460
    out.u32(0x0402'080a);  // selective acknowledgement permitted; time stamps:
    out.u32(std::uint32_t{probe.cookie} << 16 | value(probe.sequence));
    out.u32(0);
    out.u32(0x0103'0307);  // padding; window scale 7
}

}  // namespace

bool write_tcp_probe(std::span<std::byte> out, const tcp_probe& probe) noexcept {
    const std::size_t ip_size = ip_header_size(probe.header);
    if (probe.header.packet_size < ip_size + min_tcp_size) return false;
    writer datagram = begin_probe(out, probe.header, protocol_tcp);
    write_header(datagram, probe);
    write_options(datagram, probe);
    datagram.zeros(datagram.remaining());
    if (!datagram.ok()) return false;

    const std::span<std::byte> segment = out.first(probe.header.packet_size).subspan(ip_size);
    internet_sum sum = pseudo_header(probe.header, protocol_tcp);
    sum.add(segment);
    writer{segment.subspan(tcp_checksum_at)}.u16(sum.checksum());
    return true;
}

std::optional<quoted_tcp> read_quoted_tcp(std::span<const std::byte> message) noexcept {
    reader in{message};
    quoted_tcp quoted;
    quoted.source_port = port{in.u16()};
    quoted.destination_port = port{in.u16()};
    quoted.sequence_number = in.u32();
    if (!in.ok()) return std::nullopt;
    in.skip(time_stamp_at - 8);
    const bool stamped = in.u16() == time_stamp_kind_and_size;
    in.skip(2);
    const packet::sequence again{in.u16()};
    if (in.ok() && stamped) quoted.stamped = again;
    return quoted;
}

parsed<tcp_reply> parse_tcp_reply(std::span<const std::byte> segment) noexcept {
    reader in{segment};
    tcp_reply reply;
    reply.source_port = port{in.u16()};
    reply.destination_port = port{in.u16()};
    reply.sequence_number = in.u32();
    reply.acknowledged = in.u32();
    const std::uint16_t flags = in.u16();
    in.skip(6);
    if (!in.ok()) return parse_error::truncated;
    reply.reset = (flags & rst) != 0;
    if (!reply.reset && (flags & (syn | ack)) != (syn | ack)) return parse_error::unsupported_type;
    return reply;
}

}  // namespace tracerouter::packet
