#pragma once

#include <boost/asio/ip/address.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "stats/round_record.hpp"
#include "stats/steady_value.hpp"

namespace tracerouter::stats {

/// A change of the path of one flow: of its route, or of nothing but its length.
struct flow_change {
    sighting first{};       ///< of the first thing that changed
    std::uint16_t ttl = 0;  ///< the first one that changed
    boost::asio::ip::address before{};
    boost::asio::ip::address after{};
    // Set if only the target has moved: the TTLs at which it answered.
    std::optional<std::uint16_t> length_before{};
    std::optional<std::uint16_t> length_after{};

    /// Whether another flow has seen the same.
    [[nodiscard]] bool is_like(const flow_change& other) const {
        return ttl == other.ttl && before == other.before && after == other.after &&
               length_before == other.length_before && length_after == other.length_after;
    }
};

/// Watches the path of one flow. Each TTL has a steady_value, and so has the TTL of the target. What changes within a
/// few turns is one change, told with the first TTL and the first sighting.
class flow_watch {
public:
    /// A round of this flow is over. Returns a change that is certain now, if any.
    std::optional<flow_change> close(const round_record& round);
    /// An answer that came after its round was closed, from a TTL that had been silent.
    void learn(std::uint16_t ttl, const probe_record& probe);

    /// Whether anybody has answered at this TTL.
    [[nodiscard]] bool knows(std::uint16_t ttl) const;
    /// Where the target was, if a router answers there now and the target was not found again; otherwise none.
    [[nodiscard]] const std::optional<flow_change>& lost_end() const noexcept { return end_; }
    /// Who answers, by TTL from 1; unspecified where nobody does.
    [[nodiscard]] std::vector<boost::asio::ip::address> path() const;
    /// Octets of memory behind this object.
    [[nodiscard]] std::size_t memory() const noexcept { return hops_.capacity() * sizeof(hop_watch); }

private:
    /// Who answers at a TTL.
    struct hop_value {
        boost::asio::ip::address address{};
        bool arrived = false;
        friend bool operator==(const hop_value&, const hop_value&) = default;
    };
    using hop_watch = steady_value<hop_value>;

    void saw_hop(std::uint16_t ttl, const probe_record& probe, std::uint64_t round, std::optional<flow_change>& found);
    void begin_with_lower_candidates(flow_change& found) const;
    std::optional<flow_change> length_change(const round_record& round);
    std::optional<flow_change> overdue_end();
    [[nodiscard]] bool belongs_to_last(const sighting& first) const;

    std::vector<hop_watch> hops_{};
    steady_value<std::uint16_t> length_{};
    std::uint64_t turn_ = 0;
    std::optional<flow_change> end_{};  // where the target was a router is now: told as a change of length, if possible
    std::optional<std::uint64_t> last_turn_{};  // when the change that was told last was seen first
};

}  // namespace tracerouter::stats
