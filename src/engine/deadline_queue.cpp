#include "engine/deadline_queue.hpp"

namespace tracerouter::engine {

void deadline_queue::set(std::uint16_t slot, time_point at) {
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

void deadline_queue::erase(std::uint16_t slot) {
    const std::size_t place = place_[slot];
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
    if (place_[slot] == absent) return std::nullopt;
    return heap_[place_[slot]].at;
}

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
        if (child + 1 < heap_.size() && heap_[child + 1].at < heap_[child].at) ++child;
        if (item.at <= heap_[child].at) break;
        put(place, heap_[child]);
        place = child;
    }
    put(place, item);
}

}  // namespace tracerouter::engine
