#include "engine/shared_advice.hpp"

#include <algorithm>
#include <chrono>
#include <optional>

namespace tracerouter::engine {

using boost::asio::ip::address;
using namespace std::chrono_literals;

namespace {

/// Where it is not known whom we ask, one probe a second is what the slowest of them grants.
constexpr duration between_questions = longest_icmp_refill;

/// Questions to a hop on top of those of its own trace.
constexpr std::uint8_t most_questions = 2;

/// Slower answers are few.
duration time_to_answer(const path_map& trace) {
    return trace.evidence().slowest + 100ms;
}

// Those who go on to the source take a round trip for each hop, nearly all of them shorter than ours.
duration time_of_others(const path_map& trace) {
    return std::min(4 * trace.evidence().slowest + 100ms, trace.setup().options.wait);
}

// Waits for the next question or, behind the last one, for what the one that is under way will bring.
bool worth_waiting(time_point next_question, time_point asked_at, const path_map& trace, time_point now) {
    return next_question <= patient_until(trace) || now < asked_at + time_to_answer(trace);
}

// Few are missing, or those that are come back when they are asked again, about as often as others answer at once. A
// silent router beside this one would keep its share for ever.
bool mere_loss(const shared_paths::link& known) {
    if (8 * known.missed <= known.witnesses) return true;
    const double all = known.witnesses + known.missed + known.recovered;
    const double back = known.recovered / static_cast<double>(known.recovered + known.missed);
    return known.recovered >= 3 && back >= 0.5 * known.witnesses / all;
}

}  // namespace

// Nothing more can be asked in time. Near the source there may be no other way.
advice shared_advice::in_vain(const path_map& trace, hop_ttl ttl) const {
    const level_table& levels = known_.levels();
    if (levels.on_trunk(trace, known_.locality_of(trace), ttl))
        return {advice::kind::infer, levels.at(ttl).first_router};
    return {advice::kind::limited, {}};
}

// The conditions in their order:
// 1. Something beyond has answered: the path goes on. Best a router, to which others can have come the same way.
// 2. One router is known to stand there: see about_suspect.
// 3. Several do, or none is known: see about_unknown.
advice shared_advice::about_silence(const path_map& trace, hop_ttl ttl, time_point now) {
    if (ttl >= trace.last_answered()) return {};
    known_.levels().silent(ttl, trace.hop(ttl).last_sent);
    // Where no router is known beyond, each is alone.
    const next_hop next = known_behind(trace, ttl).value_or(next_hop{});
    if (in_loop(trace, next)) return {};
    link& known = known_.link_before(next, ttl);
    known.disputed = known.disputed || next.ttl == hop_ttl{};
    const bool suspect = known.witnesses > 0 && !known.disputed;
    return suspect ? about_suspect(known, trace, ttl, now) : about_unknown(known, trace, ttl, now);
}

advice shared_advice::about_suspect(link& known, const path_map& trace, hop_ttl ttl, time_point now) {
    const address before = known.before.unpacked();
    error_budget& budget = known_.budget_of(before);
    const bool limited = budget.used_up(trace.hop(ttl).last_sent);
    const bool certain = known_.proven(known, trace, ttl);
    if (limited && certain) return {advice::kind::infer, before};
    if (trace.hop(ttl).advised_retries > 0 && !limited) {
        if (certain && mere_loss(known)) return {advice::kind::infer, before};
        return about_unanswered_question(trace, ttl, now);
    }
    const time_point when = budget.next(now, time_to_answer(trace));
    if (when > now && worth_waiting(when, known.asked_at, trace, now)) return {advice::kind::wait, {}};
    if (when > now || trace.hop(ttl).advised_retries >= most_questions) return in_vain(trace, ttl);
    if (!limited) known.note_missed();
    budget.asked(now);
    known.asked_at = now;
    return {advice::kind::ask, {}};
}

advice shared_advice::about_unknown(link& known, const path_map& trace, hop_ttl ttl, time_point now) {
    const std::optional<time_point> used_up = known_.levels().at(ttl).used_up_at;
    if (!used_up || !known_.levels().limits_show(ttl)) return about_unheard(known, trace, ttl, now);
    const time_point when = std::max(*used_up, known.asked_at) + between_questions;
    // Where paths part, what one of them is told is of no use to the others.
    const bool vain = known.disputed && known.asked_at > *used_up;
    if (when > now && (vain || !worth_waiting(when, known.asked_at, trace, now))) return in_vain(trace, ttl);
    if (when > now) return {advice::kind::wait, {}};
    if (trace.hop(ttl).advised_retries >= most_questions) return in_vain(trace, ttl);
    known.asked_at = now;
    return {advice::kind::ask, {}};
}

// Whether others have used up its limit; more of that may become known while there is time.
advice shared_advice::about_unanswered_question(const path_map& trace, hop_ttl ttl, time_point now) const {
    if (known_.levels().used_up_by_others(ttl)) return {advice::kind::limited, {}};
    const bool later = now <= patient_until(trace) && known_.levels().others_may_have_come(trace);
    return {later ? advice::kind::wait : advice::kind::give_up, {}};
}

// No limit is known there. Where others have used up limits on this way, silence may be of the same kind: a question
// when they have refilled tells.
advice shared_advice::about_unheard(link& known, const path_map& trace, hop_ttl ttl, time_point now) {
    const bool lost = trace.evidence().loss && trace.hop(ttl).retries < trace.setup().numbers->retries;
    if (lost) return {advice::kind::ask, {}};
    if (trace.hop(ttl).advised_retries > 0 || known_.levels().used_up_by_others(ttl) ||
        !known_.levels().others_may_have_come(trace)) {
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
advice shared_advice::about_next_query(const path_map& trace, hop_ttl ttl, time_point now) {
    const address* router = trace.router_at(ttl);
    error_budget* budget = router ? known_.find_budget(*router) : nullptr;
    if (!budget || budget->faster()) return {advice::kind::ask, {}};
    if (budget->may_be_faster(now)) {
        budget->asked(now);
        return {advice::kind::ask, {}};
    }
    const time_point told = std::min(budget->last_asked(), trace.hop(ttl).last_sent) + time_to_answer(trace);
    return {told > now ? advice::kind::wait : advice::kind::give_up, {}};
}

advice shared_advice::about_proof(const path_map& trace, hop_ttl ttl) {
    const std::optional<next_hop> next = known_behind(trace, ttl);
    const link* known = next ? known_.find_link_before(*next, ttl) : nullptr;
    if (!known || known->witnesses == 0 || known->disputed || in_loop(trace, *next)) return {};
    const address before = known->before.unpacked();
    const error_budget* budget = known_.find_budget(before);
    const bool limited = budget && budget->used_up(trace.hop(ttl).last_sent);
    if (!limited || !known_.proven(*known, trace, ttl)) return {};
    return {advice::kind::infer, before};
}

// Who stops early relies on a trace that may be under way itself. What that does not bring in time is asked after all.
// Where paths part, nobody knows which of them this trace takes. Some traces ask there, as long as that brings new
// routers; for all others the hop stays unasked.
advice shared_advice::about_skipped(const path_map& trace, hop_ttl ttl, time_point now) {
    const std::optional<next_hop> next = known_behind(trace, ttl);
    if (!next || in_loop(trace, *next)) return {};
    link* known = known_.find_link_before(*next, ttl);
    if (known && known->disputed) return {known->take_question() ? advice::kind::ask : advice::kind::skip, {}};
    const bool near = known && known->witnesses > 0 && known->by_network.near(known_.locality_of(trace));
    if (near) return {advice::kind::infer, known->before.unpacked()};
    if (known_.silent_before(*next, ttl)) return {};
    const bool in_time = now <= trace.last_query_at + time_of_others(trace);
    return {in_time && !near ? advice::kind::wait : advice::kind::ask, {}};
}

}  // namespace tracerouter::engine
