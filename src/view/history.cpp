#include "view/history.hpp"

#include <algorithm>
#include <limits>

namespace tracerouter::view {
namespace {

constexpr std::uint16_t highest_ttl = 255;

void raise(std::uint8_t& count) {
    if (count < std::numeric_limits<std::uint8_t>::max()) ++count;
}

void lower(std::uint8_t& count) {
    if (count > 0) --count;
}

}  // namespace

void history::observe(const probe_observation& seen) {
    if (seen.ttl > highest_ttl) return;
    const auto moment = std::chrono::floor<std::chrono::seconds>(seen.sent_at);
    if (newest_ && moment <= *newest_ - length && seen.outcome == probe_outcome::sent) clear();
    advance_to(moment);
    if (!is_kept(moment)) return;
    auto& ring = rings_[seen.ttl];
    if (ring.empty()) ring.resize(static_cast<std::size_t>(length.count()));
    count(ring[slot_of(moment)], seen);
}

history_bin history::bin(std::uint16_t ttl, second from, std::chrono::seconds span) const {
    history_bin sum;
    const auto ring = rings_.find(ttl);
    if (ring == rings_.end()) return sum;
    const auto oldest = *newest_ - length + std::chrono::seconds{1};
    const auto end = std::min(from + span, *newest_ + std::chrono::seconds{1});
    for (auto moment = std::max(from, oldest); moment < end; moment += std::chrono::seconds{1}) {
        const packed_bin& one = ring->second[slot_of(moment)];
        sum.decided += one.decided;
        sum.lost += one.lost;
        const duration rtt = std::chrono::microseconds{one.rtt()};
        if (rtt > duration::zero()) sum.best = std::min(sum.best.value_or(rtt), rtt);
    }
    return sum;
}

void history::mark_reset(std::chrono::system_clock::time_point at) {
    if (resets_.size() == most_marks) resets_.erase(resets_.begin());
    resets_.push_back(std::chrono::floor<std::chrono::seconds>(at));
}

// The seconds that pass have the slots of those that go out of sight.
void history::advance_to(second now) {
    if (newest_ && now <= *newest_) return;
    const auto passed = newest_ ? std::min<std::chrono::seconds>(now - *newest_, length) : std::chrono::seconds{0};
    for (auto& [ttl, ring] : rings_) {
        for (std::chrono::seconds back{0}; back < passed; ++back) ring[slot_of(now - back)] = {};
    }
    newest_ = now;
}

bool history::is_kept(second moment) const {
    return newest_ && moment > *newest_ - length;
}

std::size_t history::slot_of(second moment) {
    const auto rest = moment.time_since_epoch() % length;
    return static_cast<std::size_t>((rest < std::chrono::seconds{0} ? rest + length : rest).count());
}

void history::count(packed_bin& bin, const probe_observation& seen) {
    switch (seen.outcome) {
        case probe_outcome::answered:
            raise(bin.decided);
            if (seen.reply) keep_best(bin, seen.reply->rtt);
            break;
        case probe_outcome::lost:
            raise(bin.decided);
            raise(bin.lost);
            break;
        case probe_outcome::late:  // it was counted as lost, and is neither
            lower(bin.decided);
            lower(bin.lost);
            break;
        case probe_outcome::sent:
        case probe_outcome::duplicate:
        case probe_outcome::refused:
        case probe_outcome::limited: break;
    }
}

void history::keep_best(packed_bin& bin, duration rtt) {
    const auto microseconds = std::chrono::ceil<std::chrono::microseconds>(rtt).count();
    const auto value = static_cast<std::uint32_t>(
        std::clamp<std::int64_t>(microseconds, 1, std::numeric_limits<std::uint32_t>::max()));
    if (bin.rtt() != 0 && bin.rtt() <= value) return;
    bin.rtt_low = static_cast<std::uint16_t>(value & 0xFFFFu);
    bin.rtt_high = static_cast<std::uint16_t>(value >> 16);
}

}  // namespace tracerouter::view
