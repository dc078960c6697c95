#include "path.hpp"

#include <algorithm>

namespace lab {
namespace {

std::uint64_t branch_at(const path_node& choice, std::chrono::nanoseconds at) {
    const auto turn = static_cast<std::uint64_t>(at / choice.every);
    return choice.again ? turn : std::min<std::uint64_t>(turn, choice.branches.size() - 1);
}

}  // namespace

std::uint64_t flow_hash(const probe& datagram, bool with_identifier) {
    std::uint64_t transport_part = std::uint64_t{datagram.first_word} << 16;
    if (with_identifier) transport_part |= datagram.identifier;
    const std::uint64_t addresses =
        mix(mix(datagram.source.high, datagram.source.low), mix(datagram.destination.high, datagram.destination.low));
    const std::uint64_t flow = mix(addresses, datagram.protocol, transport_part);
    return datagram.ipv6 ? mix(flow, datagram.flow_label) : flow;
}

std::uint32_t chosen_branch(const path_node& choice, const probe& datagram, std::uint64_t seed, random_source& random) {
    std::uint64_t hash = 0;
    switch (choice.by) {
        case selector::flow: hash = mix(flow_hash(datagram, choice.with_identifier), seed, choice.salt); break;
        case selector::packet: hash = random.next(); break;
        case selector::destination: hash = mix(datagram.destination.low, seed, choice.salt); break;
        case selector::time: hash = branch_at(choice, datagram.at); break;
    }
    return choice.branches[hash % choice.branches.size()];
}

}  // namespace lab
