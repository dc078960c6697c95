#include "stats/flow_watch.hpp"

#include <algorithm>

namespace tracerouter::stats {
namespace {

/// What is seen first within so many turns of a change belongs to it: a loss delays the sight of a hop.
constexpr std::uint64_t turns_of_one_change = 4;
/// So long the target may be looked for where a router answers in its place.
constexpr std::uint64_t turns_to_find_target = 8;

void keep_first(std::optional<flow_change>& kept, const flow_change& other) {
    if (!kept) kept = other;  // TTLs come in ascending order
    if (other.first.turn < kept->first.turn) kept->first = other.first;
}

}  // namespace

// 1. Each hop that answered, up to the target.
// 2. Whether the target is where it was.
// 3. What of this is told: the route if a router was replaced, the length if only the target has moved.
std::optional<flow_change> flow_watch::close(const round_record& round) {
    ++turn_;
    std::optional<flow_change> route;
    for (std::uint16_t ttl = 1; ttl <= round.end(); ++ttl) {
        if (round.at(ttl).shows_hop()) saw_hop(ttl, round.at(ttl), round.round, route);
    }
    auto length = length_change(round);
    if (!route && !length) length = overdue_end();
    if (route) begin_with_lower_candidates(*route);
    std::optional<flow_change> found = route ? route : length;
    if (!found || belongs_to_last(found->first)) return std::nullopt;
    last_turn_ = found->first.turn;
    return found;
}

void flow_watch::learn(std::uint16_t ttl, const probe_record& probe) {
    if (knows(ttl) || !probe.shows_hop()) return;
    if (hops_.size() < ttl) hops_.resize(ttl);
    hops_[ttl - 1U].saw({probe.responder, probe.arrived}, {});
}

bool flow_watch::knows(std::uint16_t ttl) const {
    return ttl <= hops_.size() && hops_[ttl - 1U].current().has_value();
}

std::vector<boost::asio::ip::address> flow_watch::path() const {
    std::vector<boost::asio::ip::address> path;
    for (const hop_watch& hop : hops_) {
        path.push_back(hop.current() ? hop.current()->address : boost::asio::ip::address{});
    }
    return path;
}

void flow_watch::saw_hop(std::uint16_t ttl, const probe_record& probe, std::uint64_t round,
                         std::optional<flow_change>& found) {
    if (hops_.size() < ttl) hops_.resize(ttl);
    const auto change = hops_[ttl - 1U].saw({probe.responder, probe.arrived},
                                            {.round = round, .turn = turn_, .sent_at = probe.sent_at});
    if (!change) return;
    const flow_change made{change->first, ttl, change->before.address, change->after.address, {}, {}};
    if (change->before.arrived == change->after.arrived) {
        keep_first(found, made);
    } else if (change->before.arrived) {
        end_ = made;
    }
}

// A hop before the first one that is certain may have been seen once until now: then it is the first that changed.
void flow_watch::begin_with_lower_candidates(flow_change& found) const {
    for (std::uint16_t ttl = found.ttl; ttl > 1; --ttl) {
        const hop_watch& hop = hops_[ttl - 2U];
        if (hop.next() == nullptr || hop.next()->first.turn < found.first.turn) continue;
        if (hop.next()->value.arrived || hop.current()->arrived) continue;
        found.ttl = static_cast<std::uint16_t>(ttl - 1);
        found.before = hop.current()->address;
        found.after = hop.next()->value.address;
    }
}

std::optional<flow_change> flow_watch::length_change(const round_record& round) {
    if (!round.arrival) return std::nullopt;
    const auto since = round.arrives_since.value_or(round.at(*round.arrival).sent_at);
    const auto change = length_.saw(*round.arrival, {.round = round.round, .turn = turn_, .sent_at = since});
    // Who answered beyond the target is of the longer path that was.
    if (length_.current() == round.arrival && hops_.size() > *round.arrival) hops_.resize(*round.arrival);
    if (!change) return std::nullopt;
    flow_change made{change->first, std::min(change->before, change->after), {}, {}, change->before, change->after};
    if (end_ && end_->first.turn < made.first.turn) made.first = end_->first;
    end_.reset();
    return made;
}

// The target was not found again, or it is where it was: then all that is known is that another one answers there.
std::optional<flow_change> flow_watch::overdue_end() {
    if (!end_ || turn_ - end_->first.turn < turns_to_find_target) return std::nullopt;
    const auto found = end_;
    end_.reset();
    return found;
}

bool flow_watch::belongs_to_last(const sighting& first) const {
    return last_turn_ && first.turn + turns_of_one_change > *last_turn_ &&
           first.turn < *last_turn_ + turns_of_one_change;
}

}  // namespace tracerouter::stats
