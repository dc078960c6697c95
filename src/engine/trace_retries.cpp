#include "engine/trace_state.hpp"

#include <algorithm>
#include <optional>
#include <utility>

// Which hops are asked once more, and what is said of those that never answer.

namespace tracerouter::engine {

namespace {

/// In a survey: for the scout, and for the probe with the distance that it tells.
constexpr std::uint8_t most_limit_waits = 2;

/// The same of a target of a survey, which may have answered the scout and not what was sent with its distance.
bool asked_target_limit_suspected(const trace_setup& setup, path_evidence path) {
    path.target_answers = false;
    return !setup.options.stop_set && target_limit_suspected(path, setup.options, setup.numbers);
}

}  // namespace

// Among many traces it is the crowd that knows about limits of routers, and about loss.
void trace_state::suspect_limits(time_point now) {
    if (setup_.survey) return suspect_limit_of_asked_target();
    if (limits_refilled_at_ || (searching() && search_->begun())) return;
    path_evidence silent = path();
    if (limits_suspected(path(), setup_.options, setup_.numbers)) {
        const std::size_t explained = hops_kept_here() + (search_ ? search_->missing() : 0);
        silent.missing = static_cast<std::uint8_t>(silent.missing - std::min<std::size_t>(silent.missing, explained));
    }
    const bool of_routers = !setup_.frugal && limits_suspected(silent, setup_.options, setup_.numbers);
    if (!of_routers && !target_limit_suspected_by(now)) return;
    // What the target was asked first found its limit used up, whatever it was asked since.
    time_point last_sent = path_.last_query_at;
    for (const probe_record& probe : ledger_.all()) {
        if (of_routers) last_sent = std::max(last_sent, probe.sent_at);
    }
    limits_refilled_at_ = last_sent + setup_.numbers.limit_refill;
    limits_pending_ = true;
}

// This host itself has not sent a probe to it.
bool trace_state::refused_here(int ttl) const {
    return std::ranges::any_of(ledger_.all(), [ttl](const probe_record& probe) {
        return probe.ttl == ttl && probe.of_hop() && probe.state == probe_state::refused;
    });
}

// One that was sent to it may still be in this host, or may have been lost there.
bool trace_state::may_be_here(int ttl) const {
    const bool heard = ledger_.answered() > 0 || search_;
    return hop(ttl).awaited > 0 && std::ranges::any_of(ledger_.all(), [this, ttl, heard](const probe_record& probe) {
               const bool dropped = probe.unconfirmed && departures_.overtaken(probe);
               const bool here =
                   probe.state == probe_state::handed || dropped || departures_.not_left_yet(probe, heard);
               return probe.ttl == ttl && probe.of_hop() && here;
           });
}

// Nobody's limit explains their silence, nor that of responders that have answered without saying for which probe.
// Those that are only awaited longer than others count: when the first of them are given up it must be known.
std::size_t trace_state::hops_kept_here() const {
    std::size_t count = 0;
    for (int ttl = setup_.options.first_ttl; ttl <= path_.likely_end(); ++ttl) {
        count += hop(ttl).answers == 0 && (refused_here(ttl) || may_be_here(ttl)) ? 1 : 0;
    }
    return count;
}

// In a survey the target is asked by the scout and by one probe with its distance, either of which may have met a limit
// that others have used up. The trace waits; no other one does.
void trace_state::suspect_limit_of_asked_target() {
    // A search for responders waits for limits itself.
    if (limits_pending_ || search_ || limit_waits_ == most_limit_waits) return;
    if (!asked_target_limit_suspected(setup_, path())) return;
    const bool all_asked = awaited_ == 0 && !has_probe_to_send();
    if (!(plan_.paced()->lost() && limit_waits_ == 0) && !(path().target_answers && all_asked)) return;
    time_point last_sent = ledger_[0].sent_at;  // the scout
    if (path().target_answers) {
        for (const probe_record& probe : ledger_.all()) last_sent = std::max(last_sent, probe.sent_at);
    }
    ++limit_waits_;
    limits_refilled_at_ = last_sent + setup_.numbers.limit_refill;
    limits_pending_ = true;
}

// The hop behind the last answer is silent; where nothing has answered at all, limits may have refilled before the wait
// for the first answers is over.
bool trace_state::target_limit_suspected_by(time_point now) const {
    if (!target_limit_suspected(path(), setup_.options, setup_.numbers)) return false;
    if (!path().last_answered) return silence_due() && now >= *silence_due();
    const int next = *path().last_answered + 1;
    return next <= setup_.options.max_ttl && path_.probed(next) && hop(next).awaited == 0;
}

std::optional<time_point> trace_state::silence_due() const {
    if (path().last_answered || ledger_.sent == 0 || limits_refilled_at_ || setup_.survey || search_)
        return std::nullopt;
    if (!target_limit_suspected(path(), setup_.options, setup_.numbers)) return std::nullopt;
    return path_.last_query_at + setup_.numbers.limit_refill;
}

void trace_state::plan_retries() {
    if (setup_.frugal || setup_.survey) return;
    // Behind the last answer it is more than loss that makes the hops silent.
    const int end = std::min<int>(path_.likely_end(), path().last_answered.value_or(0));
    for (int ttl = first_open_; ttl <= end; ++ttl) {
        if (!settled(ttl) || !worth_retrying(path(), hop(ttl), setup_.numbers)) continue;
        retry(ttl);
    }
}

void trace_state::plan_retries_of_limited(time_point now) {
    if (!limits_pending_ || now < *limits_refilled_at_) return;
    limits_pending_ = false;
    survey* const one_of_many = plan_.paced();
    if (one_of_many && (search_ || !asked_target_limit_suspected(setup_, path()))) return;
    if (one_of_many && !path().target_answers) return one_of_many->ask_target_again();
    const bool behind = setup_.frugal || one_of_many;
    const int first = behind ? std::max(first_open_, path_.last_answered() + 1) : first_open_;
    const int last = std::min<int>(path_.end(), one_of_many ? one_of_many->horizon() : UINT8_MAX);
    for (int ttl = first; ttl <= last; ++ttl) {
        // Queries that are still to come will tell as much.
        if (hop(ttl).answers == 0 && plan_.done(ttl) && !refused_here(ttl)) retry(ttl);
    }
}

void trace_state::retry(int ttl) {
    const int query = setup_.options.queries + ++hop(ttl).retries;
    plan_.extra().ask(static_cast<std::uint8_t>(ttl), static_cast<std::uint8_t>(query));
}

bool trace_state::settled(int ttl) const {
    if (hop(ttl).awaited > 0 || !plan_.done(ttl)) return false;
    return hop(ttl).answers > 0 || !(limits_pending_ || searching());
}

bool trace_state::complete(int ttl) const {
    const bool known = hop(ttl).answers > 0 ? hop(ttl).further == 0 : hop(ttl).verdict != hop_verdict::open;
    return known && settled(ttl);
}

bool trace_state::unexplained(int ttl) const {
    return hop(ttl).answers == 0 && hop(ttl).verdict == hop_verdict::open && settled(ttl);
}

void trace_state::ask_again(int ttl) {
    ++hop(ttl).questions;
    retry(ttl);
}

bool trace_state::wants_further(int ttl) const {
    return hop(ttl).further > 0 && settled(ttl);
}

void trace_state::ask_further(int ttl) {
    const int query = setup_.options.queries - --hop(ttl).further;
    plan_.extra().ask(static_cast<std::uint8_t>(ttl), static_cast<std::uint8_t>(query));
}

std::optional<std::uint8_t> trace_state::leads_on() const {
    const survey* const plan = plan_.paced();
    if (!plan || !setup_.options.stop_set) return std::nullopt;
    for (int ttl = setup_.options.first_ttl; ttl <= setup_.options.max_ttl; ++ttl) {
        if (!path_.probed(ttl)) continue;
        const auto lowest = static_cast<std::uint8_t>(ttl);
        return plan->leads_on(lowest) && hop(ttl).awaited == 0 ? std::optional{lowest} : std::nullopt;
    }
    return std::nullopt;
}

}  // namespace tracerouter::engine
