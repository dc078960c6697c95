#include "answer_builder_ipv6.hpp"

#include <netinet/in.h>
#include <netinet/ip_icmp.h>

#include <algorithm>

#include "answer_builder.hpp"
#include "checksum.hpp"
#include "corrupter.hpp"
#include "dual_stack.hpp"
#include "extensions.hpp"
#include "ipv6.hpp"
#include "tcp_answer.hpp"
#include "wire.hpp"

namespace lab {
namespace {

constexpr std::size_t icmp_size = 8;
constexpr std::size_t largest_error = 1280;  // RFC 4443 section 2.4 (c)

void write_header(const answer_plan& plan, const probe& datagram, std::size_t size, std::span<std::uint8_t> out) {
    const int hops_back = static_cast<int>(plan.met.position) - 1;
    const std::uint8_t traffic_class =
        plan.kind == answer_kind::echo_reply ? plan.met.seen.tos.value_or(datagram.tos) : std::uint8_t{0};
    store32(out, 0, 6U << 28 | std::uint32_t{traffic_class} << 20);
    store16(out, 4, static_cast<std::uint16_t>(size - ipv6_size));
    out[6] = is_tcp(plan.kind) ? std::uint8_t{IPPROTO_TCP} : std::uint8_t{IPPROTO_ICMPV6};
    out[7] = static_cast<std::uint8_t>(std::max(1, plan.met.how->reply_ttl - hops_back));
    store_ipv6_address(out, 8, to_ipv6(plan.from));
    store_ipv6_address(out, 24, to_ipv6(datagram.source));
}

/// Puts into the quoted header what the routers on the way, and the quoting one, made of it.
void alter_quote(const answer_plan& plan, const probe& datagram, std::span<std::uint8_t> quote) {
    const rewrite& seen = plan.met.seen;
    const auto left = static_cast<std::uint8_t>(datagram.ttl - (plan.met.position - 1));
    quote[7] = plan.met.how->quote_ttl.value_or(left);
    if (seen.tos) store32(quote, 0, (load32(quote, 0) & 0xf00f'ffff) | std::uint32_t{*seen.tos} << 20);
    if (seen.source) store_ipv6_address(quote, 8, to_ipv6(*seen.source));
    if (seen.checksum) alter_transport_checksum(quote);
}

std::size_t write_quote(const answer_plan& plan, const probe& datagram, std::size_t room, std::span<std::uint8_t> out) {
    const std::size_t quoted_payload = std::min<std::size_t>(plan.met.how->quote_octets, datagram.payload.size());
    const std::size_t size = std::min(ipv6_size + quoted_payload, room);
    std::copy_n(datagram.bytes.begin(), size, out.begin());
    alter_quote(plan, datagram, out.first(size));
    return size;
}

struct type_and_code {
    std::uint8_t type;
    std::uint8_t code;
};

/// What ICMPv6 says in the place of an ICMPv4 error (RFC 4443 section 3.1).
type_and_code error_of(const answer_plan& plan) {
    if (plan.kind == answer_kind::time_exceeded) return {icmpv6_time_exceeded, plan.icmp_code};
    if (plan.kind == answer_kind::parameter_problem) return {icmpv6_parameter_problem, plan.icmp_code};
    if (plan.icmp_code > ICMP_PREC_CUTOFF) return {icmpv6_unreachable, plan.icmp_code};  // known to neither
    switch (plan.icmp_code) {
        case ICMP_NET_UNREACH:
        case ICMP_NET_UNKNOWN: return {icmpv6_unreachable, 0};  // no route
        case ICMP_NET_ANO:
        case ICMP_HOST_ANO:
        case ICMP_PKT_FILTERED: return {icmpv6_unreachable, 1};  // administratively prohibited
        case ICMP_PORT_UNREACH: return {icmpv6_unreachable, 4};
        case ICMP_FRAG_NEEDED: return {icmpv6_too_big, 0};
        default: return {icmpv6_unreachable, 3};  // address unreachable
    }
}

/// Pads the quote, appends the label stack and sets the length field, in octet 4 and in units of eight octets (RFC 4884
/// sections 4.4 and 4.5); returns the size of both.
std::size_t extend_quote(const manners& how, std::size_t quoted, std::span<std::uint8_t> icmp) {
    const auto body = icmp.subspan(icmp_size);
    std::size_t padded = least_extended_quote;
    if (!how.mpls_legacy) {
        padded = std::max(padded, (quoted + 7) / 8 * 8);
        icmp[4] = how.length_field.value_or(static_cast<std::uint8_t>(padded / 8));
    }
    if (quoted < padded) std::ranges::fill(body.subspan(quoted, padded - quoted), std::uint8_t{0});
    write_extension(how, body.subspan(padded));
    return padded + extension_size(how);
}

std::size_t write_error(const answer_plan& plan, const probe& datagram, std::span<std::uint8_t> icmp) {
    const manners& how = *plan.met.how;
    const auto [type, code] = error_of(plan);
    icmp[0] = type;
    icmp[1] = code;
    store32(icmp, 4, plan.met.mtu);
    const std::size_t room = largest_error - ipv6_size - icmp_size - extension_size(how);
    std::size_t size = write_quote(plan, datagram, room, icmp.subspan(icmp_size));
    if (extension_size(how) > 0 && type != icmpv6_too_big && type != icmpv6_parameter_problem)
        size = extend_quote(how, size, icmp);
    return icmp_size + size;
}

std::size_t write_echo_reply(const manners& how, const probe& datagram, std::span<std::uint8_t> icmp) {
    const auto message = returned_echo(how, datagram);
    std::ranges::copy(message, icmp.begin());
    icmp[0] = icmpv6_echo_reply;
    return message.size();
}

void finish_icmp(const answer_plan& plan, const probe& datagram, std::span<std::uint8_t> icmp) {
    if (icmp.size() < 4) return;
    store16(icmp, 2, 0);
    const auto pseudo = pseudo_header_sum(to_ipv6(plan.from), to_ipv6(datagram.source), IPPROTO_ICMPV6, icmp.size());
    store16(icmp, 2, internet_checksum(icmp, pseudo));
}

}  // namespace

std::size_t build_ipv6_answer(const answer_plan& plan, const probe& datagram, std::span<std::uint8_t> out) {
    const auto message = out.subspan(ipv6_size);
    const bool tcp = is_tcp(plan.kind);
    std::size_t size = ipv6_size;
    if (tcp)
        size += write_tcp_answer(plan, datagram, message);
    else
        size += plan.kind == answer_kind::echo_reply ? write_echo_reply(*plan.met.how, datagram, message)
                                                     : write_error(plan, datagram, message);
    write_header(plan, datagram, size, out);
    if (plan.damage != corruption::none) size = damage_before_checksums(plan.damage, plan.kind, out.first(size));
    store16(out, 4, static_cast<std::uint16_t>(size - ipv6_size));
    if (!tcp) finish_icmp(plan, datagram, out.first(size).subspan(ipv6_size));
    if (plan.damage == corruption::checksum) damage_checksum(out.first(size));
    return size;
}

}  // namespace lab
