#include "net/linux/transmit_stamps.hpp"

#include <optional>

namespace tracerouter::net {

void transmit_stamps::note_sent(std::span<const datagram> batch, time_point began) {
    for (const datagram& item : batch) {
        const std::uint64_t place = next_position_ % remembered;
        if (place == sent_.size()) sent_.emplace_back();
        sent_[place] = {began, item.probe, next_position_, true};
        ++next_position_;
    }
    runs_.back().sent += static_cast<std::uint32_t>(batch.size());
    runs_.back().open += static_cast<std::uint32_t>(batch.size());
}

void transmit_stamps::start_anew() {
    if (runs_.back().sent == 0) return;
    runs_.push_back({next_position_});
    while (runs_.size() > 1 && (runs_.front().open == 0 || runs_.size() > most_runs)) runs_.pop_front();
}

void transmit_stamps::take(std::uint32_t number, const timespec& stamp, const clock_bridge& clocks) {
    // Queues are left in the order in which they were entered.
    for (run& one : runs_) {
        if (take(one, number, stamp, clocks)) return;
    }
}

// Returns whether it was of this run. A stamp from before the datagram was sent belongs to none that is known.
bool transmit_stamps::take(run& of, std::uint32_t number, const timespec& stamp, const clock_bridge& clocks) {
    const std::uint64_t position = of.first + number;
    if (number >= of.sent || position + remembered < next_position_) return false;
    sent_note& note = sent_[position % remembered];
    if (!note.open || note.position != position) return false;
    const std::optional<time_point> at = clocks.monotonic(stamp, note.began);
    if (!at) return false;
    note.open = false;
    --of.open;
    taken_.push_back({note.probe, *at, stamp_source::kernel});
    return true;
}

void transmit_stamps::collect(std::vector<sent_stamp>& out) {
    out.insert(out.end(), taken_.begin(), taken_.end());
    taken_.clear();
}

}  // namespace tracerouter::net
