#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>

namespace lab {

/// Delays by the microsecond up to 10 ms; longer ones share the last bin, only their maximum is exact.
class delay_histogram {
public:
    void add(std::chrono::nanoseconds delay) {
        const auto us = std::max<std::int64_t>(0, delay.count() / 1000);
        ++bins_[std::min(static_cast<std::size_t>(us), bins_.size() - 1)];
        largest_ = std::max(largest_, us);
        ++count_;
    }

    std::int64_t largest_us() const { return largest_; }

    /// The least microsecond that `share` of all delays do not exceed; 0 when there are none.
    std::int64_t quantile_us(double share) const {
        const auto wanted = static_cast<std::uint64_t>(share * static_cast<double>(count_));
        std::uint64_t seen = 0;
        for (std::size_t us = 0; us + 1 < bins_.size(); ++us) {
            seen += bins_[us];
            if (seen > wanted || seen == count_) return static_cast<std::int64_t>(us);
        }
        return largest_;
    }

private:
    std::array<std::uint64_t, 10'001> bins_{};
    std::int64_t largest_ = 0;
    std::uint64_t count_ = 0;
};

}  // namespace lab
