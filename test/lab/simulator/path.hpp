#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "probe.hpp"
#include "random.hpp"

namespace lab {

struct router;

enum class selector : std::uint8_t {
    flow,         // constant for one flow: addresses, protocol and the first four octets behind the IP header
    packet,       // random for each packet
    destination,  // constant for a destination address
    time,         // one branch after the other
};

/// A router that lets nothing pass, or says so.
struct barrier {
    bool drop = false;       // silently
    std::uint8_t code = 13;  // of the destination unreachable
    bool arriving = false;   // before the TTL is looked at (an inbound filter), else only for packets it would forward
    bool expiring = false;   // only to what comes to its TTL's end there; the rest passes
    std::uint8_t protocols = 0xff;  // bit set of 1 << transport
};

/// A place of the path graph: a router, a choice between branches, or the destination.
struct path_node {
    enum class kind : std::uint8_t { router, choice, target };

    kind what = kind::target;
    std::uint32_t router = 0;
    std::uint32_t next = 0;
    selector by = selector::flow;
    bool with_identifier = false;  // the flow hash also covers the ICMP identifier
    std::uint64_t salt = 0;
    std::vector<std::uint32_t> branches;
    std::chrono::nanoseconds every{1};  // for that time by each branch, if they are chosen by time
    bool again = false;                 // and then by the first again; otherwise the last one stays
    std::optional<barrier> block;
};

using path_graph = std::vector<path_node>;

std::uint64_t flow_hash(const probe& datagram, bool with_identifier = false);

/// The branch that a choice node takes for this packet.
std::uint32_t chosen_branch(const path_node& choice, const probe& datagram, std::uint64_t seed, random_source& random);

}  // namespace lab
