#pragma once

#include <cstdint>

namespace tracerouter::engine {

/// The finaliser of SplitMix64: every input bit changes every output bit with probability 1/2.
[[nodiscard]] constexpr std::uint64_t mix(std::uint64_t x) {
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
    return x ^ (x >> 31);
}

}  // namespace tracerouter::engine
