#include "engine/end_claims.hpp"

#include <algorithm>

namespace tracerouter::engine {

namespace {

/// No path has as many routers that speak of its end; whoever pretends to more shall not take our time.
constexpr std::size_t max_claimants = 64;

}  // namespace

void end_claims::add(hop_ttl ttl, const boost::asio::ip::address& responder, bool arrived) {
    claimant* one = by(responder);
    if (!one) return;
    one->arrived = one->arrived || arrived;
    one->highest = std::max(one->highest, ttl);
    one->ttls.set(ttl.value());
}

void end_claims::add_for_distance_probe(const boost::asio::ip::address& responder) {
    if (claimant* one = by(responder)) one->highest = hop_ttl::highest;
}

std::optional<claimed_end> end_claims::verdict(hop_ttl lowest) const {
    const hop_ttl from = std::max(lowest, passed_);
    hop_ttl farthest;  // where the last one begins to speak
    for (const claimant& one : claimants_) {
        if (one.highest >= from) farthest = std::max(farthest, lowest_of(one, from).value_or(one.highest));
    }
    std::optional<claimed_end> end;
    for (const claimant& one : claimants_) {
        const std::optional<hop_ttl> first = lowest_of(one, from);
        if (!first || one.highest < farthest || (end && end->ttl <= *first)) continue;
        end = {*first, one.responder, one.arrived, one.highest,
               static_cast<int>((one.ttls >> first->value()).count()) - 1};
    }
    return end;
}

end_claims::claimant* end_claims::by(const boost::asio::ip::address& responder) {
    const auto found = std::ranges::find(claimants_, responder, &claimant::responder);
    if (found != claimants_.end()) return &*found;
    if (claimants_.size() == max_claimants) return nullptr;
    return &claimants_.emplace_back(claimant{responder, false, {}, {}});
}

std::optional<hop_ttl> end_claims::lowest_of(const claimant& one, hop_ttl from) {
    for (const hop_ttl ttl : ttls(from, one.highest)) {
        if (one.ttls[ttl.value()]) return ttl;
    }
    return std::nullopt;
}

bool says_too_big(const reply& answer, std::size_t size) {
    return answer.mtu ? *answer.mtu < size : answer.kind == reply_kind::too_big;
}

}  // namespace tracerouter::engine
