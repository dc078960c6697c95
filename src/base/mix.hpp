#pragma once

#include <cstdint>

namespace tracerouter {

/// The finaliser of SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014): every input
/// bit changes every output bit with probability 1/2. A bijection; not cryptography.
[[nodiscard]] constexpr std::uint64_t mix(std::uint64_t x) noexcept {
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
    return x ^ (x >> 31);
}

/// What SplitMix64 adds to its state before each number: 2^64 divided by the golden ratio.
inline constexpr std::uint64_t mix_step = 0x9e3779b97f4a7c15U;

}  // namespace tracerouter
