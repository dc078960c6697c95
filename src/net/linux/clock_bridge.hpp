#pragma once

#include <ctime>
#include <optional>
#include <utility>

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

    /// When a datagram arrived, and who says so: the kernel by its stamp, if there is one that monotonic() can tell,
    /// and otherwise the process, which read the datagram `now`.
    [[nodiscard]] std::pair<time_point, stamp_source> arrival(const std::optional<timespec>& stamp,
                                                              time_point not_before, time_point now) const {
        const std::optional<time_point> at = stamp ? monotonic(*stamp, not_before) : std::nullopt;
        return {at.value_or(now), at ? stamp_source::kernel : stamp_source::process};
    }

private:
    time_point sampled_at_;
    duration offset_{};           // wall clock minus monotonic clock
    duration previous_offset_{};  // at the last sample before
};

}  // namespace tracerouter::net
