#include "engine/claim.hpp"

#include <variant>

#include "packet/extensions.hpp"
#include "packet/probe_header.hpp"

namespace tracerouter::engine {
namespace {

using boost::asio::ip::address;
using packet::value;

/// Link-local addresses come with a scope from some sources and without from others.
bool same_host(const address& one, const address& other) {
    if (one.is_v4() || other.is_v4()) return one == other;
    return one.to_v6().to_bytes() == other.to_v6().to_bytes();
}

claim claim_of_echo_reply(const packet::echo_reply& echo, const address& responder) {
    claim out;
    out.protocol = protocol::icmp;
    out.identifier = value(echo.identifier);
    if (responder.is_v6()) out.covered = responder;
    out.evidence[0] = {value(echo.sequence), echo.request_checksum};
    return out;
}

evidence evidence_of(std::uint32_t tcp_sequence_number) {
    return {static_cast<std::uint16_t>(tcp_sequence_number >> 16), static_cast<std::uint16_t>(tcp_sequence_number)};
}

claim claim_of_tcp_reply(const packet::tcp_reply& segment, const address& responder) {
    claim out;
    out.protocol = protocol::tcp;
    out.identifier = value(segment.destination_port);
    out.destination = responder;
    out.evidence[0] = evidence_of(segment.acknowledged - 1);
    return out;
}

void take(claim& out, const packet::quoted_echo& echo) {
    out.protocol = protocol::icmp;
    out.identifier = value(echo.identifier);
    out.evidence[0] = {value(echo.sequence), echo.checksum};
}

void take(claim& out, const packet::quoted_tcp& segment) {
    out.protocol = protocol::tcp;
    out.identifier = value(segment.source_port);
    out.evidence[0] = evidence_of(segment.sequence_number);
}

// What looks like a mark may be the padding of a short quote: then its cookie is wrong, and the header says more.
void take(claim& out, const packet::quoted_udp& datagram) {
    out.protocol = protocol::udp;
    if (datagram.mark) out.evidence[0] = {value(datagram.mark->sequence), datagram.mark->cookie};
    if (!datagram.header) return;
    out.identifier = value(datagram.header->source_port);
    out.evidence[1] = {datagram.header->checksum, std::nullopt};
    if (out.evidence[0]) out.evidence[0]->translated = out.evidence[0]->sequence != datagram.header->checksum;
}

std::optional<claim> claim_of_error(const packet::icmp_error& error) {
    const packet::quoted_datagram& quoted = error.quoted;
    claim out;
    out.destination = quoted.destination;
    if (const auto* echo = std::get_if<packet::quoted_echo>(&quoted.transport)) {
        take(out, *echo);
        return out;
    }
    // Translators leave the IP identification alone.
    if (quoted.ip_id) out.evidence[2] = {*quoted.ip_id, std::nullopt, true};
    if (const auto* segment = std::get_if<packet::quoted_tcp>(&quoted.transport)) {
        take(out, *segment);
        return out;
    }
    const auto* datagram = std::get_if<packet::quoted_udp>(&quoted.transport);
    if (!datagram) return std::nullopt;
    // A UDP socket gets errors about its own datagrams only, but without their headers, and a router that quotes no
    // more than those leaves nothing to tell them apart by.
    out.unmarked = !datagram->header && !quoted.ttl;
    if (!datagram->header && !datagram->mark && !out.unmarked) return std::nullopt;
    take(out, *datagram);
    return out;
}

void add_error(reply& out, const packet::icmp_error& error, const trace_setup& setup) {
    out.kind = error.kind;
    out.mtu = error.next_hop_mtu;
    if (error.quoted.ttl) out.ttl_quoted = value(*error.quoted.ttl);
    out.tos_quoted = error.quoted.tos;
    const auto found = error.extensions(packet_size_of(setup.options, setup.target.is_v6()));
    const bool sound = packet::read_extensions(found.structure, out);
    out.extensions_malformed = found.malformed || !sound;
    const bool by_target = same_host(out.responder, setup.target) && !out.mtu;
    const bool by_port = error.port_unreachable && setup.options.protocol == protocol::udp;
    out.arrived = error.kind == reply_kind::unreachable && (by_target || by_port);
}

}  // namespace

std::optional<claim> claim_of(const packet::answer& answer) {
    if (const auto* echo = std::get_if<packet::echo_reply>(&answer.body))
        return claim_of_echo_reply(*echo, answer.responder);
    if (const auto* segment = std::get_if<packet::tcp_reply>(&answer.body)) {
        return claim_of_tcp_reply(*segment, answer.responder);
    }
    return claim_of_error(std::get<packet::icmp_error>(answer.body));
}

bool concerns(const claim& claim, const evidence& said, const trace_setup& setup) {
    if (claim.protocol != setup.options.protocol) return false;
    if (claim.identifier && *claim.identifier != setup.identifier) return false;
    if (claim.destination && !same_host(*claim.destination, setup.target)) return false;
    // A quoted checksum may differ, because some translators do not mend it. An echo reply has no such excuse: there
    // the cookie stands for the destination, which is not quoted. A mark or a sequence number is nobody's to change.
    const bool may_differ = claim.protocol == protocol::icmp && claim.destination;
    return may_differ || !cookie_differs(claim, said, setup);
}

bool cookie_differs(const claim& claim, const evidence& said, const trace_setup& setup) {
    if (!said.cookie) return false;
    const std::uint16_t cookie =
        claim.covered ? packet::with_address_changed(*said.cookie, *claim.covered, setup.target) : *said.cookie;
    if (cookie == setup.cookie) return false;
    // Who accepts the data that comes with a SYN acknowledges it too.
    const bool ipv6 = setup.target.is_v6();
    const int data = packet_size_of(setup.options, ipv6) - min_packet_size(protocol::tcp, ipv6);
    if (claim.protocol != protocol::tcp) return true;
    return setup.options.path_mtu ? cookie < setup.cookie : cookie != setup.cookie + data;
}

reply reply_of(const packet::answer& answer, const trace_setup& setup) {
    reply out;
    out.responder = answer.responder;
    out.icmp_type = answer.icmp_type;
    out.icmp_code = answer.icmp_code;
    if (answer.reply_ttl) out.reply_ttl = value(*answer.reply_ttl);
    if (const auto* error = std::get_if<packet::icmp_error>(&answer.body)) {
        add_error(out, *error, setup);
        return out;
    }
    const auto* segment = std::get_if<packet::tcp_reply>(&answer.body);
    out.kind = !segment ? reply_kind::echo_reply : segment->reset ? reply_kind::reset : reply_kind::syn_ack;
    out.arrived = true;
    return out;
}

}  // namespace tracerouter::engine
