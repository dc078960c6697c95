#pragma once

#include <cstdint>

#include "tracerouter/monitor_result.hpp"
#include "tracerouter/time.hpp"

namespace tracerouter::stats {

/// What can be said of round-trip times without keeping them: mean and deviation (Welford 1962), shortest, longest,
/// geometric mean, and jitter.
class rtt_moments {
public:
    /// An answer in time, of at most longest_rtt (sample_window.hpp). A negative time counts as 0.
    void add(duration rtt);
    /// Two probes of one flow that follow each other were both answered. Pairs are told in the order of their rounds.
    void add_pair(duration earlier, duration later);

    /// Answers told.
    [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
    /// Sets all but `last` and the percentiles. What there are not enough answers for stays absent.
    void fill(rtt_summary& summary) const;

private:
    void multiply(double time);

    // All in nanoseconds. In double the mean of 2^53 answers of a second each is right to a nanosecond.
    std::uint64_t count_ = 0;
    double mean_ = 0;
    double squares_ = 0;     // sum of the squared distances from the mean
    double logarithms_ = 0;  // the sum of all of them is this and the logarithm of product_
    double product_ = 1;
    duration best_{};
    duration worst_{};

    std::uint64_t pairs_ = 0;
    double differences_ = 0;
    double jitter_ = 0;
    duration last_difference_{};
    duration worst_difference_{};
};

}  // namespace tracerouter::stats
