#pragma once

#include <chrono>
#include <cstdint>

#include "scenario.hpp"

namespace lab {

/// Where the way of a probe ends, and who is there.
struct encounter {
    enum class event : std::uint8_t {
        astray,    // nobody has this address
        dropped,   // a barrier swallowed it
        expired,   // TTL used up at a router
        rejected,  // a barrier answers with destination unreachable
        too_big,   // does not fit the next link and must not be fragmented
        arrived,   // at the destination
    };

    event what = event::astray;
    unsigned position = 0;  // 1 for the first hop
    address who;
    nanoseconds rtt{0};
    const manners* how = nullptr;  // never null but when astray; lives as long as the internet
    std::uint8_t code = 0;         // of a rejection
    std::uint16_t mtu = 0;         // of the link that was too small
    rewrite seen;                  // what the routers before changed in the packet
};

}  // namespace lab
