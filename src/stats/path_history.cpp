#include "stats/path_history.hpp"

#include <algorithm>
#include <utility>

namespace tracerouter::stats {
namespace {

constexpr std::size_t most_paths = 64;

bool belongs_to(const round_record& round, const path_taken& path) {
    if (round.flow != path.flow) return false;
    if (round.arrival && path.length && *round.arrival != *path.length) return false;
    const auto end = std::min<std::size_t>(round.end(), path.hops.size());
    for (std::uint16_t ttl = 1; ttl <= end; ++ttl) {
        const auto& known = path.hops[ttl - 1U];
        if (round.at(ttl).shows_hop() && !known.is_unspecified() && known != round.at(ttl).responder) return false;
    }
    return true;
}

void take(path_taken& path, const round_record& round) {
    if (path.hops.size() < round.end()) path.hops.resize(round.end());
    for (std::uint16_t ttl = 1; ttl <= round.end(); ++ttl) {
        if (round.at(ttl).shows_hop()) path.hops[ttl - 1U] = round.at(ttl).responder;
    }
    if (round.arrival) path.length = round.arrival;
    ++path.rounds;
}

/// When the first probe of the round was sent that was answered.
std::optional<std::chrono::system_clock::time_point> first_answered(const round_record& round) {
    for (std::uint16_t ttl = 1; ttl <= round.end(); ++ttl) {
        if (round.at(ttl).shows_hop()) return round.at(ttl).sent_at;
    }
    return std::nullopt;
}

}  // namespace

void path_history::close(const round_record& round) {
    const auto sent_at = first_answered(round);
    if (!sent_at) return;
    ++rounds_[round.flow];
    auto found = std::ranges::find_if(paths_, [&](const path_taken& path) { return belongs_to(round, path); });
    if (found == paths_.end()) {
        if (paths_.size() == most_paths) paths_.pop_back();
        found = paths_.insert(paths_.end(), path_taken{.flow = round.flow, .first_seen = *sent_at});
    }
    take(*found, round);
    found->last_seen = *sent_at;
    std::rotate(paths_.begin(), found, found + 1);
}

std::vector<path_taken> path_history::paths() const {
    auto paths = paths_;
    for (path_taken& path : paths)
        path.share = static_cast<double>(path.rounds) / static_cast<double>(rounds_[path.flow]);
    return paths;
}

std::size_t path_history::memory() const {
    std::size_t octets = paths_.capacity() * sizeof(path_taken);
    for (const path_taken& path : paths_) octets += path.hops.capacity() * sizeof(boost::asio::ip::address);
    return octets;
}

}  // namespace tracerouter::stats
