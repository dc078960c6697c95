#include "multipath/shared_ways.hpp"

#include <algorithm>
#include <chrono>
#include <ranges>
#include <utility>

namespace tracerouter::multipath {

namespace {

/// Others are looked at again after this time, later when a quarter of the time waited has passed.
constexpr duration shortest_wait = std::chrono::milliseconds{10};
/// Some 5 KB each.
constexpr std::size_t most_ended = 1'024;
constexpr std::size_t most_places = 1 << 16;

bool knows(const found_ways& ways, const hop_met& met) {
    return ways.vertices.find(met.ttl, met.router).has_value();
}

/// The number of the meeting there, if its own first flow has met nobody before it whom the other does not know.
std::optional<std::size_t> meeting_at(const found_ways& ways, const std::vector<hop_met>& path, const hop_met& at) {
    const auto meeting = std::ranges::find(ways.meetings, at, &found_ways::meeting::at);
    const bool agree =
        std::ranges::all_of(path, [&](const hop_met& met) { return met.ttl >= at.ttl || knows(ways, met); });
    if (meeting == ways.meetings.end() || !agree) return std::nullopt;
    return static_cast<std::size_t>(meeting - ways.meetings.begin());
}

}  // namespace

shared_ways::search_number shared_ways::begin(kind of, const std::vector<hop_met>& path) {
    if (leaders_.size() + path.size() > most_places) leaders_.clear();  // costs no more than asking again
    searches_[++last_] = nullptr;
    for (const hop_met& met : path) {
        search_number& leader = leaders_[{of, met}];
        if (!leads(leader, met)) leader = last_;
    }
    return last_;
}

bool shared_ways::leads(search_number search, const hop_met& at) const {
    const auto known = searches_.find(search);
    if (known == searches_.end() || !known->second) return known != searches_.end();
    const auto meeting = std::ranges::find(known->second->meetings, at, &found_ways::meeting::at);
    return meeting == known->second->meetings.end() || meeting->complete;
}

void shared_ways::end(search_number search, std::shared_ptr<const found_ways> found) {
    if (!found) {
        searches_.erase(search);
        return;
    }
    searches_[search] = std::move(found);
    if (++ended_ > most_ended) forget_oldest();
}

void shared_ways::forget_oldest() {
    const auto oldest = std::ranges::find_if(searches_, [](const auto& one) { return one.second != nullptr; });
    searches_.erase(oldest);
    --ended_;
}

// From the farthest hop on. Whoever waits does so for one that has begun before: so no two wait for each other.
shared_ways::advice shared_ways::look_up(search_number search, kind of, const std::vector<hop_met>& path) const {
    for (const hop_met& met : path | std::views::reverse) {
        const auto leader = leaders_.find({of, met});
        if (leader == leaders_.end() || leader->second == search) continue;
        const auto known = searches_.find(leader->second);
        if (known == searches_.end()) continue;
        if (!known->second && leader->second < search) return {.wait = true};
        if (!known->second) continue;
        if (const auto meeting = meeting_at(*known->second, path, met))
            return {.found = known->second, .meeting = *meeting};
    }
    return {};
}

std::optional<shared_ways::advice> place_among_searches::look_up(const std::vector<hop_met>& path, time_point now) {
    if (settled_) return std::nullopt;
    if (number_ == 0) {
        number_ = all_->begin(of_, path);
        since_ = now;
    }
    shared_ways::advice advice = all_->look_up(number_, of_, path);
    settled_ = !advice.wait;
    due_ = now + std::max(shortest_wait, (now - since_) / 4);
    return advice.found ? std::optional{std::move(advice)} : std::nullopt;
}

void place_among_searches::end(std::shared_ptr<const found_ways> found) {
    if (number_ != 0) all_->end(number_, std::move(found));
    number_ = 0;
    settled_ = true;
}

}  // namespace tracerouter::multipath
