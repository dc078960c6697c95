#include "wire.hpp"

#include <algorithm>

namespace tracerouter::sim {

namespace {

constexpr std::size_t total_length_at = 2;
constexpr std::size_t ttl_at = 8;
constexpr std::size_t protocol_at = 9;
constexpr std::size_t header_checksum_at = 10;
constexpr std::size_t source_at = 12;
constexpr std::size_t destination_at = 16;
constexpr std::size_t least_quote = 28;    // RFC 792: header and eight octets
constexpr std::size_t padded_quote = 128;  // RFC 4884: before extensions
constexpr std::byte icmp{1};
constexpr std::byte tcp{6};

// RFC 1071, word by word as the text says it; slow and plain.
std::uint16_t sum(std::span<const std::byte> bytes) {
    std::uint32_t total = 0;
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        const auto octet = std::to_integer<std::uint32_t>(bytes[at]);
        total += at % 2 == 0 ? octet << 8 : octet;
    }
    while (total > 0xffff) total = (total & 0xffff) + (total >> 16);
    return static_cast<std::uint16_t>(total);
}

std::uint8_t get_u8(std::span<const std::byte> bytes, std::size_t at) {
    return std::to_integer<std::uint8_t>(bytes[at]);
}

std::uint32_t get_u32(std::span<const std::byte> bytes, std::size_t at) {
    return std::uint32_t{get_u16(bytes, at)} << 16 | get_u16(bytes, at + 2);
}

void put_u32(std::span<std::byte> bytes, std::size_t at, std::uint32_t number) {
    put_u16(bytes, at, static_cast<std::uint16_t>(number >> 16));
    put_u16(bytes, at + 2, static_cast<std::uint16_t>(number));
}

octets header(boost::asio::ip::address_v4 from, boost::asio::ip::address_v4 to, std::uint8_t ttl) {
    octets out(icmp_at);
    out[0] = std::byte{0x45};
    put_u16(out, 4, reply_id);
    out[ttl_at] = std::byte{ttl};
    out[protocol_at] = icmp;
    put_u32(out, source_at, from.to_uint());
    put_u32(out, destination_at, to.to_uint());
    return out;
}

octets quote_of(std::span<const std::byte> probe, const error_answer& answer) {
    octets quote(probe.begin(), probe.begin() + least_quote);
    quote[ttl_at] = std::byte{answer.quoted_ttl};
    if (answer.quoted_source) put_u32(quote, source_at, answer.quoted_source->to_uint());
    put_u16(quote, header_checksum_at, 0);
    put_u16(quote, header_checksum_at, static_cast<std::uint16_t>(~sum(std::span{quote}.first(icmp_at))));
    if (answer.quoted_checksum) put_u16(quote, icmp_at + 2, *answer.quoted_checksum);
    return quote;
}

octets extensions_of(const std::vector<mpls_label>& labels) {
    octets out(8 + 4 * labels.size());
    out[0] = std::byte{0x20};
    put_u16(out, 4, static_cast<std::uint16_t>(4 + 4 * labels.size()));
    put_u16(out, 6, 0x0101);
    for (std::size_t index = 0; index < labels.size(); ++index) {
        const mpls_label& label = labels[index];
        put_u32(out, 8 + 4 * index,
                label.label << 12 | std::uint32_t{label.traffic_class} << 9 | (label.bottom ? 0x100U : 0U) | label.ttl);
    }
    put_u16(out, 2, static_cast<std::uint16_t>(~sum(out)));
    return out;
}

void append(octets& out, const octets& more) {
    out.insert(out.end(), more.begin(), more.end());
}

}  // namespace

std::uint16_t get_u16(std::span<const std::byte> bytes, std::size_t at) {
    return static_cast<std::uint16_t>(get_u8(bytes, at) << 8 | get_u8(bytes, at + 1));
}

void put_u16(std::span<std::byte> bytes, std::size_t at, std::uint16_t number) {
    bytes[at] = static_cast<std::byte>(number >> 8);
    bytes[at + 1] = static_cast<std::byte>(number);
}

void seal(octets& datagram) {
    put_u16(datagram, total_length_at, static_cast<std::uint16_t>(datagram.size()));
    put_u16(datagram, header_checksum_at, 0);
    put_u16(datagram, header_checksum_at, static_cast<std::uint16_t>(~sum(std::span{datagram}.first(icmp_at))));
    put_u16(datagram, icmp_at + 2, 0);
    put_u16(datagram, icmp_at + 2, static_cast<std::uint16_t>(~sum(std::span{datagram}.subspan(icmp_at))));
}

std::optional<seen_probe> read_probe(std::span<const std::byte> datagram) {
    if (datagram.size() < least_quote || get_u8(datagram, 0) != 0x45) return std::nullopt;
    if (get_u16(datagram, total_length_at) != datagram.size() || datagram[protocol_at] != icmp) return std::nullopt;
    if (sum(datagram.first(icmp_at)) != 0xffff || sum(datagram.subspan(icmp_at)) != 0xffff) return std::nullopt;
    if (get_u16(datagram, icmp_at) != 0x0800) return std::nullopt;
    return seen_probe{.source = boost::asio::ip::address_v4{get_u32(datagram, source_at)},
                      .destination = boost::asio::ip::address_v4{get_u32(datagram, destination_at)},
                      .ttl = get_u8(datagram, ttl_at),
                      .tos = get_u8(datagram, 1),
                      .dont_fragment = get_u16(datagram, 6) == 0x4000,
                      .size = get_u16(datagram, total_length_at),
                      .checksum = get_u16(datagram, icmp_at + 2),
                      .identifier = get_u16(datagram, icmp_at + 4),
                      .sequence = get_u16(datagram, icmp_at + 6)};
}

octets write_echo_reply(std::span<const std::byte> probe, boost::asio::ip::address_v4 from, std::uint8_t ttl) {
    octets out = header(from, boost::asio::ip::address_v4{get_u32(probe, source_at)}, ttl);
    out.insert(out.end(), probe.begin() + icmp_at, probe.end());
    out[icmp_at] = std::byte{0};
    seal(out);
    return out;
}

std::uint8_t ttl_of(std::span<const std::byte> datagram) {
    return get_u8(datagram, ttl_at);
}

octets write_reset(std::span<const std::byte> probe, boost::asio::ip::address_v4 from, std::uint8_t ttl) {
    octets out = header(from, boost::asio::ip::address_v4{get_u32(probe, source_at)}, ttl);
    out[protocol_at] = tcp;
    out.resize(icmp_at + 20);
    put_u16(out, icmp_at, get_u16(probe, icmp_at + 2));
    put_u16(out, icmp_at + 2, get_u16(probe, icmp_at));
    const auto data = static_cast<std::uint32_t>(probe.size() - icmp_at - 4 * (get_u8(probe, icmp_at + 12) >> 4));
    put_u32(out, icmp_at + 8, get_u32(probe, icmp_at + 4) + 1 + data);
    put_u16(out, icmp_at + 12, 0x5014);  // data offset 5, RST and ACK
    put_u16(out, total_length_at, static_cast<std::uint16_t>(out.size()));
    put_u16(out, header_checksum_at, static_cast<std::uint16_t>(~sum(std::span{out}.first(icmp_at))));
    return out;
}

octets write_error(std::span<const std::byte> probe, boost::asio::ip::address_v4 from, std::uint8_t ttl,
                   const error_answer& answer) {
    octets out = header(from, boost::asio::ip::address_v4{get_u32(probe, source_at)}, ttl);
    out.resize(quote_at);
    out[icmp_at] = std::byte{answer.type};
    out[icmp_at + 1] = std::byte{answer.code};
    put_u16(out, icmp_at + 6, answer.mtu);
    append(out, quote_of(probe, answer));
    if (!answer.labels.empty()) {
        out[icmp_at + 5] = std::byte{padded_quote / 4};
        out.resize(quote_at + padded_quote);
        append(out, extensions_of(answer.labels));
    }
    seal(out);
    return out;
}

}  // namespace tracerouter::sim
