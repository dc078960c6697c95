#include "packet/answer.hpp"

#include <variant>

#include "fuzz.hpp"
#include "octets.hpp"
#include "packet/extensions.hpp"
#include "packet/icmp.hpp"

// Any octets as a datagram from a raw socket: as they are, and with the checksums made right so that what lies behind
// them is reached.

namespace tracerouter::fuzz {
namespace {

using packet::test::lies_within;

void check(const packet::icmp_error& error, std::span<const std::byte> datagram) {
    require(error.echo == std::nullopt || error.quoted.protocol == packet::protocol_icmp);
    require(error.next_hop_mtu != 0);
    require(lies_within(error.extensions, datagram));
    require(error.extensions.empty() || error.extensions.size() >= 4);

    std::vector<mpls_label> labels;
    packet::read_mpls(error.extensions, labels);
    require(labels.size() <= packet::max_mpls_labels && labels.size() * 4 <= error.extensions.size());
}

void check(std::span<const std::byte> datagram) {
    const auto result = packet::parse_answer(datagram);
    if (!result) return;
    const packet::answer& answer = *result;
    require(answer.outer.protocol == packet::protocol_icmp);
    require(answer.outer.total_length <= datagram.size());
    require(answer.outer.header_length + packet::icmp_header_size <= answer.outer.total_length);

    const auto* const error = std::get_if<packet::icmp_error>(&answer.body);
    require((error == nullptr) == (answer.icmp_type == packet::icmp_echo_reply));
    if (error != nullptr) check(*error, datagram.first(answer.outer.total_length));
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
