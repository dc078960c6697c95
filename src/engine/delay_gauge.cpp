#include "engine/delay_gauge.hpp"

#include <algorithm>
#include <bit>
#include <chrono>

namespace tracerouter::engine {

namespace {

constexpr std::uint32_t enough_delays = 256;
/// Delays that tell how it is now: behind so many the older ones count half.
constexpr std::uint32_t recent_delays = 8'192;
/// One answer in so many may take longer.
constexpr std::uint32_t one_of = 100;

/// The power of two below a delay, and the two bits behind its highest one.
std::size_t step_of(duration delay) {
    constexpr std::uint64_t smallest = 4;
    const auto whole = std::chrono::duration_cast<std::chrono::microseconds>(delay).count();
    const std::uint64_t microseconds =
        std::max<std::uint64_t>(smallest, whole > 0 ? static_cast<std::uint64_t>(whole) : 0);
    const auto highest = static_cast<std::size_t>(std::bit_width(microseconds)) - 1;
    return 4 * highest + (microseconds >> (highest - 2) & 3);
}

/// Where a step ends.
duration end_of(std::size_t step) {
    return std::chrono::microseconds{(5 + step % 4) << (step / 4 - 2)};
}

}  // namespace

void delay_gauge::heard(duration rtt) {
    ++counts_[std::min(step_of(rtt), counts_.size() - 1)];
    if (++count_ < recent_delays) return;
    count_ = 0;
    for (std::uint32_t& count : counts_) count_ += count /= 2;
}

std::optional<duration> delay_gauge::longest() const {
    if (count_ < enough_delays) return std::nullopt;
    std::uint32_t longer = 0;
    std::size_t step = counts_.size();
    while (longer <= count_ / one_of) longer += counts_[--step];
    return end_of(step);
}

}  // namespace tracerouter::engine
