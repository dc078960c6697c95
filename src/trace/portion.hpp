#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>

#include "tracerouter/time.hpp"

namespace tracerouter::trace {

/// How many of something are done at once: as many as the time for it allows at the pace of the last ones, but never
/// more than twice as many as before. On a slow machine, or under a tool that watches every step, that is fewer.
class portion {
public:
    constexpr portion(std::size_t least, std::size_t most, duration time) : least_(least), most_(most), time_(time) {}

    [[nodiscard]] std::size_t size() const { return size_; }
    void took(std::size_t done, duration spent) {
        const auto wanted = spent > duration{} ? static_cast<std::size_t>(done * time_ / spent) : most_;
        size_ = std::clamp(wanted, least_, std::min(2 * size_, most_));
    }
    void start_anew() { size_ = least_; }

private:
    std::size_t least_;
    std::size_t most_;
    duration time_;
    std::size_t size_ = least_;
};

}  // namespace tracerouter::trace
