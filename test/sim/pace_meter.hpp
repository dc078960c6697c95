#pragma once

#include <algorithm>
#include <cstdint>

#include "tracerouter/time.hpp"

namespace tracerouter::sim {

/// Measures whether packets keep to a rate with a burst of at most 20 ms' worth (one, if that is less): in every span
/// of time, no more than burst + rate * span. In whole numbers: a packet costs 10^9, a nanosecond earns `rate`.
class pace_meter {
public:
    explicit pace_meter(std::uint32_t rate) : rate_(rate), depth_(std::max(packet, rate_ * 20'000'000)) {}

    /// The clock shows `now`. What it has shown counts, even if it runs backwards later.
    void see(time_point now) {
        if (now <= last_) return;
        const std::int64_t passed = std::min<std::int64_t>((now - last_).count(), 2 * depth_ / rate_ + 1);
        debt_ = std::max<std::int64_t>(0, debt_ - passed * rate_);
        last_ = now;
    }

    /// Counts one packet. \return whether it was allowed
    bool count(time_point now) {
        see(now);
        debt_ += packet;
        return debt_ <= depth_ + rounding;
    }

private:
    static constexpr std::int64_t packet = 1'000'000'000;
    static constexpr std::int64_t rounding = 1'000'000;  // a thousandth of a packet

    std::int64_t rate_;
    std::int64_t depth_;
    std::int64_t debt_ = 0;
    time_point last_;
};

}  // namespace tracerouter::sim
