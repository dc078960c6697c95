#include "engine/limit_retry.hpp"

#include <algorithm>

#include "engine/end_rules.hpp"

namespace tracerouter::engine {

namespace {

/// In a sweep: for the distance probe, and for the probe with the distance that it tells.
constexpr std::uint8_t most_waits = 2;

/// Whether the target of a sweep is limited, which may have answered the distance probe and not what was sent with its
/// distance.
bool asked_target_suspected(const trace_setup& setup, path_evidence path) {
    path.target_answers = false;
    return !setup.options.stop_set && target_limit_suspected(path, setup.options, *setup.numbers);
}

}  // namespace

void limit_retry::suspect(time_point now) {
    const trace_setup& setup = trace_.setup;
    if (trace_.plan.measured()) return suspect_asked_target();
    if (trace_.path.limits_refilled_at || (search_.searching() && search_.begun())) return;
    path_evidence silent = trace_.path.evidence();
    if (limits_suspected(silent, setup.options, *setup.numbers)) {
        const std::size_t explained = hops_kept_here() + search_.missing();
        silent.missing = static_cast<std::uint8_t>(silent.missing - std::min<std::size_t>(silent.missing, explained));
    }
    const bool of_routers = !setup.within_error_budget && limits_suspected(silent, setup.options, *setup.numbers);
    // What the target was asked first found its limit used up, whatever it was asked since.
    if (of_routers) {
        wait(std::max(trace_.path.last_query_at, last_sent()));
    } else if (target_suspected(now)) {
        wait(trace_.path.last_query_at);
    }
}

void limit_retry::suspect_after_search() {
    const time_point last_query_at = trace_.path.last_query_at;
    const bool over = search_.begun() && !search_.searching();
    if (!over || trace_.path.limits_refilled_at || !target_suspected(last_query_at)) return;
    suspect(last_query_at);
    trace_.earlier_due = true;
}

void limit_retry::wait(time_point last_sent) {
    trace_.path.limits_refilled_at = last_sent + trace_.setup.numbers->limit_refill;
    trace_.path.waits_for_limits = true;
}

// In a sweep the target is asked by the distance probe and by one probe with its distance, either of which may have met
// a limit that others have used up. The trace waits; no other one does.
void limit_retry::suspect_asked_target() {
    const path_map& path = trace_.path;
    // A search for responders waits for limits itself.
    if (path.waits_for_limits || search_.wanted() || waits_ == most_waits) return;
    if (!asked_target_suspected(trace_.setup, path.evidence())) return;
    const bool target_answers = path.evidence().target_answers;
    const bool all_asked = path.awaited() == 0 && !trace_.has_probe_to_send();
    if (!(trace_.plan.measured()->lost() && waits_ == 0) && !(target_answers && all_asked)) return;
    ++waits_;
    const time_point first_sent = trace_.ledger.all().front().sent_at;
    wait(target_answers ? std::max(first_sent, last_sent()) : first_sent);
}

time_point limit_retry::last_sent() const {
    const auto probes = trace_.ledger.all();
    return std::ranges::max_element(probes, {}, &probe_record::sent_at)->sent_at;
}

// This host itself has not sent a probe to it.
bool limit_retry::refused_here(hop_ttl ttl) const {
    return std::ranges::any_of(trace_.ledger.all(), [ttl](const probe_record& probe) {
        return probe.ttl == ttl && probe.of_hop() && probe.state == probe_state::refused;
    });
}

// One that was sent to it may still be in this host, or may have been lost there.
bool limit_retry::may_be_here(hop_ttl ttl) const {
    if (trace_.path.hop(ttl).awaited == 0) return false;
    const departures& departing = trace_.departing;
    const bool heard = trace_.ledger.answered() > 0 || search_.wanted();
    return std::ranges::any_of(trace_.ledger.all(), [&](const probe_record& probe) {
        const bool dropped = probe.unconfirmed && departing.overtaken(probe);
        const bool here = probe.state == probe_state::handed || dropped || departing.not_left_yet(probe, heard);
        return probe.ttl == ttl && probe.of_hop() && here;
    });
}

// Nobody's limit explains their silence, nor that of responders that have answered without saying for which probe.
// Those that are only awaited longer than others count: when the first of them are given up it must be known.
std::size_t limit_retry::hops_kept_here() const {
    std::size_t count = 0;
    for (const hop_ttl ttl : ttls(first_ttl_of(trace_.setup.options), trace_.path.likely_end())) {
        const bool kept = trace_.path.hop(ttl).answers == 0 && (refused_here(ttl) || may_be_here(ttl));
        count += kept ? 1 : 0;
    }
    return count;
}

// The hop behind the last answer is silent; where nothing has answered at all, limits may have refilled before the wait
// for the first answers is over.
bool limit_retry::target_suspected(time_point now) const {
    const path_evidence& known = trace_.path.evidence();
    if (!target_limit_suspected(known, trace_.setup.options, *trace_.setup.numbers)) return false;
    if (!known.last_answered) return silence_due() && now >= *silence_due();
    if (*known.last_answered == max_ttl_of(trace_.setup.options)) return false;
    const hop_ttl next = *known.last_answered + 1;
    return trace_.path.probed(next) && trace_.path.hop(next).awaited == 0;
}

std::optional<time_point> limit_retry::silence_due() const {
    const path_evidence& known = trace_.path.evidence();
    const bool told = known.last_answered || trace_.path.limits_refilled_at || search_.wanted();
    if (told || trace_.ledger.sent == 0 || trace_.plan.measured() || trace_.setup.watches) return std::nullopt;
    if (!target_limit_suspected(known, trace_.setup.options, *trace_.setup.numbers)) return std::nullopt;
    return trace_.path.last_query_at + trace_.setup.numbers->limit_refill;
}

void limit_retry::ask(time_point now, hop_ttl complete) {
    path_map& path = trace_.path;
    if (!path.waits_for_limits || now < *path.limits_refilled_at) return;
    path.waits_for_limits = false;
    measured_sweep* const sweep = trace_.plan.measured();
    if (sweep && (search_.wanted() || !asked_target_suspected(trace_.setup, path.evidence()))) return;
    if (sweep && !path.evidence().target_answers) return sweep->ask_target_again();
    const bool behind = trace_.setup.within_error_budget || sweep;
    const hop_ttl before = behind ? std::max(complete, path.last_answered()) : complete;
    const hop_ttl last = sweep ? std::min(path.end(), sweep->horizon()) : path.end();
    for (const hop_ttl ttl : ttls_behind(before, last)) {
        // Queries that are still to come will tell as much.
        const hop_evidence& hop = path.hop(ttl);
        const bool asked = hop.answers == 0 && !hop.passed_over && trace_.plan.done(ttl);
        if (asked && !refused_here(ttl)) trace_.plan.extra().retry(path, ttl);
    }
}

}  // namespace tracerouter::engine
