#pragma once

#include <ctime>
#include <optional>

#include "tracerouter/time.hpp"

namespace tracerouter::net {

/// Turns kernel time stamps, which are on the wall clock, into monotonic ones. Both clocks run at the same speed (the
/// kernel slews them together); only steps of the wall clock set them apart. A stamp from around a step is taken with
/// the offset that makes it possible, or not at all.
class clock_bridge {
public:
    clock_bridge();
    clock_bridge(time_point at, duration wall);

    /// Compares the two clocks. To be called right before stamps are converted. \return the monotonic time
    time_point sample();
    /// Takes it that the wall clock showed `wall` (since its epoch) at `at`. What sample() does with what it reads.
    void observe(time_point at, duration wall);

    /// The monotonic time of `stamp`, which was taken at `not_before` or later and is read now; nothing if it cannot be
    /// told.
    [[nodiscard]] std::optional<time_point> monotonic(const timespec& stamp, time_point not_before) const;

private:
    time_point sampled_at_;
    duration offset_{};           // wall clock minus monotonic clock
    duration previous_offset_{};  // at the last sample before
};

}  // namespace tracerouter::net
