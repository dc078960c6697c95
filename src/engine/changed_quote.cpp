#include "engine/changed_quote.hpp"

#include <variant>

#include "packet/echo_request.hpp"
#include "packet/probe_header.hpp"

namespace tracerouter::engine {
namespace {

using packet::value;

// A missing source passes for ours. If absence counted as a sign of a translator, every short quote would have that
// sign.
bool has_our_source(const packet::quoted_datagram& quoted, const trace_setup& setup) {
    return !quoted.source || same_host(*quoted.source, setup.source);
}

/// A checksum as it was before a translator changed what is seen to be changed.
/// The checksum of ICMP over IPv4 covers no addresses (it has no pseudo-header), so no change of them is undone there.
std::uint16_t mended(std::uint16_t checksum, const probe_reference& reference, const trace_setup& setup,
                     const flow& flow) {
    const packet::quoted_datagram& quoted = *reference.quoted;
    std::uint16_t before = checksum;
    if (reference.identifier) before = packet::with_word_changed(before, *reference.identifier, flow.identifier);
    if (const auto port = quoted_port(reference))
        before = packet::with_word_changed(before, *port, port_of(setup.options));
    if (reference.protocol == protocol::icmp && setup.target.is_v4()) return before;
    if (quoted.source) before = packet::with_address_changed(before, *quoted.source, setup.source);
    return packet::with_address_changed(before, quoted.destination, setup.target);
}

/// The number of the probe whose balance is quoted; nothing where there is none, or padding.
std::optional<std::uint16_t> number_by_balance(const packet::quoted_datagram& quoted, const trace_setup& setup,
                                               const flow& flow) {
    if (quoted.balance.value_or(0) == 0) return std::nullopt;
    packet::echo_probe probe{.header = {.source = setup.source, .destination = setup.target},
                             .identifier = packet::identifier{flow.identifier},
                             .checksum = flow.cookie};
    const std::size_t usual = packet_size_of(setup.options, setup.target.is_v6());
    probe.header.packet_size = static_cast<std::uint16_t>(quoted.length.value_or(usual));
    return value(packet::sequence_balanced_by(probe, *quoted.balance));
}

// What looks like a mark may be the padding of a short quote.
bool is_marked(const packet::quoted_udp& datagram, const flow& flow) {
    return datagram.mark && datagram.mark->cookie == flow.cookie;
}

// Any field that carries the cookie will do. A translator changes some of them, and a router may cut off others.
bool has_cookie(const probe_reference& reference, const trace_setup& setup, const flow& flow) {
    const packet::quoted_datagram& quoted = *reference.quoted;
    if (quoted.flow_label == flow.cookie) return true;
    if (const auto* echo = std::get_if<packet::quoted_echo>(&quoted.transport)) {
        if (echo->checksum == flow.cookie || mended(echo->checksum, reference, setup, flow) == flow.cookie) return true;
        return number_by_balance(quoted, setup, flow) ==
               value(echo->sequence);  // the balance tells the checksum as it was
    }
    if (const auto* segment = std::get_if<packet::quoted_tcp>(&quoted.transport)) {
        return static_cast<std::uint16_t>(segment->sequence_number) == flow.cookie;
    }
    const auto* datagram = std::get_if<packet::quoted_udp>(&quoted.transport);
    return datagram && is_marked(*datagram, flow);
}

}  // namespace

quoted_numbers numbers_in(const probe_reference& reference, const trace_setup& setup, const flow& flow) {
    const packet::quoted_datagram& quoted = *reference.quoted;
    quoted_numbers numbers{quoted.ip_id};
    if (const auto* echo = std::get_if<packet::quoted_echo>(&quoted.transport)) {
        numbers[1] = value(echo->sequence);
        numbers[2] = number_by_balance(quoted, setup, flow);
    } else if (const auto* segment = std::get_if<packet::quoted_tcp>(&quoted.transport)) {
        numbers[1] = static_cast<std::uint16_t>(segment->sequence_number >> 16);
        if (segment->stamped) numbers[2] = value(*segment->stamped);
    } else if (const auto* datagram = std::get_if<packet::quoted_udp>(&quoted.transport)) {
        if (is_marked(*datagram, flow)) numbers[1] = value(datagram->mark->sequence);
        if (!datagram->header) return numbers;
        numbers[2] = datagram->header->checksum;
        numbers[3] = mended(datagram->header->checksum, reference, setup, flow);
        // One field must not vote twice.
        if (numbers[3] == numbers[2]) numbers[3].reset();
    }
    return numbers;
}

// With the right cookie one number is enough. If neither identifier nor destination is right as well, the cookie
// could be guessed among many traces. Without the cookie, the identifier must be right and secret, and more is
// needed: for ICMP and TCP a sign of a translator at the right destination, for UDP that destination or a second
// number (docs/security.md).
remains what_remains(const probe_reference& reference, const trace_setup& setup, const flow& flow) {
    if (reference.protocol != setup.options.protocol || !reference.identifier || !can_be_there(reference, setup))
        return {};
    const packet::quoted_datagram& quoted = *reference.quoted;
    if (quoted.destination.is_v4() != setup.target.is_v4()) return {};
    const bool identified = *reference.identifier == flow.identifier;
    const bool at_target = same_host(quoted.destination, setup.target);
    if (has_cookie(reference, setup, flow)) return {1, !identified && !at_target};
    // A fixed identifier is no secret.
    if (!identified || flow.fixed_identifier) return {};
    if (reference.protocol == protocol::udp) return {at_target ? 1 : 2, false};
    return {at_target && !has_our_source(quoted, setup) ? 1 : 0, false};
}

}  // namespace tracerouter::engine
