#include "net/transmit_stamps.hpp"

#include <optional>

namespace tracerouter::net {

void transmit_stamps::note_sent(std::span<const datagram> batch, time_point began) {
    for (const datagram& item : batch) {
        const std::uint32_t place = next_number_ % remembered;
        if (place == sent_.size()) sent_.emplace_back();
        sent_[place] = {began, item.probe, next_number_, true};
        ++next_number_;
    }
}

void transmit_stamps::start_anew() {
    // A stray stamp of the old numbering is older than any datagram it could be mistaken for, and is dropped for that.
    for (sent_note& note : sent_) note.open = false;
    next_number_ = 0;
}

void transmit_stamps::take(std::uint32_t number, const timespec& stamp, const clock_bridge& clocks) {
    const std::uint32_t place = number % remembered;
    if (place >= sent_.size()) return;
    sent_note& note = sent_[place];
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
