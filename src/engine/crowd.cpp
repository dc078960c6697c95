#include "engine/crowd.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "engine/address_hash.hpp"
#include "engine/mix.hpp"

namespace tracerouter::engine {

using boost::asio::ip::address;
using namespace std::chrono_literals;

namespace {

/// As many traces through one router, and none through another, rule out a second router beside it at 99.9 %: the
/// chance that a balancer of two sends eleven more of them the same way.
constexpr std::uint16_t proof_alone = 12;
/// The same for traces of one TTL taken together, at 99 %.
constexpr std::uint32_t proof_together = 7;
constexpr std::uint32_t proof_of_one_router = 8;
/// Where nothing behind it is known, twice as many.
constexpr std::uint32_t proof_of_a_trunk = 16;

/// So many traces tell of each of their hops what it stands before, not of the next one alone.
constexpr std::uint32_t thorough_traces = 64;

/// Where it is not known whom we ask, one probe a second is what the slowest of them grants.
constexpr duration between_questions = 1'050ms;

/// Questions to a hop on top of those of its own trace.
constexpr std::uint8_t most_questions = 2;

std::uint16_t one_more(std::uint16_t count) {
    return count == UINT16_MAX ? count : static_cast<std::uint16_t>(count + 1);
}

/// Slower answers are few.
duration time_to_answer(const path_map& trace) {
    return trace.evidence().slowest + 100ms;
}

// Waits for the next question or, behind the last one, for what the one that is under way will bring.
bool worth_waiting(time_point next_question, time_point asked_at, const path_map& trace, time_point now) {
    return next_question <= trace.patient_until() || now < asked_at + time_to_answer(trace);
}

}  // namespace

std::uint64_t crowd::key_of(const address& router) const {
    return hash_of(router, secret_) | 1;
}

std::uint64_t crowd::key_of(const next_hop& next, std::uint8_t ttl) const {
    return mix(key_of(next.router) ^ std::uint64_t{next.ttl} << 8 ^ ttl) | 1;
}

error_budget& crowd::budget_of(const address& router, std::uint64_t key) {
    bool fresh = false;
    error_budget& budget = budgets_.make(key, fresh);
    if (fresh) budget = error_budget{router.is_v6()};
    return budget;
}

void crowd::heard(const address& router, std::uint8_t ttl, time_point sent, bool extra) {
    const std::uint64_t key = key_of(router);
    error_budget& budget = budget_of(router, key);
    if (!extra) budget.asked(sent);  // first, since what it may still be asked is no more than what it has left
    budget.answered(sent);
    level& seen = levels_[ttl];
    ++seen.heard;
    seen.faster = seen.faster || budget.faster();
    if (budget.used_up(sent)) {
        seen.used_up_at = std::max(seen.used_up_at.value_or(sent), sent);
        seen.used_up = key;
    } else if (budget.faster() && seen.used_up == key) {
        seen.used_up_at.reset();
    }
    if (seen.first_router.is_unspecified()) seen.first_router = router;
    seen.several_routers = seen.several_routers || seen.first_router != router;
}

void crowd::learn(const path_map& trace) {
    const int first = trace.setup().options.first_ttl;
    const locality target = locality_of(trace);
    std::optional<next_hop> next;
    for (int ttl = trace.last_answered(); ttl >= first; --ttl) {
        level& seen = levels_[static_cast<std::size_t>(ttl)];
        if (trace.probed(ttl)) ++seen.tried;
        const address* router = trace.router_at(ttl);
        if (!router) continue;
        const next_hop here{*router, static_cast<std::uint8_t>(ttl)};
        seen.answered.add(target);
        if (next) add(*next, here, distance::next, target);
        if (seen.tried <= thorough_traces) learn_farther(trace, here, target);
        next = here;
    }
}

// Others may not know the hops between.
void crowd::learn_farther(const path_map& trace, const next_hop& here, const locality& target) {
    bool next = true;
    for (int ttl = here.ttl + 1; ttl <= trace.last_answered(); ++ttl) {
        const address* router = trace.router_at(ttl);
        if (router && !std::exchange(next, false)) {
            add({*router, static_cast<std::uint8_t>(ttl)}, here, distance::farther, target);
        }
    }
}

void crowd::learn(const path_map& trace, std::uint8_t ttl) {
    const address* router = trace.router_at(ttl);
    if (!router) return;
    const next_hop here{*router, ttl};
    const locality target = locality_of(trace);
    const auto next = known_behind(trace, ttl);
    if (!trace.inferred(ttl)) levels_[ttl].answered.add(target);
    if (next && !trace.inferred(ttl)) add(*next, here, distance::next, target);
    if (next && trace.hop(ttl).questions > 0) note_recovery(*next, ttl);
    const auto before = known_before(trace, ttl);
    if (before && !trace.inferred(before->ttl)) add(here, *before, distance::next, target);
}

std::optional<crowd::next_hop> crowd::known_behind(const path_map& trace, int ttl) {
    for (int next = ttl + 1; next <= trace.last_answered(); ++next) {
        if (const address* router = trace.router_at(next)) return next_hop{*router, static_cast<std::uint8_t>(next)};
    }
    return std::nullopt;
}

// A router that comes twice is in a loop, where nobody's neighbours are those of others.
bool crowd::in_loop(const path_map& trace, const next_hop& hop) {
    for (int ttl = trace.setup().options.first_ttl; ttl <= trace.last_answered(); ++ttl) {
        const address* router = trace.router_at(ttl);
        if (router && ttl != hop.ttl && *router == hop.router) return true;
    }
    return false;
}

std::optional<crowd::next_hop> crowd::known_before(const path_map& trace, int ttl) {
    for (int before = ttl - 1; before >= trace.setup().options.first_ttl; --before) {
        if (const address* router = trace.router_at(before))
            return next_hop{*router, static_cast<std::uint8_t>(before)};
    }
    return std::nullopt;
}

// `before` was answered for, by a trace that then came to `next`.
void crowd::add(const next_hop& next, const next_hop& before, distance apart, const locality& target) {
    if (next.router == before.router) return;  // a loop: there may be others in it
    bool fresh = false;
    link& known = links_.make(key_of(next, before.ttl), fresh);
    level& seen = levels_[before.ttl];
    if (known.witnesses == 0) {
        known.before = before.router;
    } else if (known.before != before.router) {
        if (!known.disputed) ++seen.disputes;
        known.disputed = true;
        return;
    } else if (!known.disputed && apart == distance::next) {
        seen.agreeing.add(target);
    }
    known.witnesses = one_more(known.witnesses);
    known.by_network.add(target);
}

void crowd::note_recovery(const next_hop& next, std::uint8_t ttl) {
    link* known = links_.find(key_of(next, ttl));
    if (!known) return;
    known->recovered = one_more(known->recovered);
    if (known->missed > 0) --known->missed;
}

bool crowd::proven(const link& known, const path_map& trace, std::uint8_t ttl) const {
    if (known.witnesses == 0 || known.disputed) return false;
    const locality target = locality_of(trace);
    const std::uint32_t heard = known.by_network.count_for(target);
    if (heard == 0) return false;
    if (heard >= proof_alone) return true;
    const level& seen = levels_[ttl];
    if (seen.disputes > 0) return false;
    return seen.agreeing.count_for(target) >= proof_together ||
           (!seen.several_routers && seen.tried >= proof_of_one_router);
}

// All traces pass one and the same router at each TTL up to there.
bool crowd::on_trunk(const path_map& trace, std::uint8_t ttl) const {
    const locality target = locality_of(trace);
    for (int below = trace.setup().options.first_ttl; below <= ttl; ++below) {
        const level& seen = levels_[static_cast<std::size_t>(below)];
        const bool one = !seen.several_routers && seen.answered.count_for(target) > 0;
        if (!one || seen.tried < proof_of_a_trunk) return false;
    }
    return true;
}

// Nothing more can be asked in time. Near the source there may be no other way.
advice crowd::in_vain(const path_map& trace, std::uint8_t ttl) const {
    if (on_trunk(trace, ttl)) return {advice::kind::infer, levels_[ttl].first_router};
    return {advice::kind::limited, {}};
}

// Those who have been met there answer few of many, and never more than a limited router would. They are not silent by
// choice, and this is no loss: whoever probed before us has used their budgets up, perhaps an earlier run. Where paths
// part some may be silent by choice beside them. So the limits of all TTLs nearer must be used up, too: whoever probed
// before us has met these even more often.
bool crowd::used_up_by_others(int ttl) const {
    if (ttl < 1) return false;
    const level& seen = levels_[static_cast<std::size_t>(ttl)];
    if (seen.heard == 0 || seen.faster || seen.tried < proof_of_a_trunk) return false;
    constexpr std::uint32_t few = 8;              // one of so many
    constexpr std::uint32_t fewer_than_half = 2;  // the same, where it is so nearer, too
    if (!seen.several_routers && seen.tried >= few * seen.heard) return true;
    return seen.tried >= fewer_than_half * seen.heard && used_up_by_others(ttl - 1);
}

// Whether the limits of some router on this way were used up before us.
bool crowd::others_came_before(const path_map& trace) const {
    for (int ttl = trace.setup().options.first_ttl; ttl < trace.last_answered(); ++ttl) {
        if (used_up_by_others(ttl)) return true;
    }
    return false;
}

// Few are missing, or those that are come back when they are asked again, about as often as others answer at once. A
// silent router beside this one would keep its share for ever.
bool crowd::mere_loss(const link& known) {
    if (8 * known.missed <= known.witnesses) return true;
    const double all = known.witnesses + known.missed + known.recovered;
    const double back = known.recovered / static_cast<double>(known.recovered + known.missed);
    return known.recovered >= 3 && back >= 0.5 * known.witnesses / all;
}

// The conditions in their order:
// 1. Something beyond has answered: the path goes on. Best a router, to which others can have come the same way.
// 2. One router is known to stand there: see about_suspect.
// 3. Several do, or none is known: see about_unknown.
advice crowd::about_silence(const path_map& trace, std::uint8_t ttl, time_point now) {
    if (ttl >= trace.last_answered()) return {};
    // Where no router is known beyond, each is alone.
    const next_hop next = known_behind(trace, ttl).value_or(next_hop{});
    if (in_loop(trace, next)) return {};
    bool fresh = false;
    link& known = links_.make(key_of(next, ttl), fresh);
    known.disputed = known.disputed || next.ttl == 0;
    const bool suspect = known.witnesses > 0 && !known.disputed;
    return suspect ? about_suspect(known, trace, ttl, now) : about_unknown(known, trace, ttl, now);
}

advice crowd::about_suspect(link& known, const path_map& trace, std::uint8_t ttl, time_point now) {
    error_budget& budget = budget_of(known.before, key_of(known.before));
    const bool limited = budget.used_up(trace.hop(ttl).last_sent);
    const bool certain = proven(known, trace, ttl);
    if (limited && certain) return {advice::kind::infer, known.before};
    if (trace.hop(ttl).questions > 0 && !limited) {
        if (certain && mere_loss(known)) return {advice::kind::infer, known.before};
        return about_unanswered_question(trace, ttl, now);
    }
    const time_point when = budget.next(now);
    if (when > now && worth_waiting(when, known.asked_at, trace, now)) return {advice::kind::wait, {}};
    if (when > now || trace.hop(ttl).questions >= most_questions) return in_vain(trace, ttl);
    if (!limited) known.missed = one_more(known.missed);
    budget.asked(now);
    known.asked_at = now;
    return {advice::kind::ask, {}};
}

advice crowd::about_unknown(link& known, const path_map& trace, std::uint8_t ttl, time_point now) {
    const std::optional<time_point> used_up = levels_[ttl].used_up_at;
    if (!used_up) return about_unheard(known, trace, ttl, now);
    const time_point when = std::max(*used_up, known.asked_at) + between_questions;
    // Where paths part, what one of them is told is of no use to the others.
    const bool vain = known.disputed && known.asked_at > *used_up;
    if (when > now && (vain || !worth_waiting(when, known.asked_at, trace, now))) return in_vain(trace, ttl);
    if (when > now) return {advice::kind::wait, {}};
    if (trace.hop(ttl).questions >= most_questions) return in_vain(trace, ttl);
    known.asked_at = now;
    return {advice::kind::ask, {}};
}

// Whether others have used up its limit; more of that may become known while there is time.
advice crowd::about_unanswered_question(const path_map& trace, std::uint8_t ttl, time_point now) const {
    if (used_up_by_others(ttl)) return {advice::kind::limited, {}};
    const bool later = now <= trace.patient_until() && others_came_before(trace);
    return {later ? advice::kind::wait : advice::kind::give_up, {}};
}

// No limit is known there. Where others have used up limits on this way, silence may be of the same kind: a question
// when they have refilled tells.
advice crowd::about_unheard(link& known, const path_map& trace, std::uint8_t ttl, time_point now) {
    const bool lost = trace.evidence().loss && trace.hop(ttl).retries < trace.setup().numbers.retries;
    if (lost) return {advice::kind::ask, {}};
    if (trace.hop(ttl).questions > 0 || used_up_by_others(ttl) || !others_came_before(trace)) {
        return about_unanswered_question(trace, ttl, now);
    }
    const time_point when = std::max(trace.hop(ttl).last_sent, known.asked_at) + between_questions;
    if (when > now) {
        const bool told_in_time = worth_waiting(when, known.asked_at, trace, now);
        return {told_in_time ? advice::kind::wait : advice::kind::give_up, {}};
    }
    known.asked_at = now;
    return {advice::kind::ask, {}};
}

// As long as a router may be as slow as Linux, two more questions than that grants show whether it is.
advice crowd::about_further_query(const path_map& trace, std::uint8_t ttl, time_point now) {
    const address* router = trace.router_at(ttl);
    error_budget* budget = router ? budgets_.find(key_of(*router)) : nullptr;
    if (!budget || budget->faster()) return {advice::kind::ask, {}};
    if (budget->may_be_faster(now)) {
        budget->asked(now);
        return {advice::kind::ask, {}};
    }
    const time_point told = std::min(budget->last_asked(), trace.hop(ttl).last_sent) + time_to_answer(trace);
    return {told > now ? advice::kind::wait : advice::kind::give_up, {}};
}

advice crowd::about_proof(const path_map& trace, std::uint8_t ttl) {
    const std::optional<next_hop> next = known_behind(trace, ttl);
    const link* known = next ? links_.find(key_of(*next, ttl)) : nullptr;
    if (!known || known->witnesses == 0 || known->disputed || in_loop(trace, *next)) return {};
    const error_budget* budget = budgets_.find(key_of(known->before));
    const bool limited = budget && budget->used_up(trace.hop(ttl).last_sent);
    if (!limited || !proven(*known, trace, ttl)) return {};
    return {advice::kind::infer, known->before};
}

advice crowd::about_skipped(const path_map& trace, std::uint8_t ttl, time_point now) {
    const std::optional<next_hop> next = known_behind(trace, ttl);
    if (!next || in_loop(trace, *next)) return {};
    const link* known = links_.find(key_of(*next, ttl));
    if (known && known->witnesses > 0 && known->by_network.near(locality_of(trace))) {
        return known->disputed ? advice{} : advice{advice::kind::infer, known->before};
    }
    // Who has passed a hop before it has met silence here.
    const bool silent = knows_way_from(trace, next->router, next->ttl);
    return {silent || now > trace.patient_until() ? advice::kind::give_up : advice::kind::wait, {}};
}

// Some routers on the way may be silent.
bool crowd::knows_way_from(const path_map& trace, const address& router, std::uint8_t ttl) {
    constexpr int silent_in_a_row = 3;
    const locality target = locality_of(trace);
    for (int before = ttl - 1; before >= std::max(1, ttl - silent_in_a_row); --before) {
        const link* known = links_.find(key_of({router, ttl}, static_cast<std::uint8_t>(before)));
        if (known && known->witnesses > 0 && known->by_network.near(target)) return true;
    }
    return false;
}

}  // namespace tracerouter::engine
