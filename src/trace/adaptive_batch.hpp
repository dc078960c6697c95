#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>

#include "tracerouter/time.hpp"

namespace tracerouter::trace {

/// How many items are processed between two looks at the clock.
///
/// The number follows from the speed of the last batch: as many as fit in the wanted time, but at most twice as many as
/// before. So a batch takes about the same time on a slow machine, or under a tool that watches every step.
class adaptive_batch {
public:
    /// \param time what one batch should take
    constexpr adaptive_batch(std::size_t least, std::size_t most, duration time)
        : least_(least), most_(most), time_(time) {}

    /// Items of the next batch.
    [[nodiscard]] std::size_t size() const { return size_; }

    /// The last batch had `done` items and took `spent`.
    void took(std::size_t done, duration spent) {
        const auto wanted = spent > duration{} ? static_cast<std::size_t>(done * time_ / spent) : most_;
        size_ = std::clamp(wanted, least_, std::min(2 * size_, most_));
    }

    /// Forgets the speed: the next batch is a small one.
    void start_anew() { size_ = least_; }

private:
    std::size_t least_;
    std::size_t most_;
    duration time_;
    std::size_t size_ = least_;
};

}  // namespace tracerouter::trace
