#include "corrupter.hpp"

#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/ip_icmp.h>

#include <algorithm>

#include "checksum.hpp"
#include "wire.hpp"

namespace lab {
namespace {

constexpr std::size_t ip_size = sizeof(iphdr);
constexpr std::size_t quote_at = ip_size + sizeof(icmphdr);
constexpr std::uint16_t other = 0x5555;

void flip16(std::span<std::uint8_t> bytes, std::size_t offset) {
    if (offset + 2 <= bytes.size()) store16(bytes, offset, load16(bytes, offset) ^ other);
}

std::size_t header_size(std::span<const std::uint8_t> datagram) {
    return (datagram[0] & 0xfU) * std::size_t{4};
}

/// ICMP has its identifier at 4, UDP and TCP the source port at 0.
void change_quoted_identifier(std::span<std::uint8_t> quote) {
    flip16(quote, header_size(quote) + (quote[9] == IPPROTO_ICMP ? 4 : 0));
}

void change_quoted_destination(std::span<std::uint8_t> quote) {
    quote[19] ^= 1;
    store16(quote, 10, 0);
    store16(quote, 10, internet_checksum(quote.first(header_size(quote))));
}

bool has_quote(answer_kind kind) {
    return kind == answer_kind::time_exceeded || kind == answer_kind::unreachable;
}

}  // namespace

std::size_t damage_before_checksums(corruption damage, answer_kind kind, std::span<std::uint8_t> datagram) {
    const bool quotes = has_quote(kind);
    if (damage == corruption::truncated) {
        const std::size_t cut = quotes ? quote_at + header_size(datagram.subspan(quote_at)) + 3 : ip_size + 6;
        return std::min(cut, datagram.size());
    }
    if (damage == corruption::identifier && quotes) change_quoted_identifier(datagram.subspan(quote_at));
    if (damage == corruption::identifier && !quotes) flip16(datagram, ip_size + 4);
    if (damage == corruption::destination && quotes) change_quoted_destination(datagram.subspan(quote_at));
    return datagram.size();
}

void damage_checksum(std::span<std::uint8_t> datagram) {
    flip16(datagram, ip_size + (datagram[9] == IPPROTO_TCP ? 16 : 2));
}

void alter_transport_checksum(std::span<std::uint8_t> quote) {
    const std::size_t start = header_size(quote);
    switch (quote[9]) {
        case IPPROTO_ICMP: return flip16(quote, start + 2);
        case IPPROTO_UDP: return flip16(quote, start + 6);
        case IPPROTO_TCP: return flip16(quote, start + 16);
        default: return;
    }
}

}  // namespace lab
