// The part of path_statistics that looks at whole rounds.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

#include "stats/path_statistics.hpp"

namespace tracerouter::stats {
namespace {

/// So many probes to the target must be lost in a row, and one beyond it arrive each time, until it counts as farther.
constexpr std::uint64_t rounds_to_move_out = 5;

bool shows_router_from(const round_record& round, std::uint16_t first) {
    for (std::size_t ttl = first; ttl <= round.probes.size(); ++ttl) {
        if (round.probes[ttl - 1].shows_router()) return true;
    }
    return false;
}

/// The highest TTL that was answered in this round; 0: none.
std::uint16_t highest_answered(const round_record& round) {
    auto ttl = static_cast<std::uint16_t>(round.probes.size());
    while (ttl > 0 && round.at(ttl).fate != probe_fate::answered) --ttl;
    return ttl;
}

}  // namespace

void path_statistics::close_rounds() {
    while (!rounds_.empty() && (rounds_.crowded() || is_over(rounds_.oldest()))) {
        round_record round = rounds_.take_oldest();
        close(round);
        rounds_.recycle(std::move(round));
    }
}

bool path_statistics::is_over(const round_record& round) const {
    if (rounds_.newest() == round.round) return false;
    const auto& distance = flows_[round.flow].distance;
    for (std::uint16_t ttl = 1; ttl <= round.end(); ++ttl) {
        if (round.at(ttl).fate != probe_fate::waiting) continue;
        if (!distance || ttl >= *distance || changes_.knows(round.flow, ttl)) return false;
    }
    return true;
}

void path_statistics::close(round_record& round) {
    flow_place& place = flows_[round.flow];
    const auto before = place.distance;
    ++closed_;
    settle_arrival(round, place);
    place_target(round, place);
    count_held(round, round.arrival ? round.arrival : place.distance);
    changes_.close(round);
    history_.close(round);
    if (const auto event = target_.close(round, before)) queue(*event);
    for (const monitor_event& event : changes_.take_events()) queue(event);
}

// The probe to the target was lost, and the target answered one that was sent beyond it: that is a loss. If it happens
// again and again, a silent router may have come between.
void path_statistics::settle_arrival(round_record& round, flow_place& place) const {
    const bool beyond = round.arrival && place.distance && *round.arrival > *place.distance;
    if (!beyond || shows_router_from(round, *place.distance)) {
        if (round.arrival) place.vanished_rounds = 0;
        return;
    }
    const bool lost = round.at(*place.distance).fate == probe_fate::lost;
    if (lost && place.vanished_rounds++ == 0) place.vanished_since = round.at(*round.arrival).sent_at;
    if (place.vanished_rounds < rounds_to_move_out) {
        round.arrival = place.distance;
    } else {
        round.arrives_since = place.vanished_since;
    }
}

void path_statistics::place_target(const round_record& round, flow_place& place) {
    if (round.arrival) {
        place.distance = round.arrival;
        place.arrived_in = closed_;
    } else if (place.distance && shows_router_from(round, *place.distance)) {
        place.distance.reset();
    }
}

// Once nothing nearer is waited for, the answer of the target is not held any longer: the next round may be far off.
void path_statistics::count_arrival(round_record& round) {
    if (round.held.empty() || !round.arrival || round.arrival != flows_[round.flow].distance) return;
    for (std::uint16_t ttl = 1; ttl < *round.arrival; ++ttl) {
        if (round.at(ttl).fate == probe_fate::waiting) return;
    }
    if (!round.at(*round.arrival).counted) return;
    const auto held = std::ranges::find(round.held, *round.arrival, &probe_observation::ttl);
    if (held == round.held.end()) return;
    statistics_of(held->ttl).add(*held);
    round.held.erase(held);
}

/// `end` is where the target is; absent if it is not known.
void path_statistics::count_held(round_record& round, std::optional<std::uint16_t> end) {
    const std::uint16_t last = end.value_or(highest_answered(round));
    for (const probe_observation& held : round.held) {
        const bool counted = round.at(held.ttl).counted;
        ttl_statistics& statistics = statistics_of(held.ttl);
        if (held.ttl > last) {
            if (counted) statistics.take_back(held.round, held.flow);
            continue;
        }
        auto sent = held;
        sent.outcome = probe_outcome::sent;
        if (!counted) statistics.add(sent);
        statistics.add(held);
    }
    if (!round.arrival) return;
    for (std::size_t ttl = *round.arrival + 1U; ttl <= round.probes.size(); ++ttl) {
        const probe_record& probe = round.probes[ttl - 1];
        if (probe.counted && probe.fate == probe_fate::waiting) ttls_[ttl - 1].take_back(round.round, round.flow);
    }
}

void path_statistics::queue(const monitor_event& event) {
    events_.push_back(event);
    ++untaken_;
    if (events_.size() > most_changes) events_.pop_front();
    untaken_ = std::min(untaken_, events_.size());
}

std::optional<std::pair<std::uint16_t, std::uint16_t>> path_statistics::distances() const {
    const std::uint64_t last_rounds = 2U * flow_count_ + 2U;
    std::optional<std::pair<std::uint16_t, std::uint16_t>> found;
    for (const flow_place& place : flows_) {
        if (!place.distance || closed_ - place.arrived_in >= last_rounds) continue;
        if (!found) found.emplace(*place.distance, *place.distance);
        found->first = std::min(found->first, *place.distance);
        found->second = std::max(found->second, *place.distance);
    }
    return found;
}

std::optional<std::uint16_t> path_statistics::distance() const {
    const auto known = target_.is_out() ? std::nullopt : distances();
    return known ? std::optional{known->first} : std::nullopt;
}

void path_statistics::fill(monitor_result& result, std::chrono::system_clock::time_point now) const {
    result.reached = reached_;
    result.distance = distance();
    result.hops.clear();
    const std::size_t end = std::min(shown_end(), ttls_.size());
    for (std::size_t index = first_asked(); index < end; ++index)
        result.hops.push_back(ttls_[index].summary(static_cast<std::uint16_t>(index + 1), now));
    result.changes.assign(events_.begin(), events_.end());
}

// Lower TTLs are not asked (--first-ttl), or were kept out of the session (--mask-first).
std::size_t path_statistics::first_asked() const {
    const auto asked = [](const ttl_statistics& one) { return one.counts().sent + one.counts().refused > 0; };
    return static_cast<std::size_t>(std::ranges::find_if(ttls_, asked) - ttls_.begin());
}

// Flows may be of different lengths: the longest is shown whole. Without a target the path ends with the last hop that
// answered, or with a router that refuses to send on.
std::size_t path_statistics::shown_end() const {
    if (const auto known = target_.is_out() ? std::nullopt : distances()) return known->second;
    std::size_t end = 0;
    for (const flow_place& place : flows_) end = std::max<std::size_t>(end, place.distance.value_or(0));
    if (end > 0) return end;
    for (std::size_t index = 0; index < ttls_.size(); ++index) {
        if (ttls_[index].counts().answered == 0) continue;
        end = index + 1;
        if (is_refusal(*ttls_[index].newest_kind())) return end;
    }
    return end;
}

std::size_t path_statistics::memory() const {
    std::size_t octets = ttls_.capacity() * sizeof(ttl_statistics) + events_.size() * sizeof(monitor_event);
    for (const ttl_statistics& one : ttls_) octets += one.memory();
    return octets + rounds_.memory() + changes_.memory() + history_.memory();
}

}  // namespace tracerouter::stats
