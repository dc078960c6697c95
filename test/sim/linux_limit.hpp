#pragma once

#include <algorithm>
#include <chrono>
#include <optional>

#include "tracerouter/time.hpp"

namespace tracerouter::sim {

/// How a Linux router limits its errors to one prober: six at once, then one a second.
class linux_limit {
public:
    /// Whether it answers a probe of that time. Times ascend.
    bool answers(time_point now) {
        const double passed = asked_ ? std::chrono::duration<double>{now - *asked_}.count() : 0;
        left_ = std::min(6.0, left_ + passed);
        asked_ = now;
        if (left_ < 1) return false;
        left_ -= 1;
        return true;
    }

private:
    double left_ = 6;
    std::optional<time_point> asked_;
};

}  // namespace tracerouter::sim
