#pragma once

#include <boost/asio/ip/address.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

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
    /// \param flows by which it asks, from 1
    hop_routers(router_turns& turns, bool ipv6, std::uint16_t flows)
        : turns_(turns), monitor_(turns.join()), ipv6_(ipv6), flows_(flows) {}

    /// Whether a round by this flow may ask this hop. Called once a round.
    [[nodiscard]] bool may_ask(std::uint16_t flow, hop_ttl ttl, time_point now, duration interval);
    /// Takes in what has happened to a probe. \return whether it is overdue, and a rate limit explains that
    bool take(std::uint16_t flow, const probe_event& event);

private:
    using address = router_turns::address;

    [[nodiscard]] const address* at(hop_ttl ttl, std::uint16_t flow) const;
    [[nodiscard]] std::optional<address>& of(hop_ttl ttl, std::uint16_t flow);
    [[nodiscard]] bool overdue(std::uint16_t flow, const probe_event& event);
    void answered(std::uint16_t flow, const probe_event& event);

    router_turns& turns_;
    std::uint64_t monitor_;
    bool ipv6_;
    std::size_t flows_;
    std::vector<std::optional<address>> known_;  // by TTL, and then by flow; unspecified: nobody who is limited
};

}  // namespace tracerouter::engine
