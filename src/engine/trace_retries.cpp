#include "engine/trace_state.hpp"

#include <algorithm>
#include <utility>

// Which hops are asked once more, and what is said of those that never answer.

namespace tracerouter::engine {

namespace {

/// No path has more routers; whoever pretends to more shall not fill our memory.
constexpr std::size_t max_unmarked = 64;

}  // namespace

// Among many traces it is the crowd that knows about limits and loss.
void trace_state::suspect_limits() {
    if (setup_.frugal || setup_.survey) return;
    path_evidence silent = path_;  // those that have answered, but without saying for which probe, are not
    silent.missing =
        static_cast<std::uint8_t>(silent.missing - std::min<std::size_t>(silent.missing, unmarked_.size()));
    if (limits_refilled_at_ || !limits_suspected(silent, setup_.options, setup_.numbers)) return;
    time_point last_sent = setup_.started_at;
    for (const probe_record& probe : probes_) last_sent = std::max(last_sent, probe.sent_at);
    limits_refilled_at_ = last_sent + setup_.numbers.limit_refill;
    limits_pending_ = true;
}

void trace_state::plan_retries() {
    if (setup_.frugal || setup_.survey) return;
    // Behind the last answer it is more than loss that makes the hops silent.
    const int end = std::min(likely_end_ttl(path_, setup_.options), path_.last_answered.value_or(0));
    for (int ttl = first_open_; ttl <= end; ++ttl) {
        if (!settled(ttl) || !worth_retrying(path_, hop(ttl), setup_.numbers)) continue;
        retry(ttl);
    }
}

void trace_state::plan_retries_of_limited(time_point now) {
    if (!limits_pending_ || now < *limits_refilled_at_) return;
    limits_pending_ = false;
    for (int ttl = first_open_; ttl <= end_ttl(path_, setup_.options); ++ttl) {
        // Queries that are still to come will tell as much.
        if (hop(ttl).answers == 0 && asked_all(ttl)) retry(ttl);
    }
}

void trace_state::retry(int ttl) {
    send_again(ttl, setup_.options.queries + ++hop(ttl).retries);
}

void trace_state::send_again(int ttl, int query) {
    std::visit([&](auto& plan) { plan.again(static_cast<std::uint8_t>(ttl), static_cast<std::uint8_t>(query)); },
               plan_);
}

bool trace_state::settled(int ttl) const {
    if (hop(ttl).awaited > 0 || !asked_all(ttl)) return false;
    return !to_be_asked_alone(ttl) && !(limits_pending_ && hop(ttl).answers == 0);
}

std::optional<std::uint16_t> trace_state::take_unmarked(const boost::asio::ip::address& responder, time_point at) {
    const std::optional<std::uint8_t> known = hop_of(responder);
    const probe_record* alone = alone_ && *alone_ < probes_.size() ? &probes_[*alone_] : nullptr;
    if (alone && alone->state == probe_state::in_flight) {
        if (known && known != alone->ttl) return std::nullopt;
        std::erase(unmarked_, responder);
        return alone_;
    }
    if (known || probes_.empty() || unmarked_.size() == max_unmarked) return std::nullopt;
    if (std::ranges::find(unmarked_, responder) == unmarked_.end()) unmarked_.push_back(responder);
    const time_point first_sent = std::max(setup_.started_at, probes_.front().sent_at);
    path_.slowest = std::max(path_.slowest, at - first_sent);  // at most
    return std::nullopt;
}

bool trace_state::to_be_asked_alone(int ttl) const {
    const hop_evidence& asked = hop(ttl);
    const bool begun = asked.asked_alone > 0;
    const bool wanted = (begun || !unmarked_.empty()) && ttl <= visible_ttl(path_, setup_.options);
    return wanted && asked.answers == asked.asked_alone && asked.asked_alone < setup_.options.queries;
}

void trace_state::ask_alone() {
    if (unmarked_.empty() && !alone_) return;
    const int end = end_ttl(path_, setup_.options);
    const auto awaited = [end](const probe_record& probe) { return under_way(probe.state) && probe.ttl <= end; };
    const bool busy = has_probe_to_send() || std::ranges::any_of(std::span{probes_}.subspan(oldest_), awaited);
    if (busy || limits_pending_) return;
    for (int ttl = first_open_; ttl <= end; ++ttl) {
        if (!to_be_asked_alone(ttl)) continue;
        ++hop(ttl).asked_alone;
        alone_ = static_cast<std::uint16_t>(probes_.size());
        return retry(ttl);
    }
}

bool trace_state::complete(int ttl) const {
    const bool known = hop(ttl).answers > 0 ? hop(ttl).further == 0 : hop(ttl).verdict != hop_verdict::open;
    return known && settled(ttl);
}

int trace_state::last_answered() const {
    const int answered = path_.last_answered.value_or(static_cast<std::uint8_t>(setup_.options.first_ttl - 1));
    return std::min<int>(answered, likely_end_ttl(path_, setup_.options));
}

const boost::asio::ip::address* trace_state::router_at(int ttl) const {
    const hop_evidence& here = hop(ttl);
    if (here.answers > 0) {
        const reply& first = replies_[here.first_answer];
        return first.kind == reply_kind::time_exceeded ? &first.responder : nullptr;
    }
    const auto found = std::ranges::find(inferred_, ttl, &std::pair<int, boost::asio::ip::address>::first);
    return found == inferred_.end() ? nullptr : &found->second;
}

bool trace_state::unexplained(int ttl) const {
    return hop(ttl).answers == 0 && hop(ttl).verdict == hop_verdict::open && settled(ttl);
}

void trace_state::explain(int ttl, hop_verdict verdict, const boost::asio::ip::address& router) {
    hop(ttl).verdict = verdict;
    if (verdict == hop_verdict::inferred) inferred_.emplace_back(ttl, router);
}

void trace_state::ask_again(int ttl) {
    ++hop(ttl).questions;
    retry(ttl);
}

bool trace_state::wants_further(int ttl) const {
    return hop(ttl).further > 0 && settled(ttl);
}

void trace_state::ask_further(int ttl) {
    send_again(ttl, setup_.options.queries - --hop(ttl).further);
}

std::optional<std::uint8_t> trace_state::leads_on() const {
    const auto* plan = std::get_if<survey>(&plan_);
    if (!plan || !setup_.options.stop_set) return std::nullopt;
    for (int ttl = setup_.options.first_ttl; ttl <= setup_.options.max_ttl; ++ttl) {
        if (!probed(ttl)) continue;
        const auto lowest = static_cast<std::uint8_t>(ttl);
        return plan->leads_on(lowest) && hop(ttl).awaited == 0 ? std::optional{lowest} : std::nullopt;
    }
    return std::nullopt;
}

}  // namespace tracerouter::engine
