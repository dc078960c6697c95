#include "answer_builder.hpp"

#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/ip_icmp.h>

#include <algorithm>

#include "answer_builder_ipv6.hpp"
#include "checksum.hpp"
#include "corrupter.hpp"
#include "extensions.hpp"
#include "tcp_answer.hpp"
#include "wire.hpp"

namespace lab {
namespace {

constexpr std::size_t ip_size = sizeof(iphdr);
constexpr std::size_t icmp_size = sizeof(icmphdr);
constexpr std::size_t largest_error = 576;           // RFC 1812 4.3.2.3
constexpr std::uint8_t internetwork_control = 0xc0;  // TOS of ICMP errors, RFC 1812 4.3.2.5

void write_ip_header(const answer_plan& plan, const probe& datagram, std::uint8_t protocol, std::uint8_t tos,
                     std::uint16_t identification, std::span<std::uint8_t> out) {
    iphdr header{};
    header.version = 4;
    header.ihl = ip_size / 4;
    header.tos = tos;
    header.id = htons(identification);
    const unsigned hops_back = plan.met.position - 1;
    header.ttl = static_cast<std::uint8_t>(std::max(1, plan.met.how->reply_ttl - static_cast<int>(hops_back)));
    header.protocol = protocol;
    header.saddr = htonl(plan.from.v4());
    header.daddr = htonl(datagram.source.v4());
    store(out, header);
}

/// Puts into the quoted IP header what the routers on the way, and the quoting one, made of it.
void alter_quote(const answer_plan& plan, const probe& datagram, std::span<std::uint8_t> quote) {
    auto header = load<iphdr>(quote);
    const rewrite& seen = plan.met.seen;
    const auto left = static_cast<std::uint8_t>(datagram.ttl - (plan.met.position - 1));
    header.ttl = plan.met.how->quote_ttl.value_or(left);
    if (seen.tos) header.tos = *seen.tos;
    if (seen.source) header.saddr = htonl(seen.source->v4());
    if (seen.ip_id) header.id = htons(*seen.ip_id);
    header.check = 0;
    store(quote, header);
    const std::size_t header_size = header.ihl * std::size_t{4};
    store16(quote, 10, internet_checksum(quote.first(header_size)));
    if (seen.checksum) alter_transport_checksum(quote);
}

/// The quoted datagram; returns how many octets it takes. `room` is what the 576 octets leave.
std::size_t write_quote(const answer_plan& plan, const probe& datagram, std::size_t room, std::span<std::uint8_t> out) {
    const std::size_t header_size = datagram.bytes.size() - datagram.payload.size();
    const std::size_t quoted_payload = std::min<std::size_t>(plan.met.how->quote_octets, datagram.payload.size());
    const std::size_t size = std::min(header_size + quoted_payload, room);
    std::copy_n(datagram.bytes.begin(), size, out.begin());
    alter_quote(plan, datagram, out.first(size));
    return size;
}

/// Pads the quote and appends the label stack; returns the size of both, and sets the length field of the ICMP header.
std::size_t extend_quote(const manners& how, std::size_t quoted, icmphdr& header, std::span<std::uint8_t> out) {
    std::size_t padded = least_extended_quote;
    if (!how.mpls_legacy) {
        padded = std::max(padded, (quoted + 3) / 4 * 4);
        const std::uint32_t length = how.length_field.value_or(static_cast<std::uint8_t>(padded / 4));
        header.un.gateway = htonl(length << 16 | ntohs(header.un.frag.mtu));  // octet 5
    }
    if (quoted < padded) std::ranges::fill(out.subspan(quoted, padded - quoted), std::uint8_t{0});
    write_extension(how, out.subspan(padded));
    return padded + extension_size(how);
}

std::uint8_t type_of(answer_kind error) {
    if (error == answer_kind::parameter_problem) return ICMP_PARAMETERPROB;
    return error == answer_kind::time_exceeded ? ICMP_TIME_EXCEEDED : ICMP_DEST_UNREACH;
}

std::size_t build_error(const answer_plan& plan, const probe& datagram, std::span<std::uint8_t> out) {
    const manners& how = *plan.met.how;
    icmphdr header{};
    header.type = type_of(plan.kind);
    header.code = plan.icmp_code;
    header.un.frag.mtu = htons(plan.met.mtu);
    const auto body = out.subspan(ip_size + icmp_size);
    const std::size_t room = largest_error - ip_size - icmp_size - extension_size(how);
    std::size_t size = write_quote(plan, datagram, room, body);
    if (extension_size(how) > 0) size = extend_quote(how, size, header, body);
    store(out, header, ip_size);
    return ip_size + icmp_size + size;
}

std::size_t build_echo_reply(const manners& how, const probe& datagram, std::span<std::uint8_t> out) {
    const auto message = returned_echo(how, datagram);
    std::ranges::copy(message, out.begin() + ip_size);
    out[ip_size] = ICMP_ECHOREPLY;
    return ip_size + message.size();
}

}  // namespace

std::span<const std::uint8_t> returned_echo(const manners& how, const probe& datagram) {
    const std::span<const std::uint8_t> message = datagram.payload;
    return message.first(std::min(message.size(), icmp_size + how.echo_data.value_or(message.size())));
}

void finish_ip_header(std::span<std::uint8_t> datagram) {
    store16(datagram, 2, static_cast<std::uint16_t>(datagram.size()));
    store16(datagram, 10, 0);
    store16(datagram, 10, internet_checksum(datagram.first(ip_size)));
}

void finish_icmp(std::span<std::uint8_t> datagram) {
    if (datagram.size() < ip_size + 4) return;
    store16(datagram, ip_size + 2, 0);
    store16(datagram, ip_size + 2, internet_checksum(datagram.subspan(ip_size)));
}

std::size_t build_answer(const answer_plan& plan, const probe& datagram, std::uint16_t identification,
                         std::span<std::uint8_t> out) {
    if (datagram.ipv6) return build_ipv6_answer(plan, datagram, out);
    const bool tcp = is_tcp(plan.kind);
    const bool echo = plan.kind == answer_kind::echo_reply;
    const std::uint8_t tos = echo  ? plan.met.seen.tos.value_or(datagram.tos)
                             : tcp ? std::uint8_t{0}
                                   : internetwork_control;
    write_ip_header(plan, datagram, tcp ? IPPROTO_TCP : IPPROTO_ICMP, tos, identification, out);
    std::size_t size = 0;
    if (tcp)
        size = ip_size + write_tcp_answer(plan, datagram, out.subspan(ip_size));
    else
        size = echo ? build_echo_reply(*plan.met.how, datagram, out) : build_error(plan, datagram, out);
    if (plan.damage != corruption::none) size = damage_before_checksums(plan.damage, plan.kind, out.first(size));
    finish_ip_header(out.first(size));
    if (!tcp) finish_icmp(out.first(size));
    if (plan.damage == corruption::checksum) damage_checksum(out.first(size));
    return size;
}

}  // namespace lab
