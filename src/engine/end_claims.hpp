#pragma once

#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/hop_ttl.hpp"
#include "tracerouter/trace_result.hpp"

namespace tracerouter::engine {

/// Where a path ends, if those are right who say so.
struct claimed_end {
    hop_ttl ttl{};  ///< lowest TTL at which its responder said so
    boost::asio::ip::address responder{};
    bool arrived = false;     ///< it speaks for the target
    hop_ttl refused_up_to{};  ///< highest TTL at which it said so
    int further_ttls = 0;     ///< at which it said so, beside the lowest
};

/// What routers and hosts say about where a path ends: that nothing beyond them can be reached, or that they are the
/// target. Some say it only of probes that expire at them, while those with higher TTLs pass. So the verdict looks at
/// all that was said, in whatever order it came:
/// 1. what was said of a probe is void once a probe of a higher TTL has gone farther;
/// 2. a responder does not stand for the end if another one speaks of higher TTLs only: those have passed the first;
/// 3. of those that are left, the one that was met at the lowest TTL stands for the end.
class end_claims {
public:
    /// `responder` says it of a probe with that TTL.
    /// \param arrived it speaks for the target
    void add(hop_ttl ttl, const boost::asio::ip::address& responder, bool arrived);
    /// It says it of a distance probe, which has the highest TTL and belongs to no hop.
    void add_for_distance_probe(const boost::asio::ip::address& responder);
    /// A probe with that TTL has gone all its way.
    void pass(hop_ttl ttl) { passed_ = std::max(passed_, ttl); }

    [[nodiscard]] bool empty() const { return claimants_.empty(); }
    [[nodiscard]] bool any_for_target() const { return std::ranges::any_of(claimants_, &claimant::arrived); }
    /// The end, at `lowest` or behind it.
    [[nodiscard]] std::optional<claimed_end> verdict(hop_ttl lowest) const;

private:
    struct claimant {
        boost::asio::ip::address responder;
        bool arrived = false;
        hop_ttl highest{};
        std::bitset<UINT8_MAX + 1> ttls;
    };

    claimant* by(const boost::asio::ip::address& responder);
    [[nodiscard]] static std::optional<hop_ttl> lowest_of(const claimant& one, hop_ttl from);

    std::vector<claimant> claimants_;  // as a rule one, and a bounded number
    hop_ttl passed_;                   // highest TTL of a probe that has gone all its way
};

/// Whether an answer says that a probe of `size` octets was too big for a link. What fits the link it speaks of was
/// not.
[[nodiscard]] bool says_too_big(const reply& answer, std::size_t size);

}  // namespace tracerouter::engine
