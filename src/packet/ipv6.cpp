#include "packet/ipv6.hpp"

#include <algorithm>

namespace tracerouter::packet {
namespace {

using boost::asio::ip::address_v6;

constexpr std::uint32_t version_6 = 6;
constexpr std::uint16_t offset_of_fragment = 0xfff8;

// RFC 8200 section 4.1, and RFC 4302 for authentication.
constexpr std::uint8_t hop_by_hop = 0;
constexpr std::uint8_t routing = 43;
constexpr std::uint8_t fragment_header = 44;
constexpr std::uint8_t authentication = 51;
constexpr std::uint8_t destination_options = 60;

bool is_extension(std::uint8_t protocol) noexcept {
    return protocol == hop_by_hop || protocol == routing || protocol == fragment_header || protocol == authentication ||
           protocol == destination_options;
}

void write_address(writer& out, const address_v6& address) noexcept {
    for (const unsigned char octet : address.to_bytes()) out.u8(octet);
}

/// Octets of an extension header, the two read already not counted.
std::size_t rest_of_extension(std::uint8_t kind, std::uint8_t length) noexcept {
    if (kind == fragment_header) return 6;
    // In units of 4 octets beyond the first 8 (RFC 4302 section 2.2), of 8 octets for all others.
    return (kind == authentication ? (length + 2U) * 4 : (length + 1U) * 8) - 2;
}

void pass_extension(reader& in, ipv6_header& header) noexcept {
    const std::uint8_t kind = header.protocol;
    header.protocol = in.u8();
    const std::uint8_t length = in.u8();
    reader body{in.take(rest_of_extension(kind, length))};
    if (kind == fragment_header) header.fragment = (body.u16() & offset_of_fragment) != 0;
}

}  // namespace

address_v6 read_ipv6_address(reader& in) noexcept {
    address_v6::bytes_type octets{};
    std::ranges::transform(in.take(octets.size()), octets.begin(),
                           [](std::byte octet) { return std::to_integer<unsigned char>(octet); });
    return address_v6{octets};
}

parsed<ipv6_header> parse_quoted_ipv6(std::span<const std::byte> quote) noexcept {
    reader in{quote};
    ipv6_header header;
    const std::uint32_t first = in.u32();
    header.traffic_class = static_cast<std::uint8_t>(first >> 20);
    header.flow_label = first & 0xf'ffff;
    header.payload_length = in.u16();
    header.protocol = in.u8();
    header.hop_limit = packet::ttl{in.u8()};
    header.source = read_ipv6_address(in);
    header.destination = read_ipv6_address(in);
    if (!in.ok()) return parse_error::truncated;
    if (first >> 28 != version_6) return parse_error::bad_version;

    for (int passed = 0; is_extension(header.protocol) && !header.fragment; ++passed) {
        if (passed == max_extension_headers) return parse_error::bad_header_length;
        pass_extension(in, header);
        if (!in.ok()) return parse_error::truncated;
    }
    header.header_length = static_cast<std::uint16_t>(quote.size() - in.remaining());
    return header;
}

void write_ipv6(writer& out, const ipv6_header& header) noexcept {
    out.u32(version_6 << 28 | std::uint32_t{header.traffic_class} << 20 | (header.flow_label & 0xf'ffff));
    out.u16(header.payload_length);
    out.u8(header.protocol);
    out.u8(value(header.hop_limit));
    write_address(out, header.source);
    write_address(out, header.destination);
}

}  // namespace tracerouter::packet
