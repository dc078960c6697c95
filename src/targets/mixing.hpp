#pragma once

#include <cstdint>

namespace tracerouter::targets {

/// Spreads the bits of a number so that every bit of the result depends on all of them (the finalizer of SplitMix64,
/// Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014). A bijection; not cryptography.
[[nodiscard]] constexpr std::uint64_t mixed(std::uint64_t bits) noexcept {
    bits += 0x9e3779b97f4a7c15;
    bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9;
    bits = (bits ^ (bits >> 27)) * 0x94d049bb133111eb;
    return bits ^ (bits >> 31);
}

/// Numbers that look random and are the same on every machine for the same seed.
class random_numbers {
public:
    explicit random_numbers(std::uint64_t seed) : state_{seed} {}

    /// From 0 to `bound` - 1, which is not 0.
    [[nodiscard]] std::uint64_t below(std::uint64_t bound) noexcept {
        state_ += 0x9e3779b97f4a7c15;
        return mixed(state_) % bound;
    }

private:
    std::uint64_t state_;
};

}  // namespace tracerouter::targets
