#include "packet/answer.hpp"

#include <variant>

#include "fuzz.hpp"
#include "octets.hpp"
#include "packet/extensions.hpp"
#include "packet/icmp.hpp"
#include "packet/ipv4.hpp"
#include "packets.hpp"

// Any octets as a datagram from a raw socket: as they are, and with the checksums made right so that what lies behind
// them is reached.

namespace tracerouter::fuzz {
namespace {

using packet::test::lies_within;

void check(const packet::icmp_error& error, std::span<const std::byte> datagram) {
    require(error.kind == reply_kind::time_exceeded || is_refusal(error.kind));
    require(error.quoted.ttl && error.quoted.tos && error.quoted.ip_id && error.quoted.length);
    require(error.next_hop_mtu != 0);
    const auto [structure, malformed] = error.extensions();
    require(lies_within(structure, datagram));
    require(structure.empty() || (structure.size() >= 4 && !malformed));
}

void check(std::span<const std::byte> datagram) {
    const auto result = packet::test::parse_datagram(datagram);
    if (!result) return;
    const packet::ipv4_header outer = packet::parse_ipv4(datagram).value();
    require(result->responder == outer.source && result->reply_ttl == outer.ttl);
    const auto* const error = std::get_if<packet::icmp_error>(&result->body);
    require(result->icmp_type.has_value() == (outer.protocol == packet::protocol_icmp));
    require((error != nullptr) == (result->icmp_type.value_or(0) != packet::icmp_echo_reply));
    require(!error || packet::is_icmp_error(*result->icmp_type, *result->icmp_code, true));
    if (error != nullptr) check(*error, datagram.first(outer.total_length));
}

}  // namespace

void try_input(std::span<const std::byte> input) {
    check(input);
    packet::test::octets sealed(input.begin(), input.end());
    if (sealed.size() < packet::ipv4_header_size) return;
    packet::test::reseal(sealed);
    check(packet::test::exact_copy{sealed}.view());
}

}  // namespace tracerouter::fuzz
