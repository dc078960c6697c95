#include "engine/responder_search.hpp"

#include <algorithm>
#include <utility>

namespace tracerouter::engine {

namespace {

/// In one attempt.
constexpr std::size_t most_ttls = 48;
/// With several TTLs a round.
constexpr unsigned most_attempts = 4;

}  // namespace

// Who answers late, before the first probe of a round has left, is searched for all the same.
void responder_search::hear(unmarked_answer answer) {
    if (listens()) {
        if (rounds_.left()) return rounds_.hear(std::move(answer));
        responders_.make(answer.reply);
        return;
    }
    const duration since = std::max(duration::zero(), answer.at - began_);
    responders_.hear(std::move(answer), since, queries_);
}

void responder_search::sent(time_point at) {
    rounds_.sent(at);
    searched_ = true;
}

// Several TTLs a round as long as that tells responders apart, then one TTL a round. Before that, limits may have to
// refill.
void responder_search::plan(std::span<const hop_ttl> open, bool end_known, duration refill) {
    if (!begun()) spread_before_ = responders_.spread_before();
    if (stage_ == stage::several_at_once && several_at_once_helps()) {
        const std::vector<hop_ttl> ttls = window(open, end_known);
        ++attempts_;
        if (!ttls.empty()) return rounds_.begin(ttls, most_weight_, false);
    }
    const std::vector<hop_ttl> ttls = last_chance(open, end_known);
    const bool first = std::exchange(stage_, stage::one_at_a_time) == stage::several_at_once;
    if (first && some_were_silent() && attempts_ > 0 && !ttls.empty()) {
        waits_until_ = rounds_.last_sent() + refill;
        return;
    }
    stage_ = stage::ended;
    if (!ttls.empty()) rounds_.begin(ttls, 1, true);
}

bool responder_search::several_at_once_helps() const {
    const bool told_apart = std::ranges::any_of(responders_.all(), [](const unmarked_responder& one) {  //
        return one.searched_for() && !one.several;
    });
    const bool in_vain = attempts_ > 0 && (!rounds_.found_some() || responders_.only_ends_are_unconfirmed());
    const bool often_enough = most_weight_ > 1 && attempts_ >= most_attempts;
    return told_apart && !in_vain && !often_enough;
}

bool responder_search::some_were_silent() const {
    return std::ranges::any_of(responders_.all(), [](const unmarked_responder& one) {
        return one.searched_for() && (one.answered == 0 || (one.ends && one.doubtful));
    });
}

// As long as the end is not known, a responder is expected at each TTL. What has been tried in vain is tried again
// beside the others, and so are TTLs that several may share: it costs few rounds more.
std::vector<hop_ttl> responder_search::window(std::span<const hop_ttl> open, bool end_known) const {
    const bool together = most_weight_ > 1;
    std::size_t further = end_known ? open.size() : responders_.missing();
    if (together && !end_known) further = std::max(further, responders_.up_to_the_end(open));
    if (together && !end_known && !responders_.an_end_is_missing()) {
        further = search_rounds::as_many_as(further, most_weight_);
    }
    std::vector<hop_ttl> ttls;
    for (const hop_ttl ttl : open) {
        const bool fresh = !responders_.tried(ttl);
        if (fresh && further > 0)
            --further;
        else if (fresh || !together)
            continue;
        if (ttls.size() < most_ttls) ttls.push_back(ttl);
    }
    if (together) ttls.insert(ttls.end(), rounds_.shared().begin(), rounds_.shared().end());
    std::ranges::sort(ttls);
    return ttls;
}

std::vector<hop_ttl> responder_search::last_chance(std::span<const hop_ttl> open, bool end_known) const {
    std::size_t further = end_known || responders_.an_end_is_missing() ? open.size() : responders_.missing();
    std::vector<hop_ttl> ttls;
    for (const hop_ttl ttl : open) {
        if (!responders_.tried(ttl) && further-- == 0) break;
        if (ttls.size() < most_ttls) ttls.push_back(ttl);
    }
    return ttls;
}

}  // namespace tracerouter::engine
