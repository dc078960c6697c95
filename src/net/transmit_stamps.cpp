#include "net/transmit_stamps.hpp"

#include <algorithm>
#include <optional>

namespace tracerouter::net {

void transmit_stamps::note_sent(std::span<const datagram> batch, time_point began) {
    for (const datagram& item : batch) {
        // As long as it grows, a number is its own place.
        if (next_number_ == sent_.size() && next_number_ < remembered)
            sent_.resize(std::max(at_first, 2 * next_number_));
        sent_[next_number_ % sent_.size()] = {began, item.probe, next_number_, true};
        ++next_number_;
    }
}

void transmit_stamps::start_anew() {
    // A stray stamp of the old numbering is older than any datagram it could be mistaken for, and is dropped for that.
    for (sent_note& note : sent_) note.open = false;
    next_number_ = 0;
}

void transmit_stamps::take(std::uint32_t number, const timespec& stamp, const clock_bridge& clocks) {
    if (sent_.empty()) return;
    sent_note& note = sent_[number % sent_.size()];
    if (!note.open || note.number != number) return;
    note.open = false;
    const std::optional<time_point> at = clocks.monotonic(stamp, note.began);
    if (at) taken_.push_back({note.probe, *at, stamp_source::kernel});
}

void transmit_stamps::collect(std::vector<sent_stamp>& out) {
    out.insert(out.end(), taken_.begin(), taken_.end());
    taken_.clear();
}

}  // namespace tracerouter::net
