#include "engine/level_table.hpp"

#include <algorithm>

namespace tracerouter::engine {

using boost::asio::ip::address;

namespace {

/// So many traces through one router at a TTL where nothing behind it is known, and none through another, prove that
/// there is no other: twice as many as where it is.
constexpr std::uint32_t proof_of_a_trunk = 16;

/// Answers at one TTL that tell how it is there now.
constexpr std::uint32_t recent_answers = 1'024;
constexpr std::uint32_t fewest_answers = 64;
/// One answer missing for so many that came is loss.
constexpr std::uint32_t answers_for_one_missed = 32;

bool fewer_than_half_answer(const level_table::level& seen) {
    return seen.tried >= 2 * seen.heard;
}

}  // namespace

// A router whose limit seemed used up may answer on. Then it grants more than Linux does, and the mark is taken back.
void level_table::heard(const address& router, std::uint64_t key, hop_ttl ttl, time_point sent,
                        const error_budget& budget) {
    level& seen = of(ttl);
    ++seen.heard;
    if (++seen.lately_heard == recent_answers) {
        seen.lately_heard /= 2;
        seen.lately_missed /= 2;
    }
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

void level_table::silent(hop_ttl ttl, time_point sent) {
    level& seen = of(ttl);
    seen.silent_from = std::min(seen.silent_from.value_or(sent), sent);
    seen.silent_to = std::max(seen.silent_to, sent);
}

// All traces pass one and the same router at each TTL up to there.
bool level_table::on_trunk(const path_map& trace, const locality& target, hop_ttl ttl) const {
    for (const hop_ttl below : ttls(first_ttl_of(trace.setup().options), ttl)) {
        const level& seen = at(below);
        const bool one = !seen.several_routers && seen.answered.count_for(target) > 0;
        if (!one || seen.tried < proof_of_a_trunk) return false;
    }
    return true;
}

// A router that has given all that a limited one grants need not be limited: only the answers that are missing show
// it, of routers that are known to stand on the way.
bool level_table::limits_show(hop_ttl ttl) const {
    const level& seen = at(ttl);
    return seen.lately_heard < fewest_answers || answers_for_one_missed * seen.lately_missed >= seen.lately_heard;
}

// Where nobody was ever met it is not known why.
hop_ttl level_table::limited_up_to() const {
    hop_ttl limited{};
    for (std::size_t ttl = 1; ttl < levels_.size(); ++ttl) {
        const level& seen = levels_[ttl];
        if (seen.heard == 0) continue;
        if (!seen.used_up_at || !fewer_than_half_answer(seen)) break;
        limited = hop_ttl{static_cast<int>(ttl)};
    }
    return limited;
}

// Those who have been met there answer few of many, and never more than a limited router would. They are not silent by
// choice, and this is no loss: whoever probed before us has used their budgets up, perhaps an earlier run. Where paths
// part some may be silent by choice beside them. So the limits of all TTLs nearer must be used up, too: whoever probed
// before us has met these even more often.
bool level_table::used_up_by_others(hop_ttl ttl) const {
    if (ttl == hop_ttl{}) return false;
    const level& seen = at(ttl);
    if (seen.heard == 0 || seen.faster || seen.tried < proof_of_a_trunk) return false;
    constexpr std::uint32_t few = 8;  // one of so many; fewer than half, where it is so nearer, too
    if (!seen.several_routers && seen.tried >= few * seen.heard) return true;
    return fewer_than_half_answer(seen) && used_up_by_others(ttl - 1);
}

// Whether the limits of some router on this way were used up before us.
bool level_table::others_came_before(const path_map& trace) const {
    for (const hop_ttl ttl : ttls(first_ttl_of(trace.setup().options), trace.last_answered() - 1)) {
        if (used_up_by_others(ttl)) return true;
    }
    return false;
}

// Few answer or none, and it is too early to know whether that is by choice: what was sent within the time that a limit
// needs to refill may have found it used up each time.
bool level_table::may_be_used_up(hop_ttl ttl) const {
    const level& seen = at(ttl);
    if (used_up_by_others(ttl)) return true;
    if (!seen.silent_from || seen.faster) return false;
    if (seen.heard > 0) return fewer_than_half_answer(seen) && seen.tried < proof_of_a_trunk;
    return seen.silent_to - *seen.silent_from < longest_icmp_refill;
}

// Whoever probed before us has met the first routers most often. One of them may be silent by choice, hardly three in
// a row.
bool level_table::others_may_have_come(const path_map& trace) const {
    if (others_came_before(trace)) return true;
    constexpr int in_a_row = 3;
    const hop_ttl first = first_ttl_of(trace.setup().options);
    if (trace.last_answered() - first < in_a_row) return false;
    for (const hop_ttl ttl : ttls(first, first + (in_a_row - 1))) {
        if (!may_be_used_up(ttl)) return false;
    }
    return true;
}

}  // namespace tracerouter::engine
