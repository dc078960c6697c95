#include "net/linux/clock_bridge.hpp"

#include <chrono>
#include <utility>

namespace tracerouter::net {

using namespace std::chrono_literals;

namespace {

/// Reading two clocks takes some 50 ns; when it took longer, we were interrupted in between and read again.
constexpr duration undisturbed = 1us;
constexpr int attempts = 5;
/// A smaller change of the offset is the error of our reading, not a step.
constexpr duration smallest_step = 20us;
/// Stamps and readings of one moment may differ by this.
constexpr duration tolerance = 20us;

duration wall_clock() {
    timespec time{};
    ::clock_gettime(CLOCK_REALTIME, &time);
    return std::chrono::seconds{time.tv_sec} + std::chrono::nanoseconds{time.tv_nsec};
}

}  // namespace

clock_bridge::clock_bridge() {
    sample();
    previous_offset_ = offset_;
}

clock_bridge::clock_bridge(time_point at, duration wall) {
    observe(at, wall);
    previous_offset_ = offset_;
}

time_point clock_bridge::sample() {
    duration narrowest = duration::max();
    time_point middle;
    duration wall{};
    for (int attempt = 0; attempt < attempts && narrowest > undisturbed; ++attempt) {
        const time_point before = clock::now();
        const duration between = wall_clock();
        const duration width = clock::now() - before;
        if (width >= narrowest) continue;
        narrowest = width;
        middle = before + width / 2;
        wall = between;
    }
    observe(middle, wall);
    return sampled_at_;
}

void clock_bridge::observe(time_point at, duration wall) {
    sampled_at_ = at;
    previous_offset_ = std::exchange(offset_, wall - at.time_since_epoch());
}

std::optional<time_point> clock_bridge::monotonic(const timespec& stamp, time_point not_before) const {
    const duration wall = std::chrono::seconds{stamp.tv_sec} + std::chrono::nanoseconds{stamp.tv_nsec};
    const auto possible = [&](duration offset) -> std::optional<time_point> {
        const time_point time{wall - offset};
        if (time < not_before - tolerance || time > sampled_at_ + tolerance) return std::nullopt;
        return time;
    };
    const std::optional<time_point> now = possible(offset_);
    if (std::chrono::abs(offset_ - previous_offset_) < smallest_step) return now;
    const std::optional<time_point> before_step = possible(previous_offset_);
    return now && before_step ? std::nullopt : (now ? now : before_step);
}

}  // namespace tracerouter::net
