#include "trace/round_watch.hpp"

#include <algorithm>
#include <chrono>
#include <optional>

namespace tracerouter::trace {

namespace {

/// What an engine's event means for who watches; nothing if it is of no concern.
std::optional<probe_outcome> outcome_of(const engine::probe_event& event, bool limited) {
    switch (event.fate) {
        case engine::probe_fate::sent: return probe_outcome::sent;
        case engine::probe_fate::answered:
        case engine::probe_fate::late: return event.answer->late ? probe_outcome::late : probe_outcome::answered;
        case engine::probe_fate::duplicate: return probe_outcome::duplicate;
        case engine::probe_fate::overdue: return limited ? probe_outcome::limited : probe_outcome::lost;
        case engine::probe_fate::refused: return probe_outcome::refused;
        case engine::probe_fate::stamped:
        case engine::probe_fate::kept: break;
    }
    return std::nullopt;
}

/// When the probe left, or was refused.
std::chrono::system_clock::time_point sent_at(const engine::probe_event& event, const open_trace& trace) {
    const time_point at = event.fate == engine::probe_fate::refused ? event.at : event.sent_at;
    return trace.started_at + std::chrono::duration_cast<std::chrono::system_clock::duration>(at - trace.began);
}

}  // namespace

// What a host keeps back and sends later is sent once for who watches: the last time is the right one. A copy of a late
// answer tells nothing new.
const probe_observation* round_watch::take(const engine::probe_event& event, const open_trace& trace, bool limited) {
    const std::optional<probe_outcome> outcome = outcome_of(event, limited);
    if (!outcome || event.purpose != engine::probe_purpose::hop) return nullptr;
    const auto [found, fresh] = find_or_add(event.ttl);
    probe_observation& probe = *found;
    if (!fresh && *outcome == probe_outcome::sent) {
        probe.sent_at = sent_at(event, trace);
        return nullptr;
    }
    if (event.fate != engine::probe_fate::overdue) probe.sent_at = sent_at(event, trace);
    if (*outcome == probe_outcome::duplicate) {
        again_ = probe;
        again_.outcome = *outcome;
        again_.reply = event.answer;
        return &again_;
    }
    if (*outcome == probe_outcome::late && probe.outcome != probe_outcome::lost) return nullptr;
    probe.reply = event.answer;
    probe.send_error = event.error;
    return told(probe, *outcome);
}

std::vector<probe_observation> round_watch::refuse_rest(boost::system::error_code error) {
    std::vector<probe_observation> refused;
    for (std::size_t place = 0; place < asked_.size(); ++place) {
        if (!asked_.test(place)) continue;
        const auto ttl = static_cast<std::uint16_t>(place);
        const auto [probe, fresh] = find_or_add(ttl);
        if (!fresh) continue;
        probe->sent_at = started_at_;
        probe->send_error = error;
        refused.push_back(*told(*probe, probe_outcome::refused));
    }
    return refused;
}

// Probes mostly come in the order of their TTL.
std::pair<probe_observation*, bool> round_watch::find_or_add(std::uint16_t ttl) {
    const auto place = std::ranges::lower_bound(probes_, ttl, {}, &probe_observation::ttl);
    if (place != probes_.end() && place->ttl == ttl) return {&*place, false};
    return {&*probes_.insert(place, {.round = number_, .flow = flow_, .ttl = ttl}), true};
}

const probe_observation* round_watch::told(probe_observation& probe, probe_outcome outcome) {
    const bool decides = outcome == probe_outcome::answered || outcome == probe_outcome::lost ||
                         outcome == probe_outcome::refused || outcome == probe_outcome::limited;
    if (decides) ++decided_;
    probe.outcome = outcome;
    return &probe;
}

monitor_round round_watch::result() const {
    return {.number = number_, .flow = flow_, .started_at = started_at_, .probes = probes_};
}

}  // namespace tracerouter::trace
