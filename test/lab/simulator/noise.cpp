#include "noise.hpp"

#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/ip_icmp.h>

#include <algorithm>

#include "answer_builder.hpp"
#include "checksum.hpp"
#include "wire.hpp"

namespace lab {
namespace {

constexpr std::size_t ip_size = sizeof(iphdr);
constexpr std::size_t quote_at = ip_size + sizeof(icmphdr);
constexpr std::size_t remembered = 64;
constexpr std::uint32_t noise_network = 0xc613ff00;  // 198.19.255.0/24

/// A packet whose ICMP checksum a tracer must find wrong.
void ensure_wrong_checksum(std::span<std::uint8_t> datagram) {
    if (internet_checksum(datagram.subspan(ip_size)) == 0) datagram[ip_size + 3] ^= 1;
}

}  // namespace

noise_maker::noise_maker(const noise_plan& plan, address target, std::uint64_t seed)
    : plan_(plan), target_(target), random_(mix(seed, 99)), interval_(static_cast<std::int64_t>(1e9 / plan.rate)) {}

void noise_maker::start(nanoseconds now) {
    if (!started()) start_ = now;
}

void noise_maker::remember(std::span<const std::uint8_t> genuine) {
    if (genuine.size() <= quote_at || genuine[0] >> 4 != 4 || genuine[9] != IPPROTO_ICMP) return;
    if (genuine_.size() < remembered) genuine_.emplace_back();
    genuine_[next_genuine_++ % genuine_.size()].assign(genuine.begin(), genuine.end());
}

std::size_t noise_maker::make(std::span<std::uint8_t> out) {
    ++made_;
    switch (random_.below(genuine_.empty() ? 2 : 5)) {
        case 0: return random_icmp(out);
        case 1: return foreign_echo_reply(out);
        case 2: return garbled(out);
        case 3: return cut(out);
        default: return forged(out);
    }
}

void noise_maker::write_header(std::span<std::uint8_t> out) {
    iphdr header{};
    header.version = 4;
    header.ihl = ip_size / 4;
    header.id = static_cast<std::uint16_t>(random_.next());
    header.ttl = static_cast<std::uint8_t>(1 + random_.below(255));
    header.protocol = IPPROTO_ICMP;
    header.saddr = htonl(noise_network + 1 + static_cast<std::uint32_t>(random_.below(254)));
    header.daddr = htonl(target_.v4());
    store(out, header);
}

void noise_maker::fill_random(std::span<std::uint8_t> out) {
    for (auto& octet : out) octet = static_cast<std::uint8_t>(random_.next());
}

/// Any type and code with anything behind, also less than an ICMP header.
std::size_t noise_maker::random_icmp(std::span<std::uint8_t> out) {
    const std::size_t size = ip_size + random_.below(200);
    const auto datagram = out.first(size);
    fill_random(datagram);
    write_header(datagram);
    finish_ip_header(datagram);
    if (random_.chance(0.7)) finish_icmp(datagram);
    return size;
}

std::size_t noise_maker::foreign_echo_reply(std::span<std::uint8_t> out) {
    const auto datagram = out.first(quote_at + random_.below(64));
    fill_random(datagram);
    write_header(datagram);
    datagram[ip_size] = ICMP_ECHOREPLY;
    datagram[ip_size + 1] = 0;
    finish_ip_header(datagram);
    finish_icmp(datagram);
    return datagram.size();
}

std::size_t noise_maker::copy_of_genuine(std::span<std::uint8_t> out) {
    const auto& genuine = genuine_[random_.below(genuine_.size())];
    std::copy(genuine.begin(), genuine.end(), out.begin());
    return genuine.size();
}

/// Octets of the ICMP message changed, the checksum left wrong.
std::size_t noise_maker::garbled(std::span<std::uint8_t> out) {
    const auto datagram = out.first(copy_of_genuine(out));
    for (auto changes = 1 + random_.below(4); changes > 0; --changes) {
        const std::size_t where = ip_size + random_.below(datagram.size() - ip_size);
        datagram[where] ^= static_cast<std::uint8_t>(1 + random_.below(255));
    }
    ensure_wrong_checksum(datagram);
    return datagram.size();
}

std::size_t noise_maker::cut(std::span<std::uint8_t> out) {
    const std::size_t whole = copy_of_genuine(out);
    const auto datagram = out.first(ip_size + random_.below(whole - ip_size));
    finish_ip_header(datagram);
    if (datagram.size() >= ip_size + 4) ensure_wrong_checksum(datagram);
    return datagram.size();
}

/// Every checksum right, sent by a stranger; wrong are the identifier or the destination that is quoted, and what shows
/// that the probe was seen. With that right it could be the work of a translator.
std::size_t noise_maker::forged(std::span<std::uint8_t> out) {
    const auto datagram = out.first(copy_of_genuine(out));
    store32(datagram, 12, noise_network + 1 + static_cast<std::uint32_t>(random_.below(254)));
    const auto different = static_cast<std::uint16_t>(1 + random_.below(0xffff));
    const bool quotes = datagram[ip_size] != ICMP_ECHOREPLY && datagram.size() >= quote_at + ip_size + 8;
    const std::size_t quoted_identifier =
        quote_at + ip_size + (quotes && datagram[quote_at + 9] == IPPROTO_ICMP ? 4 : 0);
    const std::size_t changed = !quotes ? ip_size + 4 : random_.chance(0.5) ? quoted_identifier : quote_at + 18;
    const std::uint16_t before = load16(datagram, changed);
    store16(datagram, changed, before ^ different);
    if (quotes) {
        const std::size_t cookie = quote_at + ip_size + (datagram[quote_at + 9] == IPPROTO_ICMP ? 2 : 6);
        const std::uint16_t seen = load16(datagram, cookie);
        // A translator would have mended the checksum by what it changed.
        const bool mended = (before + seen) % 0xffff == (load16(datagram, changed) + (seen ^ different)) % 0xffff;
        store16(datagram, cookie, seen ^ different ^ (mended ? 1 : 0));
        // What is quoted of the payload shows it, too.
        const std::size_t payload = quote_at + ip_size + sizeof(icmphdr);
        if (datagram.size() >= payload + 2) store16(datagram, payload, load16(datagram, payload) ^ different);
    }
    finish_ip_header(datagram);
    finish_icmp(datagram);
    return datagram.size();
}

}  // namespace lab
