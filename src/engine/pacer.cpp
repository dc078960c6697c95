#include "engine/pacer.hpp"

#include <algorithm>
#include <cmath>

namespace tracerouter::engine {

namespace {
constexpr double nanoseconds_a_second = 1e9;
constexpr double depth_seconds = 0.010;
}  // namespace

pacer::pacer(std::uint32_t rate, time_point now)
    : per_nanosecond_(rate / nanoseconds_a_second),
      depth_(std::max(1.0, rate * depth_seconds)),
      tokens_(depth_),
      filled_at_(now) {}

std::size_t pacer::allowance(time_point now) {
    if (now > filled_at_) {
        const auto passed = static_cast<double>((now - filled_at_).count());
        tokens_ = std::min(depth_, tokens_ + passed * per_nanosecond_);
        filled_at_ = now;
    }
    return tokens_ < 1 ? 0 : static_cast<std::size_t>(tokens_);
}

time_point pacer::next() const {
    if (tokens_ >= 1) return filled_at_;
    return filled_at_ + duration{static_cast<duration::rep>(std::ceil((1 - tokens_) / per_nanosecond_))};
}

}  // namespace tracerouter::engine
