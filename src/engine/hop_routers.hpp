#pragma once

#include <boost/asio/ip/address.hpp>

#include <cstdint>
#include <map>
#include <utility>

#include "engine/events.hpp"
#include "engine/hop_ttl.hpp"
#include "engine/router_turns.hpp"
#include "tracerouter/time.hpp"

namespace tracerouter::engine {

/// Whose rate limits a monitor uses up at each hop, and what follows from that: when it may ask, and what it means that
/// nobody answers.
class hop_routers {
public:
    /// \param turns lives as long as this
    hop_routers(router_turns& turns, bool ipv6) : turns_(turns), monitor_(turns.join()), ipv6_(ipv6) {}

    /// Whether a round by this flow may ask this hop. Called once a round.
    [[nodiscard]] bool may_ask(std::uint16_t flow, hop_ttl ttl, time_point now, duration interval);
    /// Takes in what has happened to a probe. \return whether it is overdue, and a rate limit explains that
    bool take(std::uint16_t flow, const probe_event& event);

private:
    using address = router_turns::address;
    using place = std::pair<hop_ttl, std::uint16_t>;  // TTL and flow

    [[nodiscard]] const address* at(place hop) const;
    [[nodiscard]] bool overdue(place hop, time_point sent, time_point now);
    void answered(place hop, const reply& answer, time_point sent);

    router_turns& turns_;
    std::uint64_t monitor_;
    bool ipv6_;
    std::map<place, address> known_;  // unspecified: nobody who is limited
};

}  // namespace tracerouter::engine
