#include "engine/mtu_search.hpp"

#include <algorithm>

namespace tracerouter::engine {

namespace {

/// Sizes that are tried at once where nobody says which one fits: three rounds are enough for any Ethernet.
constexpr int sizes_at_once = 10;

/// So many times what routers say is tried. Each narrower link of a path takes one; no path has seven of them.
constexpr unsigned most_hinted_rounds = 8;

/// Behind these there is no honest path: loss alone takes fewer.
constexpr unsigned most_rounds = 48;

}  // namespace

mtu_search::mtu_search(std::span<const hop_ttl> ttls, std::uint16_t small, std::uint16_t link, std::uint16_t least)
    : least_(least) {
    for (const hop_ttl ttl : ttls) hops_.push_back({ttl, std::min(small, link), link, true});
    plan_round();
}

sized_probe mtu_search::next() {
    const sized_probe probe = queue_.front();
    queue_.pop_front();
    ++outstanding_;
    return probe;
}

void mtu_search::passed(sized_probe probe) {
    raise_what_passes(probe.ttl, probe.size);
    settled();
}

// The probe has reached the router that refuses it, so this size passes up to there. Routers older than RFC 1191 tell
// an MTU of 0 (section 5 there). That, and every MTU that the probe fits into, is no hint: the probe counts as lost.
void mtu_search::too_big(sized_probe probe, std::optional<std::uint32_t> mtu, std::optional<hop_ttl> reporter) {
    if (reporter && *reporter < probe.ttl) raise_what_passes(*reporter, probe.size);
    if (mtu && *mtu >= least_ && *mtu < probe.size && follows_hints()) {
        lower_limits(probe.ttl, static_cast<std::uint16_t>(*mtu), true);
    } else {
        lost_.push_back(probe);
    }
    settled();
}

void mtu_search::lost(sized_probe probe) {
    lost_.push_back(probe);
    settled();
}

std::optional<std::uint16_t> mtu_search::mtu_to(hop_ttl ttl) const {
    const auto found = std::ranges::find(hops_, ttl, &hop::ttl);
    if (found == hops_.end() || found->passes < found->limit) return std::nullopt;
    return found->passes;
}

// A round is judged when all of it is over, silence first and then what has passed: an answer outweighs any silence.
void mtu_search::settled() {
    --outstanding_;
    if (!done()) return;
    take_silence();
    spread_what_passes();
    plan_round();
}

void mtu_search::raise_what_passes(hop_ttl up_to_ttl, std::uint16_t size) {
    for (hop& one : hops_) {
        if (one.ttl <= up_to_ttl) one.passes = std::max(one.passes, size);
    }
}

void mtu_search::lower_limits(hop_ttl from_ttl, std::uint16_t limit, bool hinted) {
    for (hop& one : hops_) {
        if (one.ttl < from_ttl || one.limit <= limit) continue;
        one.limit = limit;
        one.hinted = hinted;
    }
}

// Silence means something only where nothing else was heard: the probe may have been lost, the answer limited.
void mtu_search::take_silence() {
    std::ranges::sort(lost_, {}, &sized_probe::size);
    for (const sized_probe& probe : lost_) {
        const auto found = std::ranges::find(hops_, probe.ttl, &hop::ttl);
        if (found->passes >= probe.size || found->limit < probe.size) continue;
        lower_limits(probe.ttl, static_cast<std::uint16_t>(probe.size - 1), false);
    }
    lost_.clear();
}

// A packet that has arrived is stronger than any claim that it cannot.
void mtu_search::spread_what_passes() {
    for (hop& one : hops_) one.limit = std::max(one.limit, one.passes);
}

bool mtu_search::follows_hints() const {
    return hinted_rounds_ < most_hinted_rounds;
}

// A round without probes ends the search. The bound on rounds ends it where answers contradict each other for ever.
void mtu_search::plan_round() {
    if (++rounds_ > most_rounds) return;
    const auto open = [](const hop& one) { return one.passes < one.limit; };
    const bool hints = std::ranges::any_of(hops_, [&](const hop& one) { return open(one) && one.hinted; });
    if (hints && follows_hints()) {
        ++hinted_rounds_;
        for (const hop& one : hops_) {
            if (open(one) && one.hinted) ask_twice({one.ttl, one.limit});
        }
        return;
    }
    // The last hop narrows all others; then the first open one decides about those behind it.
    const auto first = std::ranges::find_if(hops_, open);
    if (first == hops_.end()) return;
    const hop& asked = open(hops_.back()) ? hops_.back() : *first;
    const int width = asked.limit - asked.passes;
    const int sizes = std::min(width, sizes_at_once);
    // One octet more than what passes is always among the sizes: if that is lost, this hop is decided at once.
    ask_twice({asked.ttl, static_cast<std::uint16_t>(asked.passes + 1)});
    for (int number = 2; number <= sizes; ++number) {
        ask_twice({asked.ttl, static_cast<std::uint16_t>(asked.passes + width * number / sizes)});
    }
}

// So that one lost packet is not taken for a narrow link.
void mtu_search::ask_twice(sized_probe probe) {
    queue_.insert(queue_.end(), 2, probe);
}

}  // namespace tracerouter::engine
