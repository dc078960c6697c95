#include "engine/unmarked_responders.hpp"

#include <algorithm>
#include <utility>

#include "engine/way_back.hpp"

namespace tracerouter::engine {

namespace {

/// No path has more routers; what pretends to be more shall not fill our memory.
constexpr std::size_t most_responders = 64;
constexpr std::size_t most_answers_kept = 64;  // of one of them

bool says_the_end(const reply& answer) {
    return answer.kind != reply_kind::time_exceeded;
}

}  // namespace

// One address may be two responders: a router lets one TTL expire and refuses the higher ones. Their rounds must not
// be mixed, so what an answer says is part of who it is from.
std::optional<std::size_t> unmarked_responders::index_of(const reply& answer) const {
    const auto found = std::ranges::find_if(list_, [&answer](const unmarked_responder& one) {
        return one.address == answer.responder && one.ends == says_the_end(answer);
    });
    if (found == list_.end()) return std::nullopt;
    return static_cast<std::size_t>(found - list_.begin());
}

std::optional<std::size_t> unmarked_responders::make(const reply& answer) {
    const std::optional<std::size_t> known = index_of(answer);
    if (known || list_.size() == most_responders) return known;
    list_.push_back({.address = answer.responder, .ends = says_the_end(answer)});
    return list_.size() - 1;
}

void unmarked_responders::hear(unmarked_answer answer, duration since, unsigned queries) {
    ++earlier_answers_;
    const std::optional<std::size_t> index = make(answer.reply);
    if (!index) return;
    unmarked_responder& one = list_[*index];
    one.fastest = std::min(one.fastest.value_or(since), since);
    if (one.earlier.size() < most_answers_kept) one.earlier.push_back(std::move(answer));
    // More answers than queries to one TTL come from several TTLs. For an end that is normal: it answers all TTLs
    // behind it.
    if (!one.ends && one.earlier.size() > queries) one.several = true;
}

const unmarked_answer* unmarked_responders::earlier(std::size_t index) const {
    const std::vector<unmarked_answer>& answers = list_[index].earlier;
    return answers.empty() ? nullptr : &answers.front();
}

unmarked_answer unmarked_responders::take_earlier(std::size_t index) {
    std::vector<unmarked_answer>& answers = list_[index].earlier;
    unmarked_answer first = std::move(answers.front());
    answers.erase(answers.begin());
    --earlier_answers_;
    return first;
}

// The answers of an end are about many TTLs.
duration unmarked_responders::spread_before() const {
    duration sum{};
    int responders = 0;
    for (const unmarked_responder& one : list_) {
        if (one.ends || one.earlier.size() < 2) continue;
        sum += one.earlier.back().at - one.earlier.front().at;
        ++responders;
    }
    return responders == 0 ? duration{} : sum / responders;
}

std::optional<hop_ttl> unmarked_responders::ttl_of(const reply& answer) const {
    const std::optional<std::size_t> index = index_of(answer);
    if (!index || list_[*index].ttls.size() != 1) return std::nullopt;
    return list_[*index].ttls.front();
}

bool unmarked_responders::found_at(hop_ttl ttl) const {
    return std::ranges::any_of(list_, [ttl](const unmarked_responder& one) {  //
        return std::ranges::find(one.ttls, ttl) != one.ttls.end();
    });
}

std::size_t unmarked_responders::missing() const {
    return static_cast<std::size_t>(std::ranges::count_if(list_, &unmarked_responder::searched_for));
}

bool unmarked_responders::an_end_is_missing() const {
    return std::ranges::any_of(list_, [](const unmarked_responder& one) { return one.ends && one.searched_for(); });
}

// One TTL explains their answers, which are many; but the hop before it is silent. Asking that one again settles it.
bool unmarked_responders::only_ends_are_unconfirmed() const {
    return std::ranges::all_of(list_, [](const unmarked_responder& one) {
        return !one.searched_for() || (one.ends && !one.doubtful && one.answered != 0);
    });
}

// The TTL that the answers of an end have left tells how far away it is.
// The farthest end counts: one TTL too many costs probes, one too few would leave a hop unknown.
std::size_t unmarked_responders::up_to_the_end(std::span<const hop_ttl> open) const {
    hop_ttl distance;
    for (const unmarked_responder& one : list_) {
        if (!one.ends || !one.searched_for() || one.earlier.empty()) continue;
        const std::optional<std::uint16_t> left = one.earlier.front().reply.reply_ttl;
        if (left) distance = std::max(distance, hops_of_way_back(*left));
    }
    return static_cast<std::size_t>(std::ranges::count_if(open, [=](hop_ttl ttl) { return ttl <= distance; }));
}

// An end whose limit is used up may pass over the first probes that reach it. It is believed where the hop before it is
// known; what was never tried has marked its answers.
bool unmarked_responders::follows_a_known_hop(hop_ttl ttl) const {
    const hop_ttl before = ttl - 1;
    return !tried(before) || found_at(before);
}

}  // namespace tracerouter::engine
