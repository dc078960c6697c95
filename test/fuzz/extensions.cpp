#include "packet/extensions.hpp"

#include "fuzz.hpp"
#include "octets.hpp"

// The first octet is the length field of an ICMP error, the rest is its body.

namespace tracerouter::fuzz {
namespace {

using packet::test::lies_within;

void walk(std::span<const std::byte> structure) {
    packet::extension_walk objects{structure};
    const std::byte* end_of_last = structure.data();
    while (const auto object = objects.next()) {
        require(lies_within(object->payload, structure));
        require(end_of_last + 4 <= object->payload.data());  // each has a header of its own behind the one before
        end_of_last = object->payload.data() + object->payload.size();
    }
    require(!objects.next());
}

void read(std::span<const std::byte> structure) {
    reply out;
    packet::read_extensions(structure, out);
    require(out.mpls.size() <= packet::max_mpls_labels && out.mpls.size() * 4 <= structure.size());
    require(out.interfaces.size() <= packet::max_interfaces);
    require(out.extensions.size() <= packet::max_unknown_objects);
    require(packet::extension_octets(out) <= packet::max_extension_octets(false) + packet::max_interfaces * 32);
    for (const interface_information& one : out.interfaces) require(one.name.value_or("").size() < 64);
    for (const mpls_label& label : out.mpls) require(label.label <= 0xfffff && label.traffic_class <= 7);
}

}  // namespace

void try_input(std::span<const std::byte> input) {
    if (input.empty()) return;
    const std::size_t quote_size = std::to_integer<std::size_t>(input.front()) * 4;
    const std::span<const std::byte> body = input.subspan(1);
    const auto [found, malformed] = packet::find_extensions(
        body,
        {.quote_size = quote_size, .length_field = quote_size / 4, .stripped = 0, .datagram_size = quote_size % 256});
    require(found.empty() || !malformed);
    require(lies_within(found, body));
    require(found.empty() || found.data() >= body.data() + (quote_size == 0 ? 128 : 28));

    // Both readers are safe over octets that nobody validated, too.
    for (const auto structure : {found, body}) {
        walk(structure);
        read(structure);
    }
}

}  // namespace tracerouter::fuzz
