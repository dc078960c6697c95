#include "probe.hpp"

#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/ip_icmp.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>

#include "checksum.hpp"
#include "dual_stack.hpp"
#include "ipv6.hpp"
#include "wire.hpp"

namespace lab {
namespace {

void parse_icmp(probe& out) {
    const auto header = load<icmphdr>(out.payload);
    out.kind = header.type == (out.ipv6 ? icmpv6_echo_request : ICMP_ECHO) ? transport::icmp : transport::other;
    out.checksum = ntohs(header.checksum);
    out.identifier = ntohs(header.un.echo.id);
    out.sequence = ntohs(header.un.echo.sequence);
}

void parse_udp(probe& out) {
    const auto header = load<udphdr>(out.payload);
    out.kind = transport::udp;
    out.identifier = ntohs(header.source);
    out.sequence = ntohs(header.dest);
    out.checksum = ntohs(header.check);
}

void parse_tcp(probe& out) {
    const auto header = load<tcphdr>(out.payload);
    out.kind = transport::tcp;
    out.identifier = ntohs(header.source);
    out.sequence = ntohs(header.dest);
    out.checksum = ntohs(header.check);
    out.tcp_sequence = ntohl(header.seq);
    out.tcp_flags = out.payload[13];
}

parse_status parse_transport(probe& out) {
    if (out.payload.size() >= 4) out.first_word = load32(out.payload, 0);
    const std::size_t size = out.payload.size();
    switch (out.protocol) {
        case IPPROTO_ICMP:
        case IPPROTO_ICMPV6:
            if (size < sizeof(icmphdr)) return parse_status::malformed;
            parse_icmp(out);
            break;
        case IPPROTO_UDP:
            if (size < sizeof(udphdr)) return parse_status::malformed;
            parse_udp(out);
            break;
        case IPPROTO_TCP:
            if (size < sizeof(tcphdr)) return parse_status::malformed;
            parse_tcp(out);
            break;
        default: break;
    }
    return parse_status::ok;
}

parse_status parse_ipv4(std::span<const std::uint8_t> datagram, probe& out) {
    if (datagram.size() < sizeof(iphdr)) return parse_status::malformed;
    const auto header = load<iphdr>(datagram);
    const std::size_t header_size = header.ihl * std::size_t{4};
    const std::size_t total = ntohs(header.tot_len);
    if (header_size < sizeof(iphdr) || total < header_size || total > datagram.size()) return parse_status::malformed;
    if (internet_checksum(datagram.first(header_size)) != 0) return parse_status::malformed;
    const std::uint16_t fragment = ntohs(header.frag_off);
    if ((fragment & IP_OFFMASK) != 0) return parse_status::fragment;
    out = probe{};
    out.bytes = datagram.first(total);
    out.payload = out.bytes.subspan(header_size);
    out.source = address::from_v4(ntohl(header.saddr));
    out.destination = address::from_v4(ntohl(header.daddr));
    out.protocol = header.protocol;
    out.ttl = header.ttl;
    out.tos = header.tos;
    out.dont_fragment = (fragment & IP_DF) != 0;
    out.ip_id = ntohs(header.id);
    return parse_transport(out);
}

}  // namespace

parse_status parse_probe(std::span<const std::uint8_t> datagram, probe& out) {
    if (datagram.empty()) return parse_status::malformed;
    switch (datagram[0] >> 4) {
        case 4: return parse_ipv4(datagram, out);
        case 6: {
            const parse_status status = parse_ipv6_header(datagram, out);
            return status == parse_status::ok ? parse_transport(out) : status;
        }
        default: return parse_status::foreign_version;
    }
}

bool transport_checksum_ok(const probe& datagram) {
    if (datagram.protocol == IPPROTO_ICMP) return internet_checksum(datagram.payload) == 0;
    if (datagram.kind == transport::other) return true;
    if (datagram.kind == transport::udp && datagram.checksum == 0 && !datagram.ipv6) return true;
    const auto pseudo =
        pseudo_header_sum(on_wire(datagram.source, datagram.ipv6), on_wire(datagram.destination, datagram.ipv6),
                          datagram.protocol, datagram.payload.size());
    return internet_checksum(datagram.payload, pseudo) == 0;
}

}  // namespace lab
