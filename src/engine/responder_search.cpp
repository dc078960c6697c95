#include "engine/responder_search.hpp"

#include <algorithm>
#include <bit>
#include <chrono>
#include <limits>
#include <utility>

#include "engine/way_back.hpp"

namespace tracerouter::engine {

namespace {

using namespace std::chrono_literals;

/// No path has more routers; what pretends to be more shall not fill our memory.
constexpr std::size_t most_responders = 64;
constexpr std::size_t most_answers_kept = 64;  // of one of them
/// In one attempt.
constexpr std::size_t most_ttls = 48;
/// With several TTLs a round.
constexpr unsigned most_attempts = 4;
/// Who answers in as many rounds has no limit of one answer a second.
constexpr int rounds_without_limit = 3;

/// How TTLs are spread over rounds: each is probed in `weight` of them.
struct code_shape {
    unsigned rounds = 1;
    unsigned weight = 1;
};

std::size_t combinations(unsigned of, unsigned taken) {
    std::size_t count = 1;
    for (unsigned step = 1; step <= taken; ++step) count = count * (of - taken + step) / step;
    return count;
}

// The fewest rounds, and of those the fewest probes.
code_shape shape_for(std::size_t ttls, unsigned most_weight) {
    for (unsigned rounds = 1;; ++rounds) {
        for (unsigned weight = 1; weight <= std::min(rounds, most_weight); ++weight) {
            if (combinations(rounds, weight) >= ttls) return {rounds, weight};
        }
    }
}

// The next larger number with as many bits.
std::uint64_t next_code(std::uint64_t code) {
    const std::uint64_t lowest = code & (~code + 1);
    const std::uint64_t ripple = code + lowest;
    return ripple | (((code ^ ripple) >> 2U) / lowest);
}

std::uint64_t bit(unsigned round) {
    return std::uint64_t{1} << round;
}

bool says_the_end(const reply& answer) {
    return answer.kind != reply_kind::time_exceeded;
}

// An end whose limit is used up may pass over the first probes that reach it. It is believed where the hop before it is
// known; what was never tried has marked its answers.
bool follows_a_known_hop(std::uint8_t ttl, const responder_search& search, const std::bitset<256>& tried) {
    const auto before = static_cast<std::uint8_t>(ttl - 1);
    return !tried[before] || search.found_at(before);
}

}  // namespace

void responder_search::hear(unmarked_answer answer) {
    const std::optional<std::size_t> index = make(answer.reply);
    if (listens()) {
        if (!left_) return;  // late
        ++heard_in_round_;
        if (index) hear_in_round(*index, std::move(answer));
        return;
    }
    ++earlier_answers_;
    if (!index) return;
    responder& one = responders_[*index];
    const duration since = std::max(duration::zero(), answer.at - began_);
    one.fastest = std::min(one.fastest.value_or(since), since);
    if (one.earlier.size() < most_answers_kept) one.earlier.push_back(std::move(answer));
    if (!one.ends && one.earlier.size() > queries_) one.several = true;
}

std::optional<std::size_t> responder_search::index_of(const reply& answer) const {
    const auto found = std::ranges::find_if(responders_, [&answer](const responder& one) {
        return one.address == answer.responder && one.ends == says_the_end(answer);
    });
    if (found == responders_.end()) return std::nullopt;
    return static_cast<std::size_t>(found - responders_.begin());
}

std::optional<std::size_t> responder_search::make(const reply& answer) {
    const std::optional<std::size_t> known = index_of(answer);
    if (known || responders_.size() == most_responders) return known;
    responders_.push_back({.address = answer.responder, .ends = says_the_end(answer)});
    return responders_.size() - 1;
}

// A round ends when those who are quick have had their time. What comes far sooner in a round than its sender has ever
// answered is late in truth, and of the round before.
void responder_search::hear_in_round(std::size_t index, unmarked_answer answer) {
    responder& one = responders_[index];
    if (one.fastest && answer.at - began_ < *one.fastest / 2 - 10ms) one.doubtful = true;
    const bool again = (one.answered & bit(round_)) != 0;
    if (again && !one.ends) one.several = true;
    one.answered |= bit(round_);
    if (!again) heard_.push_back({index, round_, std::move(answer)});
}

std::optional<std::uint8_t> responder_search::ttl_of(const reply& answer) const {
    const std::optional<std::size_t> index = index_of(answer);
    if (!index || responders_[*index].ttls.size() != 1) return std::nullopt;
    return responders_[*index].ttls.front();
}

bool responder_search::found_at(std::uint8_t ttl) const {
    return std::ranges::any_of(
        responders_, [ttl](const responder& one) { return std::ranges::find(one.ttls, ttl) != one.ttls.end(); });
}

std::size_t responder_search::missing() const {
    return static_cast<std::size_t>(std::ranges::count_if(responders_, searched_for));
}

bool responder_search::an_end_is_missing() const {
    return std::ranges::any_of(responders_, [](const responder& one) { return one.ends && searched_for(one); });
}

// One TTL explains their answers, which are many; but the hop before it is silent. Asking that one again settles it.
bool responder_search::only_ends_are_unconfirmed() const {
    return std::ranges::all_of(responders_, [](const responder& one) {
        return !searched_for(one) || (one.ends && !one.doubtful && one.answered != 0);
    });
}

// As far as the TTL that its answers have left tells how far away the end is.
std::size_t responder_search::up_to_the_end(std::span<const std::uint8_t> open) const {
    int distance = 0;
    for (const responder& one : responders_) {
        if (!one.ends || !searched_for(one) || one.earlier.empty()) continue;
        const std::optional<std::uint16_t> left = one.earlier.front().reply.reply_ttl;
        if (left) distance = std::max(distance, hops_of_way_back(*left));
    }
    return static_cast<std::size_t>(std::ranges::count_if(open, [=](std::uint8_t ttl) { return ttl <= distance; }));
}

// The answers of an end are about many TTLs.
void responder_search::note_spreads() {
    for (const responder& one : responders_) {
        if (one.ends || one.earlier.size() < 2) continue;
        spread_sum_ += one.earlier.back().at - one.earlier.front().at;
        ++spreads_;
    }
}

void responder_search::plan(std::span<const std::uint8_t> open, bool end_known, duration refill) {
    if (!begun()) note_spreads();
    const bool told_apart =
        std::ranges::any_of(responders_, [](const responder& one) { return searched_for(one) && !one.several; });
    const bool tried_enough = attempts_ > 0 && (!found_some_ || only_ends_are_unconfirmed() ||
                                                (most_weight_ > 1 && attempts_ >= most_attempts));
    if (stage_ == stage::several_at_once && told_apart && !tried_enough) {
        const std::vector<std::uint8_t> ttls = window(open, end_known);
        ++attempts_;
        if (!ttls.empty()) return begin(ttls, most_weight_);
    }
    const std::vector<std::uint8_t> ttls = last_chance(open, end_known);
    const bool silent = std::ranges::any_of(responders_, [](const responder& one) {
        return searched_for(one) && (one.answered == 0 || (one.ends && one.doubtful));
    });
    if (std::exchange(stage_, stage::one_at_a_time) == stage::several_at_once && silent && attempts_ > 0 &&
        !ttls.empty()) {
        waits_until_ = last_sent_ + refill;
        return;
    }
    stage_ = stage::ended;
    if (!ttls.empty()) begin(ttls, 1);
}

// As long as the end is not known, a responder is expected at each TTL. What has been tried in vain is tried again
// beside the others, and so are TTLs that several may share: it costs few rounds more.
std::vector<std::uint8_t> responder_search::window(std::span<const std::uint8_t> open, bool end_known) const {
    const bool together = most_weight_ > 1;
    std::size_t further = end_known ? open.size() : missing();
    if (together && !end_known) further = std::max(further, up_to_the_end(open));
    if (together && !end_known && !an_end_is_missing()) {
        const code_shape shape = shape_for(further, most_weight_);
        further = combinations(shape.rounds, shape.weight);
    }
    std::vector<std::uint8_t> ttls;
    for (const std::uint8_t ttl : open) {
        const bool fresh = !tried_[ttl];
        if (fresh && further > 0)
            --further;
        else if (fresh || !together)
            continue;
        if (ttls.size() < most_ttls) ttls.push_back(ttl);
    }
    if (together) ttls.insert(ttls.end(), shared_.begin(), shared_.end());
    std::ranges::sort(ttls);
    return ttls;
}

std::vector<std::uint8_t> responder_search::last_chance(std::span<const std::uint8_t> open, bool end_known) const {
    std::size_t further = end_known || an_end_is_missing() ? open.size() : missing();
    std::vector<std::uint8_t> ttls;
    for (const std::uint8_t ttl : open) {
        if (!tried_[ttl] && further-- == 0) break;
        if (ttls.size() < most_ttls) ttls.push_back(ttl);
    }
    return ttls;
}

void responder_search::begin(std::span<const std::uint8_t> ttls, unsigned most_weight) {
    const code_shape shape = shape_for(ttls.size(), most_weight);
    round_count_ = shape.rounds;
    std::uint64_t code = bit(shape.weight) - 1;
    for (const std::uint8_t ttl : ttls) {
        asked_.push_back({.ttl = ttl, .probed = code});
        code = next_code(code);
        tried_.set(ttl);
    }
    for (responder& one : responders_) {
        one.answered = 0;
        one.doubtful = false;
    }
    sent_.clear();
    heard_.clear();
    found_some_ = false;
    begin_round(0);
}

void responder_search::begin_round(unsigned round) {
    round_ = round;
    heard_in_round_ = 0;
    left_ = false;
    // The last attempt is the last chance: what is lost once is hardly lost three times. An end whose answers are lost
    // would be shown too far away.
    const int times = stage_ == stage::ended ? 3 : 1;
    queue_.clear();
    for (const asked_ttl& one : asked_) {
        if ((one.probed & bit(round)) != 0) queue_.insert(queue_.begin(), static_cast<std::size_t>(times), one.ttl);
    }
}

std::uint8_t responder_search::next(std::uint16_t probe) {
    const std::uint8_t ttl = queue_.back();
    queue_.pop_back();
    sent_.push_back({ttl, round_, probe});
    return ttl;
}

void responder_search::sent(time_point at) {
    if (!std::exchange(left_, true)) began_ = at;
    searched_ = true;
    last_sent_ = std::max(last_sent_, at);
}

std::vector<responder_search::find> responder_search::end_round() {
    const bool last = round_ + 1 == round_count_;
    finds_.clear();
    if (one_ttl_a_round()) {
        find_who_was_alone();
    } else if (last) {
        find_by_rounds();
    }
    // An end that no TTL explains, or that has answered a few times only, may not have answered all that came to it.
    for (responder& one : responders_) {
        if (!last || !one.ends || !searched_for(one)) continue;
        const auto is_there = [&](const asked_ttl& asked) { return ends_at(one, asked.ttl); };
        const bool grudging = std::popcount(one.answered) < rounds_without_limit;
        one.doubtful = one.doubtful || grudging || std::ranges::none_of(asked_, is_there);
    }
    const bool several = std::ranges::any_of(responders_, &responder::several);
    if (last || (missing() == 0 && !several)) {
        end_attempt();
    } else {
        begin_round(round_ + 1);
    }
    return std::exchange(finds_, {});
}

void responder_search::end_attempt() {
    shared_.clear();
    for (const asked_ttl& one : asked_) {
        if (one.answered != 0 && one.answered != one.probed) shared_.push_back(one.ttl);
    }
    asked_.clear();
    queue_.clear();
}

// Whoever answers now is there, and may be elsewhere, too.
void responder_search::find_who_was_alone() {
    const auto place = std::ranges::find(asked_, bit(round_), &asked_ttl::probed);
    for (const heard_answer& one : heard_) {
        const responder& who = responders_[one.responder];
        if (one.round != round_ || who.doubtful) continue;
        const bool believed = !who.ends || stage_ == stage::ended || follows_a_known_hop(place->ttl, *this, tried_);
        if (believed && (searched_for(who) || (who.several && !who.ends))) found(one.responder, *place);
    }
}

// Each probe is answered once: what one responder has answered leaves fewer TTLs for the others.
void responder_search::find_by_rounds() {
    bool more = true;
    while (std::exchange(more, false)) {
        for (std::size_t index = 0; index < responders_.size(); ++index) {
            const responder& one = responders_[index];
            if (!searched_for(one) || one.several || one.doubtful || one.answered == 0) continue;
            const std::optional<std::size_t> place = place_of(one);
            if (!place) continue;
            found(index, asked_[*place]);
            more = true;
        }
    }
}

// The one TTL that explains its answers, if there is one alone.
std::optional<std::size_t> responder_search::place_of(const responder& one) const {
    std::optional<std::size_t> only;
    for (std::size_t index = 0; index < asked_.size(); ++index) {
        const asked_ttl& asked = asked_[index];
        const bool possible = (one.answered & ~asked.probed) == 0 && (one.answered & asked.answered) == 0;
        if (one.ends ? !ends_at(one, asked.ttl) : !possible) continue;
        if (one.ends && !follows_a_known_hop(asked.ttl, *this, tried_)) return std::nullopt;
        if (only) return std::nullopt;
        only = index;
    }
    return only;
}

bool responder_search::ends_at(const responder& one, std::uint8_t ttl) const {
    rounds all = 0;
    for (const asked_ttl& asked : asked_) {
        if (asked.ttl >= ttl) all |= asked.probed;
    }
    return one.answered == all;
}

void responder_search::found(std::size_t index, asked_ttl& place) {
    responder& one = responders_[index];
    const rounds here = one.answered & place.probed;
    const auto answer = std::ranges::find_if(
        heard_, [&](const heard_answer& heard) { return heard.responder == index && (bit(heard.round) & here) != 0; });
    const auto probe = std::ranges::find_if(
        sent_, [&](const sent_probe& sent) { return sent.ttl == place.ttl && sent.round == answer->round; });
    one.ttls.push_back(place.ttl);
    place.answered |= here;
    finds_.push_back({index, place.ttl, probe->number, answer->what});
    found_some_ = true;
}

const unmarked_answer* responder_search::earlier(std::size_t index) const {
    const std::vector<unmarked_answer>& answers = responders_[index].earlier;
    return answers.empty() ? nullptr : &answers.front();
}

unmarked_answer responder_search::take_earlier(std::size_t index) {
    std::vector<unmarked_answer>& answers = responders_[index].earlier;
    unmarked_answer first = std::move(answers.front());
    answers.erase(answers.begin());
    --earlier_answers_;
    return first;
}

}  // namespace tracerouter::engine
