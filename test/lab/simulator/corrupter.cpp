#include "corrupter.hpp"

#include <netinet/in.h>
#include <netinet/ip_icmp.h>

#include <algorithm>

#include "checksum.hpp"
#include "ipv6.hpp"
#include "wire.hpp"

namespace lab {
namespace {

constexpr std::size_t icmp_size = sizeof(icmphdr);
constexpr std::uint16_t other = 0x5555;

void flip16(std::span<std::uint8_t> bytes, std::size_t offset) {
    if (offset + 2 <= bytes.size()) store16(bytes, offset, load16(bytes, offset) ^ other);
}

bool is_ipv6(std::span<const std::uint8_t> datagram) {
    return datagram[0] >> 4 == 6;
}

std::size_t header_size(std::span<const std::uint8_t> datagram) {
    return is_ipv6(datagram) ? ipv6_size : (datagram[0] & 0xfU) * std::size_t{4};
}

std::uint8_t protocol_of(std::span<const std::uint8_t> datagram) {
    return is_ipv6(datagram) ? datagram[6] : datagram[9];
}

bool is_icmp(std::span<const std::uint8_t> datagram) {
    return protocol_of(datagram) == IPPROTO_ICMP || protocol_of(datagram) == IPPROTO_ICMPV6;
}

/// ICMP has its identifier at 4, UDP and TCP the source port at 0.
void change_quoted_identifier(std::span<std::uint8_t> quote) {
    flip16(quote, header_size(quote) + (is_icmp(quote) ? 4 : 0));
}

void change_quoted_destination(std::span<std::uint8_t> quote) {
    if (is_ipv6(quote)) {
        quote[39] ^= 1;
        return;
    }
    quote[19] ^= 1;
    store16(quote, 10, 0);
    store16(quote, 10, internet_checksum(quote.first(header_size(quote))));
}

}  // namespace

std::size_t damage_before_checksums(corruption damage, answer_kind kind, std::span<std::uint8_t> datagram) {
    const bool quotes = is_icmp_error(kind);
    const std::size_t ip_size = header_size(datagram);
    const std::size_t quote_at = ip_size + icmp_size;
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
    flip16(datagram, header_size(datagram) + (is_icmp(datagram) ? 2 : 16));
}

void alter_transport_checksum(std::span<std::uint8_t> quote) {
    const std::size_t start = header_size(quote);
    switch (protocol_of(quote)) {
        case IPPROTO_ICMP:
        case IPPROTO_ICMPV6: return flip16(quote, start + 2);
        case IPPROTO_UDP: return flip16(quote, start + 6);
        case IPPROTO_TCP: return flip16(quote, start + 16);
        default: return;
    }
}

}  // namespace lab
