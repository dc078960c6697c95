#include "engine/end_claims.hpp"

#include <algorithm>

namespace tracerouter::engine {

namespace {

/// No path has as many routers that speak of its end; whoever pretends to more shall not take our time.
constexpr std::size_t max_claimants = 64;

}  // namespace

void end_claims::add(std::uint8_t ttl, const boost::asio::ip::address& responder, bool arrived) {
    claimant* one = by(responder);
    if (!one) return;
    one->arrived = one->arrived || arrived;
    one->highest = std::max(one->highest, ttl);
    one->ttls.set(ttl);
}

void end_claims::add_for_scout(const boost::asio::ip::address& responder) {
    if (claimant* one = by(responder)) one->highest = UINT8_MAX;
}

std::optional<claimed_end> end_claims::verdict(std::uint8_t lowest) const {
    const std::uint8_t from = std::max(lowest, passed_);
    std::uint8_t farthest = 0;  // where the last one begins to speak
    for (const claimant& one : claimants_) {
        if (one.highest >= from) farthest = std::max(farthest, lowest_of(one, from).value_or(one.highest));
    }
    std::optional<claimed_end> end;
    for (const claimant& one : claimants_) {
        const std::optional<std::uint8_t> first = lowest_of(one, from);
        if (!first || one.highest < farthest || (end && end->ttl <= *first)) continue;
        end = {*first, one.responder, one.arrived, one.highest, static_cast<int>((one.ttls >> *first).count()) - 1};
    }
    return end;
}

end_claims::claimant* end_claims::by(const boost::asio::ip::address& responder) {
    const auto found = std::ranges::find(claimants_, responder, &claimant::responder);
    if (found != claimants_.end()) return &*found;
    if (claimants_.size() == max_claimants) return nullptr;
    return &claimants_.emplace_back(claimant{responder, false, 0, {}});
}

std::optional<std::uint8_t> end_claims::lowest_of(const claimant& one, std::uint8_t from) {
    for (std::size_t ttl = from; ttl <= one.highest; ++ttl) {
        if (one.ttls[ttl]) return static_cast<std::uint8_t>(ttl);
    }
    return std::nullopt;
}

bool says_too_big(const reply& answer, std::size_t size) {
    return answer.mtu ? *answer.mtu < size : answer.kind == reply_kind::too_big;
}

}  // namespace tracerouter::engine
