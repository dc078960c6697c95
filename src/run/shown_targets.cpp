#include "run/shown_targets.hpp"

#include <algorithm>

namespace tracerouter::run {

std::size_t shown_targets::place_of(const watched_target& target) const {
    const auto found = std::ranges::lower_bound(numbers_, static_cast<std::size_t>(target.number()));
    return static_cast<std::size_t>(found - numbers_.begin());
}

void shown_targets::begin(const watched_target& target) {
    const std::size_t place = place_of(target);
    const auto offset = static_cast<std::ptrdiff_t>(place);
    numbers_.insert(numbers_.begin() + offset, static_cast<std::size_t>(target.number()));
    results_.insert(place, target.result());
    histories_.insert(histories_.begin() + offset, view::history{});
}

void shown_targets::observe(const watched_target& target, const probe_observation& probe) {
    const std::size_t place = place_of(target);
    histories_[place].observe(probe);
    results_.mark(place);
}

void shown_targets::mark(const watched_target& target) {
    const std::size_t place = place_of(target);
    if (place < results_.size()) results_.mark(place);
}

void shown_targets::reset(const watched_target& target, std::chrono::system_clock::time_point at) {
    const std::size_t place = place_of(target);
    histories_[place].mark_reset(at);
    results_.mark_due(place);
}

void shown_targets::refresh(std::size_t looked_at, time_point now) {
    results_.refresh(looked_at, now, [this](std::size_t place) { return result_of_(numbers_[place]); });
}

void shown_targets::refresh_all(time_point now) {
    results_.mark_all();
    refresh(0, now);
}

}  // namespace tracerouter::run
