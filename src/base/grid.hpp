#pragma once

#include "tracerouter/time.hpp"

namespace tracerouter {

/// The first time not before `at` that is a whole number of steps from the beginning of the clock. What may happen a
/// little later happens together there, so that a process wakes up less often. `step` is more than 0.
[[nodiscard]] constexpr time_point on_grid(time_point at, duration step) noexcept {
    const duration over = at.time_since_epoch() % step;
    return over > duration::zero() ? at + (step - over) : at - over;
}

}  // namespace tracerouter
