#include "engine/path_map.hpp"

#include <algorithm>
#include <span>

namespace tracerouter::engine {

using boost::asio::ip::address;

path_map::path_map(const trace_setup& setup, const probe_ledger& ledger, std::vector<hop_evidence>&& memory)
    : last_query_at(setup.started_at),
      last_shown(first_ttl_of(setup.options) - 1),
      setup_(setup),
      ledger_(ledger),
      hops_(std::move(memory)) {
    hops_.assign(place_of(max_ttl_of(setup.options)) + 1, {});
    count_missing();
}

// The target answers every TTL beyond its distance, too. Those answers are no hops of the path.
hop_ttl path_map::last_answered() const {
    return std::min(last_answered_ttl(evidence_, setup_.options), likely_end());
}

// Only "time exceeded" proves a router on the way. All other answers speak of an end, and other traces infer routers
// from what is returned here. Where a hop has several responders (ECMP) the first one stands for it, so that later
// answers do not change what others have inferred.
const address* path_map::router_at(hop_ttl ttl) const {
    if (hop(ttl).answers > 0) {
        const kept_reply& first = ledger_.reply_number(hop(ttl).first_answer);
        return first.kind == reply_kind::time_exceeded ? &first.responder : nullptr;
    }
    const auto found = std::ranges::find(inferred_, ttl, &std::pair<hop_ttl, address>::first);
    return found == inferred_.end() ? nullptr : &found->second;
}

std::optional<hop_ttl> path_map::hop_of(const address& responder) const {
    for (const hop_ttl ttl : ttls(first_ttl_of(setup_.options), max_ttl_of(setup_.options))) {
        const address* here = responder_at(ttl);
        if (here && *here == responder) return ttl;
    }
    return std::nullopt;
}

bool path_map::settled_up_to_end() const {
    if (awaited_ == 0 || waits_for_limits) return settled();
    const auto known = std::span{hops_}.first(place_of(end()) + 1);
    return std::ranges::all_of(known, [](const hop_evidence& hop) { return hop.awaited == 0; });
}

// The order matters twice. The ledger must hold the reply already, because its last one is taken for this answer. And
// the end must be judged afterwards: `missing` is counted down against the end as it was counted up.
void path_map::learn(hop_ttl ttl, duration rtt) {
    hop_evidence& here = hop(ttl);
    if (here.answers == 0) {
        if (ttl <= likely_end() && !here.passed_over) --evidence_.missing;
        here.first_answer = static_cast<std::uint16_t>(ledger_.replies() - 1);
        here.fastest = here.slowest = rtt;
    } else {
        // The old share of this hop leaves the sum before the new one enters it. So an answer costs no walk over all
        // hops.
        evidence_.spread_sum -= here.slowest - here.fastest;
        evidence_.spread_hops = static_cast<std::uint8_t>(evidence_.spread_hops + (here.answers == 1 ? 1 : 0));
        here.fastest = std::min(here.fastest, rtt);
        here.slowest = std::max(here.slowest, rtt);
        evidence_.spread_sum += here.slowest - here.fastest;
    }
    ++here.answers;
    evidence_.slowest = std::max(evidence_.slowest, rtt);
    evidence_.last_answered = std::max(evidence_.last_answered.value_or(hop_ttl{}), ttl);
}

// While no end is known, the likely end is the highest TTL. Then hops that may not exist count as missing.
void path_map::count_missing() {
    const auto known = std::span{hops_}.first(place_of(likely_end()) + 1);
    evidence_.missing = 0;
    evidence_.passed_over = 0;
    for (const hop_evidence& hop : known) {
        if (hop.passed_over) {
            ++evidence_.passed_over;
        } else if (hop.answers == 0) {
            ++evidence_.missing;
        }
    }
}

// Few hops are inferred. Their routers are kept beside the hops, since an address in each hop would make all of them
// larger.
void path_map::set_verdict(hop_ttl ttl, hop_verdict verdict, const address& router) {
    hop(ttl).verdict = verdict;
    if (verdict == hop_verdict::inferred) inferred_.emplace_back(ttl, router);
}

}  // namespace tracerouter::engine
