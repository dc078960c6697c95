#pragma once

#include <cstddef>
#include <cstdint>

#include "tracerouter/time.hpp"

namespace tracerouter::engine {

/// A token bucket: the rate holds on average, and no burst is longer than 10 ms' worth of packets. That depth lets a
/// single trace at the default rate leave at once, and is small against any router's or link's buffer.
class pacer {
public:
    /// \param rate packets per second, from 1
    pacer(std::uint32_t rate, time_point now);

    /// How many packets may leave at `now`. Time running backwards gives none.
    std::size_t allowance(time_point now);
    /// Takes what allowance() gave, or less.
    void take(std::size_t packets) { tokens_ -= static_cast<double>(packets); }
    /// When the next packet may leave.
    [[nodiscard]] time_point next() const;

private:
    double per_nanosecond_;
    double depth_;
    double tokens_;
    time_point filled_at_;
};

}  // namespace tracerouter::engine
