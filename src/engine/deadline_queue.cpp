#include "engine/deadline_queue.hpp"

namespace tracerouter::engine {

// A binary heap with an index by slot. The index makes it possible to change or remove the entry of a slot without a
// search, which std::priority_queue cannot do. The danger: an entry that moves without put() leaves a wrong index
// behind, and another trace is woken in its place.
void deadline_queue::set(std::uint16_t slot, time_point at) {
    if (slot >= place_.size()) place_.resize(std::size_t{slot} + 1, absent);
    if (place_[slot] == absent) {
        heap_.push_back({});
        put(heap_.size() - 1, {at, slot});
        sift_up(heap_.size() - 1);
        return;
    }
    const std::size_t place = place_[slot];
    const bool earlier = at < heap_[place].at;
    heap_[place].at = at;
    earlier ? sift_up(place) : sift_down(place);
}

// The last entry fills the gap. It comes from another branch of the heap, so it may be earlier than its new parent or
// later than its new children. Both ways are tried, and its place is read anew between them.
void deadline_queue::erase(std::uint16_t slot) {
    const std::size_t place = place_of(slot);
    if (place == absent) return;
    place_[slot] = absent;
    const entry last = heap_.back();
    heap_.pop_back();
    if (place == heap_.size()) return;
    put(place, last);
    sift_up(place);
    sift_down(place_[last.slot]);
}

std::optional<time_point> deadline_queue::earliest() const {
    if (heap_.empty()) return std::nullopt;
    return heap_.front().at;
}

std::optional<time_point> deadline_queue::at(std::uint16_t slot) const {
    const std::size_t place = place_of(slot);
    if (place == absent) return std::nullopt;
    return heap_[place].at;
}

// One slot for each call, so that the caller can stop when its slice of time is over.
std::optional<std::uint16_t> deadline_queue::pop_due(time_point now) {
    if (heap_.empty() || heap_.front().at > now) return std::nullopt;
    const std::uint16_t slot = heap_.front().slot;
    erase(slot);
    return slot;
}

void deadline_queue::put(std::size_t place, entry item) {
    heap_[place] = item;
    place_[item.slot] = static_cast<std::uint32_t>(place);
}

// The entry is held outside of the heap while others move into the gap. It is written once, where it stays.
void deadline_queue::sift_up(std::size_t place) {
    const entry item = heap_[place];
    while (place > 0) {
        const std::size_t parent = (place - 1) / 2;
        if (heap_[parent].at <= item.at) break;
        put(place, heap_[parent]);
        place = parent;
    }
    put(place, item);
}

void deadline_queue::sift_down(std::size_t place) {
    const entry item = heap_[place];
    for (;;) {
        std::size_t child = 2 * place + 1;
        if (child >= heap_.size()) break;
        // The earlier child moves up: under the later one its sibling would break the order of the heap.
        if (child + 1 < heap_.size() && heap_[child + 1].at < heap_[child].at) ++child;
        if (item.at <= heap_[child].at) break;
        put(place, heap_[child]);
        place = child;
    }
    put(place, item);
}

}  // namespace tracerouter::engine
