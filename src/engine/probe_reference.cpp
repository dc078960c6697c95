#include "engine/probe_reference.hpp"

#include <algorithm>
#include <variant>

#include "packet/extensions.hpp"
#include "packet/ipv6.hpp"
#include "packet/probe_header.hpp"

namespace tracerouter::engine {
namespace {

using boost::asio::ip::address;
using packet::value;

probe_reference reference_of_echo_reply(const packet::echo_reply& echo) {
    probe_reference out;
    out.protocol = protocol::icmp;
    out.identifier = value(echo.identifier);
    out.echoed_size = echo.size;
    out.hints[0] = {value(echo.sequence), echo.request_checksum};
    return out;
}

identity_hint hint_of(std::uint32_t tcp_sequence_number) {
    return {static_cast<std::uint16_t>(tcp_sequence_number >> 16), static_cast<std::uint16_t>(tcp_sequence_number)};
}

// Ports alone are too easily guessed to tell an answer from a forged one. So a segment must show our number; who resets
// in a way of its own may have put it in the place of its own number.
// A SYN counts as one octet, so an acknowledgement is our number plus one (RFC 9293 section 3.4).
probe_reference reference_of_tcp_reply(const packet::tcp_reply& segment, const address& responder) {
    probe_reference out;
    out.protocol = protocol::tcp;
    out.identifier = value(segment.destination_port);
    out.port = value(segment.source_port);
    out.destination = responder;
    out.hints[0] = hint_of(segment.acknowledged - 1);
    if (segment.reset) out.hints[1] = hint_of(segment.sequence_number - 1);
    return out;
}

void take(probe_reference& out, const packet::quoted_echo& echo) {
    out.protocol = protocol::icmp;
    out.identifier = value(echo.identifier);
    out.hints[0] = {value(echo.sequence), echo.checksum};
}

void take(probe_reference& out, const packet::quoted_tcp& segment) {
    out.protocol = protocol::tcp;
    out.identifier = value(segment.source_port);
    out.hints[0] = hint_of(segment.sequence_number);
}

// What looks like a mark may be the padding of a short quote: then its cookie is wrong, and the header says more. Not
// where both say the same number: then it is a mark, and the wrong cookie is that of another run from the same port.
void take(probe_reference& out, const packet::quoted_udp& datagram) {
    out.protocol = protocol::udp;
    if (datagram.mark) out.hints[0] = {value(datagram.mark->sequence), datagram.mark->cookie};
    if (!datagram.header) return;
    out.identifier = value(datagram.header->source_port);
    out.hints[1] = {datagram.header->checksum, std::nullopt};
    if (!out.hints[0]) return;
    out.hints[0]->translated = out.hints[0]->sequence != datagram.header->checksum;
    if (out.hints[0]->translated) return;
    for (auto* other : {&out.hints[1], &out.hints[2]}) {
        if (*other) (*other)->cookie = out.hints[0]->cookie;
    }
}

std::optional<probe_reference> reference_of_error(const packet::icmp_error& error) {
    const packet::quoted_datagram& quoted = error.quoted;
    probe_reference out;
    out.destination = quoted.destination;
    out.quoted = &quoted;
    out.expired = error.kind == reply_kind::time_exceeded;
    if (const auto* echo = std::get_if<packet::quoted_echo>(&quoted.transport)) {
        take(out, *echo);
        return out;
    }
    if (const auto* segment = std::get_if<packet::quoted_tcp>(&quoted.transport)) {
        take(out, *segment);
        return out;
    }
    // This hint is the weakest: 16 bits without a cookie. So it comes last.
    // Translators leave the IP identification alone.
    if (quoted.ip_id) out.hints[2] = {*quoted.ip_id, std::nullopt, true};
    const auto* datagram = std::get_if<packet::quoted_udp>(&quoted.transport);
    if (!datagram) return std::nullopt;
    // A UDP socket gets errors about its own datagrams only, but without their headers, and a router that quotes no
    // more than those leaves nothing to tell them apart by.
    out.unmarked = !datagram->header && !quoted.ttl;
    if (!datagram->header && !datagram->mark && !out.unmarked) return std::nullopt;
    take(out, *datagram);
    return out;
}

void add_error(reply& out, const packet::icmp_error& error, const trace_setup& setup, std::size_t extension_room) {
    out.kind = error.kind;
    out.mtu = error.next_hop_mtu;
    if (error.quoted.ttl) out.ttl_quoted = value(*error.quoted.ttl);
    out.tos_quoted = error.quoted.tos;
    const auto found = error.extensions(packet_size_of(setup.options, setup.target.is_v6()));
    const std::size_t room = std::min(extension_room, packet::max_extension_octets(setup.target.is_v4()));
    const bool sound = packet::read_extensions(found.structure, out, room);
    out.extensions_malformed = found.malformed || !sound;
    const bool by_target = same_host(out.responder, setup.target) && error.kind != reply_kind::too_big;
    const bool by_port = error.kind == reply_kind::port_unreachable && setup.options.protocol == protocol::udp;
    out.arrived = is_refusal(error.kind) && (by_target || by_port);
}

// Without the balance nothing but the sender's address says whose target it is. ICMPv6 covers the size: what was cut
// must be added, which is not known where probes have many sizes.
bool echo_differs(const probe_reference& reference, const identity_hint& said, const trace_setup& setup,
                  const flow& flow) {
    const bool by_target = same_host(reference.responder, setup.target);
    if (!said.cookie) return !by_target;
    if (reference.responder.is_v4()) return *said.cookie != flow.cookie;
    const std::size_t sent = std::size_t{packet_size_of(setup.options, true)} - packet::ipv6_header_size;
    const std::uint16_t as_it_came = packet::with_address_changed(*said.cookie, reference.responder, setup.target);
    const std::uint16_t whole = packet::with_word_changed(as_it_came, *reference.echoed_size, sent);
    return as_it_came != flow.cookie && whole != flow.cookie && !(by_target && setup.options.path_mtu);
}

// Who accepts the data that comes with a SYN acknowledges it too; some forget to count the SYN itself.
// Right are the SYN alone and the SYN with all data, and either of them less one octet. With sizes that vary (MTU
// search) any amount of data may be acknowledged.
bool tcp_differs(std::uint16_t cookie, const trace_setup& setup, const flow& flow) {
    const bool ipv6 = setup.target.is_v6();
    const int data = packet_size_of(setup.options, ipv6) - min_packet_size(protocol::tcp, ipv6);
    const int beyond = cookie - flow.cookie;
    // Probes of the search have many sizes, but none above that of the link. Without a bound half of all numbers
    // passed.
    if (setup.options.path_mtu) return beyond < -1 || beyond > setup.link_mtu;
    return beyond != -1 && beyond != 0 && beyond != data - 1 && beyond != data;
}

// Also where it is missing and nothing else names the target.
bool cookie_differs(const probe_reference& reference, const identity_hint& said, const trace_setup& setup,
                    const flow& flow) {
    if (reference.echoed_size) return echo_differs(reference, said, setup, flow);
    if (!said.cookie) return false;
    return reference.protocol == protocol::tcp ? tcp_differs(*said.cookie, setup, flow) : *said.cookie != flow.cookie;
}

}  // namespace

std::optional<probe_reference> reference_of(const packet::answer& answer) {
    std::optional<probe_reference> out;
    if (const auto* echo = std::get_if<packet::echo_reply>(&answer.body)) {
        out = reference_of_echo_reply(*echo);
    } else if (const auto* segment = std::get_if<packet::tcp_reply>(&answer.body)) {
        out = reference_of_tcp_reply(*segment, answer.responder);
    } else {
        out = reference_of_error(std::get<packet::icmp_error>(answer.body));
    }
    if (out) out->responder = answer.responder;
    return out;
}

// All that the reference holds must be right: a field that may be wrong would be one that a forger need not guess.
bool concerns(const probe_reference& reference, const identity_hint& said, const trace_setup& setup, const flow& flow) {
    if (reference.protocol != setup.options.protocol) return false;
    if (reference.identifier && *reference.identifier != flow.identifier) return false;
    if (reference.destination && !same_host(*reference.destination, setup.target)) return false;
    if (reference.port && *reference.port != port_of(setup.options)) return false;
    return can_be_there(reference, setup) && !cookie_differs(reference, said, setup, flow);
}

// Our own address may tell us that a host cannot be reached, and the target may be here.
bool can_be_there(const probe_reference& reference, const trace_setup& setup) {
    const bool here = same_host(reference.responder, setup.source) || reference.responder.is_loopback();
    return !reference.expired || !here || same_host(setup.target, setup.source) || setup.target.is_loopback();
}

bool same_host(const address& one, const address& other) {
    if (one.is_v4() || other.is_v4()) return one == other;
    return one.to_v6().to_bytes() == other.to_v6().to_bytes();
}

std::optional<std::uint16_t> quoted_port(const probe_reference& reference) {
    if (!reference.quoted) return std::nullopt;
    if (const auto* segment = std::get_if<packet::quoted_tcp>(&reference.quoted->transport)) {
        return value(segment->destination_port);
    }
    const auto* datagram = std::get_if<packet::quoted_udp>(&reference.quoted->transport);
    if (!datagram || !datagram->header) return std::nullopt;
    return value(datagram->header->destination_port);
}

reply reply_of(const packet::answer& answer, const trace_setup& setup, std::size_t extension_room) {
    reply out;
    out.responder = answer.responder;
    out.icmp_type = answer.icmp_type;
    out.icmp_code = answer.icmp_code;
    if (answer.reply_ttl) out.reply_ttl = value(*answer.reply_ttl);
    out.reply_id = answer.ip_id;
    if (const auto* error = std::get_if<packet::icmp_error>(&answer.body)) {
        add_error(out, *error, setup, extension_room);
        return out;
    }
    const auto* segment = std::get_if<packet::tcp_reply>(&answer.body);
    out.kind = !segment ? reply_kind::echo_reply : segment->reset ? reply_kind::reset : reply_kind::syn_ack;
    out.arrived = true;
    return out;
}

}  // namespace tracerouter::engine
