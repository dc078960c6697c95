#include "stats/rtt_moments.hpp"

#include <algorithm>
#include <cmath>

namespace tracerouter::stats {
namespace {

double in_nanoseconds(duration span) {
    return static_cast<double>(span.count());
}

duration rounded(double nanoseconds) {
    return duration{std::llround(nanoseconds)};
}

}  // namespace

void rtt_moments::add(duration rtt) {
    rtt = std::max(rtt, duration{});
    best_ = count_ == 0 ? rtt : std::min(best_, rtt);
    worst_ = std::max(worst_, rtt);
    ++count_;
    const double time = in_nanoseconds(rtt);
    const double before = time - mean_;
    mean_ += before / static_cast<double>(count_);
    squares_ += before * (time - mean_);
    multiply(time);
}

// A logarithm costs more than all the rest: one is taken for a dozen times together. With a time of 0 the product stays
// 0, and so does the geometric mean, as it should.
void rtt_moments::multiply(double time) {
    constexpr double nearly_too_large = 1e290;  // times are below 2^50 ns
    product_ *= time;
    if (product_ < nearly_too_large) return;
    logarithms_ += std::log(product_);
    product_ = 1;
}

void rtt_moments::add_pair(duration earlier, duration later) {
    const duration difference = later > earlier ? later - earlier : earlier - later;
    ++pairs_;
    last_difference_ = difference;
    worst_difference_ = std::max(worst_difference_, difference);
    differences_ += in_nanoseconds(difference);
    jitter_ += (in_nanoseconds(difference) - jitter_) / 16;
}

void rtt_moments::fill(rtt_summary& summary) const {
    summary.count = count_;
    if (count_ > 0) {
        summary.best = best_;
        summary.worst = worst_;
        summary.mean = rounded(mean_);
        summary.geometric_mean = rounded(std::exp((logarithms_ + std::log(product_)) / static_cast<double>(count_)));
    }
    if (count_ > 1) summary.deviation = rounded(std::sqrt(squares_ / static_cast<double>(count_ - 1)));
    if (pairs_ == 0) return;
    summary.last_difference = last_difference_;
    summary.worst_difference = worst_difference_;
    summary.mean_difference = rounded(differences_ / static_cast<double>(pairs_));
    summary.jitter = rounded(jitter_);
}

}  // namespace tracerouter::stats
