#include "stats/sample_window.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace tracerouter::stats {
namespace {

/// For TTLs beyond the target, which are asked now and then.
constexpr std::size_t first_capacity = 16;
/// For all others: a quarter of an hour at one probe a second, at once, so that a monitor soon takes no more memory.
constexpr std::size_t usual_capacity = 1'024;
constexpr std::size_t most_samples = 16'384;
constexpr std::size_t kept_however_old = 1'024;
constexpr std::int64_t window_ms = 900'000;
/// The difference of two times of 32 bits is certain up to half their range, 24 days.
constexpr std::int64_t oldest_ms = std::int64_t{1} << 30;

/// Whether a round is earlier than another one. Rounds are numbers of 32 bits that may wrap around.
bool is_earlier(std::uint32_t one, std::uint32_t other) {
    return static_cast<std::int32_t>(one - other) < 0;
}

std::int64_t milliseconds_of(sample_window::wall_time when) {
    return std::chrono::floor<std::chrono::milliseconds>(when.time_since_epoch()).count();
}

}  // namespace

void sample_window::add(std::uint64_t round, std::uint16_t flow, wall_time sent_at) {
    const std::int64_t sent_ms = milliseconds_of(sent_at);
    if (std::abs(sent_ms - newest_ms_) > oldest_ms) {
        while (size_ > 0) forget_first();
    }
    newest_ms_ = sent_ms;
    forget_old();
    make_room();
    sample& added = ring_[place(size_++)];
    added = {.round = static_cast<std::uint32_t>(round), .sent_ms = static_cast<std::uint32_t>(sent_ms)};
    added.flow = flow & 0x3fU;
    put_in_order();
}

sample* sample_window::find(std::uint64_t round, std::uint16_t flow) {
    const auto wanted = static_cast<std::uint32_t>(round);
    for (std::size_t index = first_behind(wanted); index > 0; --index) {
        sample& one = ring_[place(index - 1)];
        if (one.round != wanted) return nullptr;
        if (one.flow == flow) return &one;
    }
    return nullptr;
}

std::size_t sample_window::first_behind(std::uint32_t round) const {
    std::size_t low = 0;
    std::size_t high = size_;
    while (low < high) {
        const std::size_t middle = (low + high) / 2;
        if (is_earlier(round, (*this)[middle].round)) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

// A probe from the future was sent before the clock was set back: as good as old.
void sample_window::forget_old() {
    while (size_ > 0) {
        const std::int64_t age = std::abs(age_ms((*this)[0]));
        const bool spare = size_ >= kept_however_old && age > window_ms;
        if (!spare && age < oldest_ms && size_ < most_samples) return;
        forget_first();
    }
}

void sample_window::forget_first() {
    first_ = place(1);
    --size_;
}

void sample_window::make_room() {
    if (size_ < ring_.size()) return;
    std::vector<sample> larger(ring_.empty() ? first_capacity : std::max(usual_capacity, 2 * ring_.size()));
    for (std::size_t index = 0; index < size_; ++index) larger[index] = (*this)[index];
    ring_ = std::move(larger);
    first_ = 0;
}

// Nearly always it is in order: the kernel's time stamps may change the order in which departures are told.
void sample_window::put_in_order() {
    for (std::size_t index = size_ - 1; index > 0; --index) {
        sample& later = ring_[place(index)];
        sample& earlier = ring_[place(index - 1)];
        if (!is_earlier(later.round, earlier.round)) return;
        std::swap(later, earlier);
    }
}

}  // namespace tracerouter::stats
