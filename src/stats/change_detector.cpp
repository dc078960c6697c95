#include "stats/change_detector.hpp"

#include <algorithm>
#include <utility>

namespace tracerouter::stats {
namespace {

/// Changes by which later ones of other flows are recognised.
constexpr std::size_t most_told = 16;
/// Changes that wait for a decision; more of them at a time are told at once.
constexpr std::size_t most_undecided = 16;
/// So many rounds a flow gets to show its new path.
constexpr std::uint64_t rounds_for_each_flow = 3;

}  // namespace

void change_detector::close(const round_record& round) {
    round_ = std::max(round_, round.round);
    if (round.flow >= flows_.size()) {
        flows_.resize(round.flow + 1U);
        paths_.resize(flows_.size());
    }
    const auto change = flows_[round.flow].close(round);
    if (change) handle({round.flow, *change});
    if (!undecided_.empty() && round_ >= decided_in_) decide_balance();
    if (undecided_.empty()) paths_[round.flow] = flows_[round.flow].path();
}

void change_detector::learn(std::uint16_t flow, std::uint16_t ttl, const probe_record& probe) {
    if (flow < flows_.size()) flows_[flow].learn(ttl, probe);
}

void change_detector::finish() {
    if (!undecided_.empty()) decide_balance();
}

bool change_detector::knows(std::uint16_t flow, std::uint16_t ttl) const {
    return flow < flows_.size() && flows_[flow].knows(ttl);
}

std::vector<monitor_event> change_detector::take_events() {
    return std::exchange(events_, {});
}

void change_detector::handle(const seen_change& seen) {
    if (was_told(seen)) return;
    const bool route = !seen.change.length_before;
    if (route && undecided_.size() < most_undecided && takes_known_links(seen.flow)) {
        if (undecided_.empty()) decided_in_ = round_ + rounds_of_one_change();
        undecided_.push_back(seen);
        return;
    }
    tell(as_seen_first(seen), false);
}

// The flow that finds the target again first need not be the one that missed it first.
change_detector::seen_change change_detector::as_seen_first(const seen_change& seen) const {
    seen_change first = seen;
    if (!seen.change.length_before) return first;
    for (std::uint16_t flow = 0; flow < flows_.size(); ++flow) {
        const auto& end = flows_[flow].lost_end();
        if (!end || end->ttl != seen.change.length_before || end->first.round >= first.change.first.round) continue;
        if (seen.change.first.round - end->first.round > rounds_of_one_change()) continue;
        first.flow = flow;
        first.change.first = end->first;
    }
    return first;
}

std::uint64_t change_detector::rounds_of_one_change() const {
    return rounds_for_each_flow * flows_.size();
}

// Another flow has seen the same, in its last turns or since, or it was told as this one saw it.
bool change_detector::was_told(const seen_change& seen) const {
    return std::ranges::any_of(told_, [&](const seen_change& told) {
        const auto [first, last] = std::minmax(told.change.first.round, seen.change.first.round);
        const bool elsewhere = told.flow != seen.flow || first == last;
        return elsewhere && told.change.is_like(seen.change) && last - first <= rounds_of_one_change();
    });
}

bool change_detector::takes_known_links(std::uint16_t flow) const {
    if (flows_.size() < 2) return false;
    std::vector<link> now;
    add_links(flows_[flow].path(), now);
    std::ranges::sort(now);
    return std::ranges::includes(links_of(paths_), now);
}

void change_detector::decide_balance() {
    const auto now = paths_now();
    const bool balance = links_of(now) == links_of(paths_);
    const auto decided = std::exchange(undecided_, {});
    for (const seen_change& one : decided) {
        if (was_told(one)) continue;
        tell(one, balance);
        if (balance) break;  // one deal, one event
    }
    paths_ = now;
}

void change_detector::tell(const seen_change& seen, bool balance) {
    if (told_.size() == most_told) told_.erase(told_.begin());
    told_.push_back(seen);
    const flow_change& change = seen.change;
    const auto at = change.first.sent_at;
    if (change.length_before && change.length_after) {
        events_.emplace_back(length_change{at, seen.flow, *change.length_before, *change.length_after});
    } else if (balance) {
        events_.emplace_back(balance_change{at, seen.flow, change.ttl, change.before, change.after});
    } else {
        events_.emplace_back(path_change{at, seen.flow, change.ttl, change.before, change.after});
    }
}

std::vector<change_detector::path> change_detector::paths_now() const {
    std::vector<path> paths;
    for (const flow_watch& flow : flows_) paths.push_back(flow.path());
    return paths;
}

void change_detector::add_links(const path& path, std::vector<link>& links) {
    for (std::size_t index = 0; index < path.size(); ++index) {
        const auto before = index == 0 ? boost::asio::ip::address{} : path[index - 1];
        links.emplace_back(index, before, path[index]);
    }
}

std::vector<change_detector::link> change_detector::links_of(const std::vector<path>& paths) {
    std::vector<link> links;
    for (const path& one : paths) add_links(one, links);
    std::ranges::sort(links);
    const auto repeated = std::ranges::unique(links);
    links.erase(repeated.begin(), repeated.end());
    return links;
}

std::size_t change_detector::memory() const {
    std::size_t octets = flows_.capacity() * sizeof(flow_watch) + events_.capacity() * sizeof(monitor_event);
    for (const flow_watch& flow : flows_) octets += flow.memory();
    for (const path& one : paths_) octets += one.capacity() * sizeof(boost::asio::ip::address);
    return octets;
}

}  // namespace tracerouter::stats
