#pragma once

#include <concepts>
#include <cstdint>
#include <type_traits>

#include "base/mix.hpp"
#include "tracerouter/time.hpp"

namespace tracerouter::sim {

/// Random numbers that are the same on every machine, which the distributions of the standard library are not.
/// SplitMix64.
class dice {
public:
    explicit dice(std::uint64_t seed) : state_(seed) {}

    std::uint64_t roll() { return mix(state_ += mix_step); }

    /// From `least` to `most`, both included.
    template <std::integral Integer>
    Integer between(Integer least, std::type_identity_t<Integer> most) {
        const auto span = static_cast<std::uint64_t>(most - least) + 1;
        return static_cast<Integer>(least + static_cast<Integer>(roll() % span));
    }
    duration between(duration least, duration most) { return duration{between(least.count(), most.count())}; }

    /// True with that probability.
    bool chance(double probability) {
        constexpr double steps = 9007199254740992.0;  // 2^53: what a double holds exactly
        return probability > 0 && static_cast<double>(roll() >> 11) < probability * steps;
    }

    /// Another die, independent of what this one rolls later.
    dice split() { return dice{roll()}; }

private:
    std::uint64_t state_;
};

}  // namespace tracerouter::sim
