#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "tracerouter/time.hpp"

namespace tracerouter::engine {

/// When to try again what has just failed: soon at first, then twice as late each time, up to some seconds.
class back_off {
public:
    /// It failed. A failure before the time of the next attempt belongs to the last one.
    void failed(time_point now) {
        if (now < next_) return;
        next_ = now + step_;
        step_ = std::min(2 * step_, longest);
        ++rounds_;
    }
    /// Something else did not fail: what has failed is still not tried before its time, but soon.
    void succeeded() { step_ = first; }
    /// Not before this time; the past if nothing has failed.
    [[nodiscard]] time_point next() const { return next_; }
    /// Attempts that failed.
    [[nodiscard]] std::uint32_t rounds() const { return rounds_; }

private:
    static constexpr duration first = std::chrono::milliseconds{50};
    static constexpr duration longest = std::chrono::seconds{2};

    duration step_ = first;
    time_point next_{};
    std::uint32_t rounds_ = 0;
};

}  // namespace tracerouter::engine
