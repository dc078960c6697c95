#include "engine/search_rounds.hpp"

#include <algorithm>
#include <bit>
#include <chrono>
#include <optional>

namespace tracerouter::engine {

namespace {

using namespace std::chrono_literals;

/// Who answers in as many rounds has no limit of one answer a second.
constexpr int rounds_without_limit = 3;

/// Probes to each TTL in a round that is the last chance: what is lost once is hardly lost three times. An end whose
/// answers are lost would be shown too far away.
constexpr std::size_t sent_at_the_last_chance = 3;

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
// A round costs a round-trip time, a probe only the budget of its router. The loop ends: with a weight of 1, as many
// rounds as TTLs are enough.
code_shape shape_for(std::size_t ttls, unsigned most_weight) {
    for (unsigned rounds = 1;; ++rounds) {
        for (unsigned weight = 1; weight <= std::min(rounds, most_weight); ++weight) {
            if (combinations(rounds, weight) >= ttls) return {rounds, weight};
        }
    }
}

// The next larger number with as many bits.
// All codes have the same number of bits, so none contains another one: a responder that has answered in all rounds
// of one TTL fits no other.
round_set next_code(round_set code) {
    const round_set lowest = code & (~code + 1);
    const round_set ripple = code + lowest;
    return ripple | (((code ^ ripple) >> 2U) / lowest);
}

round_set bit(unsigned round) {
    return round_set{1} << round;
}

}  // namespace

std::size_t search_rounds::as_many_as(std::size_t ttls, unsigned most_weight) {
    const code_shape shape = shape_for(ttls, most_weight);
    return combinations(shape.rounds, shape.weight);
}

void search_rounds::begin(std::span<const hop_ttl> ttls, unsigned most_weight, bool last_chance) {
    const code_shape shape = shape_for(ttls.size(), most_weight);
    last_chance_ = last_chance;
    round_count_ = shape.rounds;
    round_set code = bit(shape.weight) - 1;
    for (const hop_ttl ttl : ttls) {
        asked_.push_back({.ttl = ttl, .probed = code});
        code = next_code(code);
        responders_.note_tried(ttl);
    }
    for (unmarked_responder& one : responders_.all()) {
        one.answered = 0;
        one.doubtful = false;
    }
    sent_.clear();
    heard_.clear();
    found_some_ = false;
    begin_round(0);
}

// The queue is read from its back, so TTLs are put in at the front.
void search_rounds::begin_round(unsigned round) {
    round_ = round;
    heard_in_round_ = 0;
    left_ = false;
    const std::size_t times = last_chance_ ? sent_at_the_last_chance : 1;
    queue_.clear();
    for (const asked_ttl& one : asked_) {
        if ((one.probed & bit(round)) != 0) queue_.insert(queue_.begin(), times, one.ttl);
    }
}

void search_rounds::next(probe_index probe) {
    sent_.push_back({queue_.back(), round_, probe});
    queue_.pop_back();
}

void search_rounds::sent(time_point at) {
    if (!std::exchange(left_, true)) began_ = at;
    last_sent_ = std::max(last_sent_, at);
}

// A round ends when those who are quick have had their time. What comes far sooner in a round than its sender has ever
// answered is late in truth, and of the round before.
void search_rounds::hear(unmarked_answer answer) {
    ++heard_in_round_;
    const std::optional<std::size_t> index = responders_.make(answer.reply);
    if (!index) return;
    unmarked_responder& one = responders_[*index];
    if (one.fastest && answer.at - began_ < *one.fastest / 2 - 10ms) one.doubtful = true;
    const bool again = (one.answered & bit(round_)) != 0;
    if (again && !one.ends) one.several = true;
    one.answered |= bit(round_);
    if (!again) heard_.push_back({*index, round_, std::move(answer)});
}

// With one TTL for each round an answer tells at once. Otherwise a code is complete only behind the last round.
std::vector<search_rounds::find> search_rounds::end_round() {
    const bool last = round_ + 1 == round_count_;
    finds_.clear();
    if (one_ttl_a_round()) {
        find_who_was_alone();
    } else if (last) {
        find_by_rounds();
    }
    if (last) doubt_ends();
    const bool several = std::ranges::any_of(responders_.all(), &unmarked_responder::several);
    if (last || (responders_.missing() == 0 && !several)) {
        end();
    } else {
        begin_round(round_ + 1);
    }
    return std::exchange(finds_, {});
}

// An end that no TTL explains, or that has answered a few times only, may not have answered all that came to it.
void search_rounds::doubt_ends() {
    for (unmarked_responder& one : responders_.all()) {
        if (!one.ends || !one.searched_for()) continue;
        const auto is_there = [&](const asked_ttl& asked) { return ends_at(one, asked.ttl); };
        const bool grudging = std::popcount(one.answered) < rounds_without_limit;
        one.doubtful = one.doubtful || grudging || std::ranges::none_of(asked_, is_there);
    }
}

void search_rounds::end() {
    shared_.clear();
    for (const asked_ttl& one : asked_) {
        if (one.answered != 0 && one.answered != one.probed) shared_.push_back(one.ttl);
    }
    asked_.clear();
    queue_.clear();
}

// Whoever answers now is there, and may be elsewhere, too.
void search_rounds::find_who_was_alone() {
    const auto place = std::ranges::find(asked_, bit(round_), &asked_ttl::probed);
    for (const heard_answer& one : heard_) {
        const unmarked_responder& who = responders_[one.responder];
        if (one.round != round_ || who.doubtful) continue;
        const bool believed = !who.ends || last_chance_ || responders_.follows_a_known_hop(place->ttl);
        if (believed && (who.searched_for() || (who.several && !who.ends))) found(one.responder, *place);
    }
}

// Each probe is answered once: what one responder has answered leaves fewer TTLs for the others.
void search_rounds::find_by_rounds() {
    bool more = true;
    while (std::exchange(more, false)) {
        for (std::size_t index = 0; index < responders_.all().size(); ++index) {
            const unmarked_responder& one = responders_[index];
            if (!one.searched_for() || one.several || one.doubtful || one.answered == 0) continue;
            asked_ttl* const place = place_of(one);
            if (!place) continue;
            found(index, *place);
            more = true;
        }
    }
}

// The one TTL that explains its answers, if there is one alone.
// A TTL explains them if it was probed in each of these rounds and nobody found there has answered in them. An end
// must have answered exactly those rounds that probed its TTL or a higher one. A lost answer leaves several TTLs;
// then none is taken, and they are probed again.
search_rounds::asked_ttl* search_rounds::place_of(const unmarked_responder& one) {
    asked_ttl* only = nullptr;
    for (asked_ttl& asked : asked_) {
        const bool possible = (one.answered & ~asked.probed) == 0 && (one.answered & asked.answered) == 0;
        if (one.ends ? !ends_at(one, asked.ttl) : !possible) continue;
        if (one.ends && !responders_.follows_a_known_hop(asked.ttl)) return nullptr;
        if (only) return nullptr;
        only = &asked;
    }
    return only;
}

bool search_rounds::ends_at(const unmarked_responder& one, hop_ttl ttl) const {
    round_set all = 0;
    for (const asked_ttl& asked : asked_) {
        if (asked.ttl >= ttl) all |= asked.probed;
    }
    return one.answered == all;
}

// Both look-ups succeed: callers name a responder that has answered in a round of that TTL.
void search_rounds::found(std::size_t index, asked_ttl& place) {
    unmarked_responder& one = responders_[index];
    const round_set here = one.answered & place.probed;
    const auto answer = std::ranges::find_if(
        heard_, [&](const heard_answer& heard) { return heard.responder == index && (bit(heard.round) & here) != 0; });
    const auto probe = std::ranges::find_if(
        sent_, [&](const sent_probe& sent) { return sent.ttl == place.ttl && sent.round == answer->round; });
    one.ttls.push_back(place.ttl);
    place.answered |= here;
    finds_.push_back({index, place.ttl, probe->index, answer->what});
    found_some_ = true;
}

}  // namespace tracerouter::engine
