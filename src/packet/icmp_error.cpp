#include "packet/icmp_error.hpp"

#include "packet/extensions.hpp"
#include "packet/icmp.hpp"
#include "packet/reader.hpp"

namespace tracerouter::packet {
namespace {

constexpr std::size_t length_unit = 4;  // RFC 4884 section 4.1: the length field of ICMPv4 counts 32-bit words

std::optional<quoted_echo> read_quoted_echo(const ipv4_header& header, std::span<const std::byte> quote) noexcept {
    if (header.protocol != protocol_icmp || header.fragment_offset != 0) return std::nullopt;
    reader in{quote};
    in.skip(header.header_length);
    const std::uint8_t type = in.u8();
    const std::uint8_t code = in.u8();
    quoted_echo echo;
    echo.checksum = in.u16();
    echo.identifier = packet::identifier{in.u16()};
    echo.sequence = packet::sequence{in.u16()};
    if (!in.ok() || type != icmp_echo_request || code != 0) return std::nullopt;
    return echo;
}

std::optional<std::uint16_t> mtu_of(const icmp_error& error, std::uint16_t field) noexcept {
    if (error.type != icmp_unreachable || error.code != icmp_fragmentation_needed || field == 0) return std::nullopt;
    return field;
}

}  // namespace

parsed<icmp_error> parse_icmp_error(std::span<const std::byte> message) noexcept {
    reader in{message};
    icmp_error error;
    error.type = in.u8();
    error.code = in.u8();
    in.skip(3);
    const std::size_t quote_size = in.u8() * length_unit;
    error.next_hop_mtu = mtu_of(error, in.u16());
    if (!in.ok()) return parse_error::truncated;

    const std::span<const std::byte> body = in.take(in.remaining());
    const parsed<ipv4_header> quoted = parse_quoted_ipv4(body);
    if (quoted.has_error()) return quoted.error();
    error.quoted = *quoted;
    error.echo = read_quoted_echo(*quoted, body);
    error.extensions = find_extensions(body, quote_size);
    return error;
}

}  // namespace tracerouter::packet
