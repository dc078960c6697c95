#include "engine/router_turns.hpp"

#include <algorithm>
#include <chrono>

namespace tracerouter::engine {

using namespace std::chrono_literals;

namespace {

/// Of each router: enough for those of a limited one that a long wait for an answer covers.
constexpr std::size_t longest_history = 64;
/// Who has not been asked so long, and has not answered, is forgotten when there are many.
constexpr duration forgotten_after = 10min;
/// Some 20 MiB. Only strangers who make up addresses come so far.
constexpr std::size_t most_routers = 16'384;
/// Answers left, so that one will come: the tick of a router is coarser than our clock, and the way to it is not always
/// equally long.
constexpr double one_for_certain = 1.05;
/// So long a router counts as limited at first, and at most: twice as long each time.
constexpr duration first_limited = 1min;
constexpr duration longest_limited = 1h;

/// What was under way when the limit showed takes answers that nobody has counted.
time_point turns_begin(time_point limited_since) {
    return limited_since + longest_icmp_refill;
}

}  // namespace

bool router_turns::take(const address& router, const asker& who, time_point now, duration interval) {
    auto& asked = of(router, now);
    if (asked.limited_since && now >= *asked.limited_since + asked.limited_for) asked.limited_since.reset();
    if (!asked.limited_since || asked.budget.faster()) return true;
    const std::size_t before = position(asked, who, now, now + 2 * interval);
    if (now < turns_begin(*asked.limited_since)) return false;
    if (asked.budget.left(now) < static_cast<double>(before) + one_for_certain) return false;
    asked.budget.asked(now);
    const auto mine = asked.turns.begin() + static_cast<std::ptrdiff_t>(before);
    std::rotate(mine, mine + 1, asked.turns.end());
    return true;
}

// How many are to be asked before.
std::size_t router_turns::position(router& of, const asker& who, time_point now, time_point comes_until) {
    std::erase_if(of.turns, [&](const turn& one) { return one.comes_until < now && one.who != who; });
    const auto mine = std::ranges::find(of.turns, who, &turn::who);
    const auto before = static_cast<std::size_t>(mine - of.turns.begin());
    if (mine == of.turns.end()) {
        of.turns.push_back({who, comes_until});
    } else {
        mine->comes_until = comes_until;
    }
    return before;
}

void router_turns::answered(const address& router, hop_ttl ttl, time_point sent) {
    note_place(router, ttl);
    auto& heard = of(router, sent);
    heard.budget.answered(sent);
    if (heard.budget.faster()) return heard.history.clear();
    if (heard.history.size() == longest_history) heard.history.pop_front();
    heard.history.emplace_back(sent, heard.budget);
}

// The budget as it was when the probe was sent: what was answered since then says nothing of that.
bool router_turns::explains_loss(const address& router, time_point sent, time_point now) {
    const auto known = routers_.find(router);
    if (known == routers_.end() || known->second.budget.faster()) return false;
    auto& silent = known->second;
    if (silent.limited_since && sent >= turns_begin(*silent.limited_since)) return false;
    const auto before = std::ranges::find_if(silent.history.rbegin(), silent.history.rend(),
                                             [sent](const auto& answer) { return answer.first <= sent; });
    if (before == silent.history.rend() || before->second.left(sent) >= one_for_certain) return false;
    if (silent.limited_since) return true;
    silent.limited_since = now;
    silent.limited_for = std::clamp(2 * silent.limited_for, first_limited, longest_limited);
    return true;
}

void router_turns::note_place(const address& router, hop_ttl ttl) {
    auto& places = places_[router.is_v6() ? 1 : 0];
    if (ttl.value() >= places.size()) places.resize(ttl.value() + 1U);
    place& known = places[ttl.value()];
    known.several = known.several || (known.router && *known.router != router);
    known.router = router;
}

const router_turns::address* router_turns::only_router(bool ipv6, hop_ttl ttl) const {
    const auto& places = places_[ipv6 ? 1 : 0];
    if (ttl.value() >= places.size()) return nullptr;
    const place& known = places[ttl.value()];
    return known.several || !known.router ? nullptr : &*known.router;
}

router_turns::router& router_turns::of(const address& router, time_point now) {
    const auto known = routers_.find(router);
    if (known == routers_.end() && routers_.size() >= forget_at_) forget_unseen(now);
    auto& found = known == routers_.end() ? routers_.try_emplace(router, router.is_v6()).first->second : known->second;
    found.seen_at = std::max(found.seen_at, now);
    return found;
}

// A stranger can answer from any number of addresses. They are looked through once in as many answers.
void router_turns::forget_unseen(time_point now) {
    std::erase_if(routers_, [now](const auto& one) { return one.second.seen_at + forgotten_after < now; });
    const auto takes_no_turns = [](const auto& one) { return !one.second.limited_since; };
    if (routers_.size() > most_routers / 2) std::erase_if(routers_, takes_no_turns);
    if (routers_.size() > most_routers / 2) routers_.clear();
    forget_at_ = std::max(forget_at_first, 2 * routers_.size());
}

}  // namespace tracerouter::engine
