#include "packet/ipv4.hpp"

#include "packet/checksum.hpp"
#include "packet/reader.hpp"

namespace tracerouter::packet {
namespace {

constexpr std::uint8_t version_4 = 0x40;
constexpr std::uint8_t octets_per_word = 4;
constexpr std::uint16_t dont_fragment_bit = 0x4000;
constexpr std::uint16_t more_fragments_bit = 0x2000;
constexpr std::uint16_t fragment_offset_bits = 0x1fff;
constexpr std::size_t checksum_at = 10;

}  // namespace

parsed<ipv4_header> parse_quoted_ipv4(std::span<const std::byte> quote) noexcept {
    reader in{quote};
    ipv4_header header;
    const std::uint8_t version_and_length = in.u8();
    header.tos = in.u8();
    header.total_length = in.u16();
    header.id = in.u16();
    const std::uint16_t fragment = in.u16();
    header.ttl = packet::ttl{in.u8()};
    header.protocol = in.u8();
    header.checksum = in.u16();
    header.source = boost::asio::ip::address_v4{in.u32()};
    header.destination = boost::asio::ip::address_v4{in.u32()};
    if (!in.ok()) return parse_error::truncated;

    header.dont_fragment = (fragment & dont_fragment_bit) != 0;
    header.more_fragments = (fragment & more_fragments_bit) != 0;
    header.fragment_offset = fragment & fragment_offset_bits;
    header.header_length = static_cast<std::uint8_t>((version_and_length & 0x0f) * octets_per_word);
    if ((version_and_length & 0xf0) != version_4) return parse_error::bad_version;
    if (header.header_length < ipv4_header_size) return parse_error::bad_header_length;
    if (header.header_length > quote.size()) return parse_error::truncated;
    return header;
}

parsed<ipv4_header> parse_ipv4(std::span<const std::byte> datagram) noexcept {
    parsed<ipv4_header> header = parse_quoted_ipv4(datagram);
    if (header.has_error()) return header;
    if (header->total_length < header->header_length) return parse_error::bad_length;
    if (header->total_length > datagram.size()) return parse_error::truncated;
    if (checksum(datagram.first(header->header_length)) != 0) return parse_error::bad_checksum;
    return header;
}

void write_ipv4(writer& out, const ipv4_header& header) noexcept {
    const std::span<std::byte> octets = out.take(ipv4_header_size);
    if (octets.empty()) return;

    writer fields{octets};
    fields.u8(version_4 | ipv4_header_size / octets_per_word);
    fields.u8(header.tos);
    fields.u16(header.total_length);
    fields.u16(header.id);
    fields.u16(static_cast<std::uint16_t>((header.dont_fragment ? dont_fragment_bit : 0) |
                                          (header.more_fragments ? more_fragments_bit : 0) |
                                          (header.fragment_offset & fragment_offset_bits)));
    fields.u8(value(header.ttl));
    fields.u8(header.protocol);
    fields.u16(0);
    fields.u32(header.source.to_uint());
    fields.u32(header.destination.to_uint());

    // The checksum comes last: it covers the whole header, with itself taken as zero.
    writer{octets.subspan(checksum_at)}.u16(checksum(octets));
}

}  // namespace tracerouter::packet
