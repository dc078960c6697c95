#include "engine/pacer.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>

namespace tracerouter::engine {

using namespace std::chrono_literals;

namespace {

constexpr double depth_seconds = 0.020;
constexpr double portion_seconds = 0.001;
constexpr duration period = 50ms;
/// Of the rate at which answers were lost.
constexpr double step_down = 0.7;
/// Each period without a loss.
constexpr double step_up = 1.02;
/// What is lacking after so many additions is an error of arithmetic.
constexpr double rounding = 1e-9;
/// As slow as that there is nothing to be gained by slowing down.
constexpr double slowest = 1'000;

double seconds(duration time) {
    return std::chrono::duration<double>{time}.count();
}

}  // namespace

pacer::pacer(std::uint32_t rate, time_point now)
    : asked_(rate), rate_(0), filled_at_(now), slowed_at_(now), period_began_(now) {
    set_rate(rate, now);
    tokens_ = depth_;
}

void pacer::set_rate(double rate, time_point now) {
    rate_ = rate;
    depth_ = std::max(1.0, rate * depth_seconds);
    portion_ = std::max(1.0, std::floor(rate * portion_seconds));
    tokens_ = std::min(tokens_, depth_);
    filled_at_ = std::max(filled_at_, now);
}

std::size_t pacer::allowance(time_point now) {
    recover(now);
    if (rate_ == 0) return std::numeric_limits<std::size_t>::max();
    if (now > filled_at_) {
        tokens_ = std::min(depth_, tokens_ + seconds(now - filled_at_) * rate_);
        filled_at_ = now;
    }
    return tokens_ + rounding < portion_ ? 0 : static_cast<std::size_t>(tokens_ + rounding);
}

void pacer::take(std::size_t packets) {
    sent_ += packets;
    if (rate_ > 0) tokens_ -= static_cast<double>(packets);
}

// Rounded up: a wake-up that is too early by a fraction would find too few tokens and be repeated at once.
time_point pacer::next() const {
    if (rate_ == 0 || tokens_ + rounding >= portion_) return filled_at_;
    return filled_at_ + std::chrono::ceil<duration>(std::chrono::duration<double>{(portion_ - tokens_) / rate_});
}

// What was sent is lowered and not what is allowed. Without a limit there is nothing to lower, and lowering a limit
// above the true rate would change nothing. The current period counts, too, because its burst may be what was lost.
void pacer::slow_down(time_point now) {
    // What was lost in one period had one cause.
    if (now - slowed_at_ < period) return;
    slowed_at_ = now;
    const double measured = std::max(sent_per_second_, static_cast<double>(sent_) / seconds(period));
    const double current = rate_ > 0 ? std::min(rate_, measured) : measured;
    set_rate(std::max(step_down * current, asked_ > 0 ? std::min(asked_, slowest) : slowest), now);
}

// Down at once and up by small steps: the buffers that overflowed are as small as before, and the rate that fits is
// only found by coming near it slowly.
void pacer::recover(time_point now) {
    if (now - period_began_ < period) return;
    sent_per_second_ = static_cast<double>(sent_) / seconds(now - period_began_);
    sent_ = 0;
    period_began_ = now;
    if (rate_ == asked_ || now - slowed_at_ < period) return;
    const double higher = rate_ * step_up;
    // Without a limit it grows for ever, which is no limit either.
    set_rate(asked_ > 0 ? std::min(higher, asked_) : higher, now);
}

}  // namespace tracerouter::engine
