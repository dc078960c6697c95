#include "stats/path_statistics.hpp"

#include <algorithm>
#include <utility>

namespace tracerouter::stats {
namespace {

constexpr std::uint16_t highest_ttl = 255;

}  // namespace

void path_statistics::observe(const probe_observation& told) {
    if (told.ttl == 0 || told.ttl > highest_ttl || told.round <= forgotten_) return;
    if (told.flow >= most_flows) {
        auto seen = told;
        seen.flow = most_flows - 1;
        return observe(seen);
    }
    switch (told.outcome) {
        case probe_outcome::sent: departed(told); break;
        case probe_outcome::refused: refused(told); break;
        case probe_outcome::answered:
        case probe_outcome::lost:
        case probe_outcome::limited: returned(told); break;
        case probe_outcome::late:
        case probe_outcome::duplicate: statistics_of(told.ttl).add(told); break;
    }
    close_rounds();
}

void path_statistics::reset(std::uint64_t round) {
    const bool reached = reached_;
    *this = {};
    reached_ = reached;
    forgotten_ = round;
}

void path_statistics::finish() {
    while (!rounds_.empty()) {
        round_record round = rounds_.take_oldest();
        close(round);
        rounds_.recycle(std::move(round));
    }
    changes_.finish();
    for (const monitor_event& event : changes_.take_events()) queue(event);
}

std::optional<monitor_event> path_statistics::poll_event() {
    if (untaken_ == 0) return std::nullopt;
    return events_[events_.size() - untaken_--];
}

void path_statistics::departed(const probe_observation& seen) {
    flow_count_ = std::max<std::uint16_t>(flow_count_, static_cast<std::uint16_t>(seen.flow + 1));
    probe_record& probe = record_of(seen);
    probe.sent_at = seen.sent_at;
    probe.fate = probe_fate::waiting;
    probe.counted = !is_beyond(seen);
    if (probe.counted) statistics_of(seen.ttl).add(seen);
}

void path_statistics::refused(const probe_observation& seen) {
    flow_count_ = std::max<std::uint16_t>(flow_count_, static_cast<std::uint16_t>(seen.flow + 1));
    record_of(seen).fate = probe_fate::refused;
    if (!is_beyond(seen)) statistics_of(seen.ttl).add(seen);
}

void path_statistics::returned(const probe_observation& seen) {
    round_record* const round = rounds_.find(seen.round, seen.flow);
    if (round == nullptr || seen.ttl > round->probes.size()) return answered_in_closed_round(seen);
    probe_record& probe = round->probes[seen.ttl - 1U];
    if (probe.fate != probe_fate::waiting) return;
    if (seen.outcome == probe_outcome::answered && seen.reply) {
        answered(seen, *round, probe);
    } else {
        unanswered(seen, *round, probe);
    }
    count_arrival(*round);
}

void path_statistics::unanswered(const probe_observation& seen, round_record& round, probe_record& probe) {
    probe.fate = seen.outcome == probe_outcome::limited ? probe_fate::limited : probe_fate::lost;
    if (!probe.counted) {
        round.held.push_back(seen);
    } else if (round.arrival && *round.arrival < seen.ttl) {
        statistics_of(seen.ttl).take_back(seen.round, seen.flow);
    } else {
        statistics_of(seen.ttl).add(seen);
    }
}

// An answer of the target is counted at once only where the target is known to be.
void path_statistics::answered(const probe_observation& seen, round_record& round, probe_record& probe) {
    std::optional<std::uint16_t>& distance = flows_[seen.flow].distance;
    probe.fate = probe_fate::answered;
    probe.responder = seen.reply->responder;
    probe.kind = seen.reply->kind;
    probe.arrived = seen.reply->arrived;
    if (probe.counted && (!probe.arrived || seen.ttl == distance)) {
        statistics_of(seen.ttl).add(seen);
    } else {
        round.held.push_back(seen);
    }
    if (!probe.arrived) return;
    reached_ = true;
    round.arrival = std::min(round.arrival.value_or(seen.ttl), seen.ttl);
    if (!distance || seen.ttl < *distance) distance = seen.ttl;
}

// A hop that had never answered was not waited for.
void path_statistics::answered_in_closed_round(const probe_observation& seen) {
    if (!statistics_of(seen.ttl).add(seen) || !seen.reply) return;
    changes_.learn(seen.flow, seen.ttl,
                   {.sent_at = seen.sent_at,
                    .responder = seen.reply->responder,
                    .fate = probe_fate::answered,
                    .kind = seen.reply->kind,
                    .arrived = seen.reply->arrived});
}

bool path_statistics::is_beyond(const probe_observation& seen) const {
    const auto& distance = flows_[seen.flow].distance;
    return distance && seen.ttl > *distance;
}

probe_record& path_statistics::record_of(const probe_observation& seen) {
    round_record& round = rounds_.open(seen.round, seen.flow);
    if (round.probes.size() < seen.ttl) round.probes.resize(seen.ttl);
    return round.probes[seen.ttl - 1U];
}

ttl_statistics& path_statistics::statistics_of(std::uint16_t ttl) {
    if (ttls_.size() < ttl) ttls_.resize(ttl);
    return ttls_[ttl - 1U];
}

}  // namespace tracerouter::stats
