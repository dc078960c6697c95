#include "run/replayed_targets.hpp"

#include <algorithm>

#include "tracerouter/time.hpp"

namespace tracerouter::run {

void replayed_targets::take(const session_log& session, const session_entry& entry) {
    switch (entry.what) {
        case session_entry::kind::start: return begin(session, entry);
        case session_entry::kind::probe: return observe(entry);
        case session_entry::kind::reset: return reset(entry);
        case session_entry::kind::end: break;
    }
    replayed_target& target = targets_[entry.target];
    target.last_at = entry.at;
    target.rounds = entry.rounds;
    end(target);
}

void replayed_targets::begin(const session_log& session, const session_entry& entry) {
    const auto started_at = session.starts()[entry.target].started_at;
    targets_.push_back({.started_at = started_at, .last_at = started_at});
    histories_.emplace_back();
}

void replayed_targets::observe(const session_entry& entry) {
    replayed_target& target = targets_[entry.target];
    target.seen.observe(entry.seen);
    target.rounds = std::max(target.rounds, entry.seen.round);
    target.last_at = std::max(target.last_at, entry.seen.sent_at);
    histories_[entry.target].observe(entry.seen);
}

void replayed_targets::reset(const session_entry& entry) {
    replayed_target& target = targets_[entry.target];
    target.seen.reset(entry.rounds);
    target.started_at = entry.at;
    target.last_at = std::max(target.last_at, entry.at);
    target.rounds = std::max(target.rounds, entry.rounds);
    histories_[entry.target].mark_reset(entry.at);
}

void replayed_targets::end(replayed_target& target) {
    target.seen.finish();
    target.ended = true;
}

void replayed_targets::finish() {
    for (replayed_target& target : targets_) end(target);
}

monitor_result replayed_targets::result(const session_log& session, std::size_t target, wall_time now) const {
    const report::monitor_start& start = session.starts()[target];
    const replayed_target& known = targets_[target];
    const wall_time at = known.ended ? known.last_at : now;
    monitor_result out;
    out.target = start.target;
    out.address = start.address;
    out.source = start.source;
    out.options = start.options;
    out.started_at = known.started_at;
    out.elapsed = std::max(duration::zero(), duration{at - known.started_at});
    out.rounds = known.rounds;
    out.flows = start.flows;
    known.seen.fill(out, at);
    return out;
}

monitor_result replayed_targets::last_result(const session_log& session, std::size_t target) const {
    return result(session, target, targets_[target].last_at);
}

std::size_t replayed_targets::memory() const {
    std::size_t octets = targets_.capacity() * sizeof(replayed_target);
    for (const replayed_target& target : targets_) octets += target.seen.memory();
    for (const view::history& history : histories_) octets += sizeof history + history.memory();
    return octets;
}

}  // namespace tracerouter::run
