#include "engine/shared_paths.hpp"

#include <algorithm>
#include <utility>

#include "base/mix.hpp"
#include "engine/address_hash.hpp"

namespace tracerouter::engine {

using boost::asio::ip::address;

namespace {

/// As many traces through one router, and none through another, rule out a second router beside it at 99.9 %: the
/// chance that a balancer of two sends eleven more of them the same way.
constexpr std::uint16_t proof_alone = 12;
/// The same for traces of one TTL taken together, at 99 %.
constexpr std::uint32_t proof_together = 7;
constexpr std::uint32_t proof_of_one_router = 8;
/// So many traces tell of each of their hops what it stands before, not of the next one alone.
constexpr std::uint32_t thorough_traces = 64;

/// Traces that met nobody before the same router: more than loss explains.
constexpr std::uint8_t enough_silences = 2;

std::uint16_t one_more(std::uint16_t count) {
    return count == UINT16_MAX ? count : static_cast<std::uint16_t>(count + 1);
}

std::optional<next_hop> known_before(const path_map& trace, hop_ttl ttl) {
    for (const hop_ttl before : ttls(first_ttl_of(trace.setup().options), ttl - 1).falling()) {
        if (const address* router = trace.router_at(before)) return next_hop{*router, before};
    }
    return std::nullopt;
}

}  // namespace

std::optional<next_hop> known_behind(const path_map& trace, hop_ttl ttl) {
    for (const hop_ttl next : ttls_behind(ttl, trace.last_answered())) {
        if (const address* router = trace.router_at(next)) return next_hop{*router, next};
    }
    return std::nullopt;
}

// A router that comes twice is in a loop, where nobody's neighbours are those of others.
bool in_loop(const path_map& trace, const next_hop& hop) {
    for (const hop_ttl ttl : ttls(first_ttl_of(trace.setup().options), trace.last_answered())) {
        const address* router = trace.router_at(ttl);
        if (router && ttl != hop.ttl && *router == hop.router) return true;
    }
    return false;
}

// The key is odd, because a key of 0 marks a free entry of bounded_table.
std::uint64_t shared_paths::key_of(const address& router) const {
    return hash_of(router, secret_) | 1;
}

std::uint64_t shared_paths::key_of(const next_hop& next, hop_ttl ttl) const {
    return mix(key_of(next.router) ^ std::uint64_t{next.ttl.value()} << 8 ^ ttl.value()) | 1;
}

shared_paths::link& shared_paths::link_before(const next_hop& next, hop_ttl ttl) {
    bool fresh = false;
    link& known = links_.make(key_of(next, ttl), fresh);
    known.ttl = ttl;
    return known;
}

shared_paths::link* shared_paths::find_link_before(const next_hop& next, hop_ttl ttl) {
    return links_.find(key_of(next, ttl));
}

error_budget& shared_paths::budget_of(const address& router, std::uint64_t key, bool& fresh) {
    error_budget& budget = budgets_.make(key, fresh);
    if (fresh) budget = error_budget{router.is_v6()};
    return budget;
}

bool shared_paths::heard(const address& router, hop_ttl ttl, time_point sent, bool extra) {
    const std::uint64_t key = key_of(router);
    bool fresh = false;
    error_budget& budget = budget_of(router, key, fresh);
    if (!extra) budget.asked(sent);  // first, since what it may still be asked is no more than what it has left
    budget.answered(sent);
    levels_.heard(router, key, ttl, sent, budget);
    return fresh;
}

// Where paths part, a new router means that there may be more.
void shared_paths::found_new(const path_map& trace, hop_ttl ttl) {
    const auto next = known_behind(trace, ttl);
    link* known = next ? links_.find(key_of(*next, ttl)) : nullptr;
    if (known) known->questions = 0;
}

// Backwards, since each hop is told together with the next router behind it.
void shared_paths::learn(const path_map& trace) {
    const ttl_range path = ttls(first_ttl_of(trace.setup().options), trace.last_answered());
    const locality target = locality_of(trace);
    std::optional<next_hop> next;
    for (const hop_ttl ttl : path.falling()) {
        level_table::level& seen = levels_.of(ttl);
        if (trace.probed(ttl)) ++seen.tried;
        if (trace.probed(ttl) && trace.hop(ttl).answers == 0) levels_.silent(ttl, trace.hop(ttl).last_sent);
        const address* router = trace.router_at(ttl);
        if (!router && next && trace.probed(ttl)) note_missed(*next, ttl);
        if (!router) continue;
        const next_hop here{*router, ttl};
        seen.answered.add(target);
        if (next) add(*next, here, distance::next, target);
        if (seen.tried <= thorough_traces) learn_farther(trace, here, target);
        next = here;
    }
}

void shared_paths::note_missed(const next_hop& next, hop_ttl ttl) {
    const link* known = links_.find(key_of(next, ttl));
    if (known && known->witnesses > 0 && !known->disputed) ++levels_.of(ttl).lately_missed;
}

void shared_paths::learn_silence(const path_map& trace, hop_ttl ttl) {
    const auto next = known_behind(trace, ttl);
    if (!next) return;
    link& known = link_before(*next, ttl);
    if (known.silences < enough_silences) ++known.silences;
}

bool shared_paths::silent_before(const next_hop& next, hop_ttl ttl) {
    const bool limited = levels_.at(ttl).used_up_at && levels_.limits_show(ttl);
    const link* known = links_.find(key_of(next, ttl));
    return !limited && known && known->witnesses == 0 && known->silences >= enough_silences;
}

// Others may not know the hops between.
void shared_paths::learn_farther(const path_map& trace, const next_hop& here, const locality& target) {
    bool next = true;
    for (const hop_ttl ttl : ttls_behind(here.ttl, trace.last_answered())) {
        const address* router = trace.router_at(ttl);
        if (router && !std::exchange(next, false)) add({*router, ttl}, here, distance::farther, target);
    }
}

// What was inferred is no witness: a proof that confirmed itself would grow without any answer. It only makes known
// what stands before it, if that has answered.
void shared_paths::learn(const path_map& trace, hop_ttl ttl) {
    const address* router = trace.router_at(ttl);
    if (!router) return;
    const next_hop here{*router, ttl};
    const locality target = locality_of(trace);
    const auto next = known_behind(trace, ttl);
    if (trace.verdict(ttl) != hop_verdict::inferred) {
        levels_.of(ttl).answered.add(target);
        if (next) add(*next, here, distance::next, target);
        if (levels_.at(ttl).tried <= thorough_traces) learn_farther(trace, here, target);
    }
    if (next && trace.hop(ttl).advised_retries > 0) note_recovery(*next, ttl);
    const auto before = known_before(trace, ttl);
    if (before && trace.verdict(before->ttl) != hop_verdict::inferred) add(here, *before, distance::next, target);
}

// `before` was answered for, by a trace that then came to `next`.
void shared_paths::add(const next_hop& next, const next_hop& before, distance apart, const locality& target) {
    if (next.router == before.router) return;  // a loop: there may be others in it
    link& known = link_before(next, before.ttl);
    level_table::level& seen = levels_.of(before.ttl);
    if (known.witnesses == 0) {
        known.before = packed_address{before.router};
    } else if (known.before != packed_address{before.router}) {
        // A single dissent is kept for ever: it shows parallel paths (ECMP), and behind those nothing can be
        // inferred.
        if (!known.disputed) ++seen.disputes;
        known.disputed = true;
        return;
    } else if (!known.disputed && apart == distance::next) {
        seen.agreeing.add(target);
    }
    known.witnesses = one_more(known.witnesses);
    known.by_network.add(target);
}

void shared_paths::note_recovery(const next_hop& next, hop_ttl ttl) {
    link* known = links_.find(key_of(next, ttl));
    if (!known) return;
    known->recovered = one_more(known->recovered);
    if (known->missed > 0) --known->missed;
}

// A proof needs a witness that counts for this target, and no dissent. Then many traces through the link prove it
// alone; fewer do where all links of this TTL agree, or where only one router was ever met there.
bool shared_paths::proven(const link& known, const path_map& trace, hop_ttl ttl) const {
    if (known.witnesses == 0 || known.disputed) return false;
    const locality target = locality_of(trace);
    const std::uint32_t heard = known.by_network.count_for(target);
    if (heard == 0) return false;
    if (heard >= proof_alone) return true;
    const level_table::level& seen = levels_.at(ttl);
    if (seen.disputes > 0) return false;
    return seen.agreeing.count_for(target) >= proof_together ||
           (!seen.several_routers && seen.tried >= proof_of_one_router);
}

// Some routers on the way may be silent. Where paths part, nobody knows which of them this trace takes.
bool shared_paths::knows_way_from(const path_map& trace, const address& router, hop_ttl ttl) {
    constexpr int silent_in_a_row = 3;
    const locality target = locality_of(trace);
    for (const hop_ttl before : ttls(std::max(hop_ttl{1}, ttl - silent_in_a_row), ttl - 1).falling()) {
        const link* known = links_.find(key_of({router, ttl}, before));
        if (known && known->witnesses > 0 && !known->disputed && known->by_network.near(target)) return true;
    }
    return false;
}

}  // namespace tracerouter::engine
