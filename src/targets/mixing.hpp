#pragma once

#include <cstdint>

#include "base/mix.hpp"

namespace tracerouter::targets {

/// The number that SplitMix64 gives in that state. Unlike mix(), it makes something of 0, too.
[[nodiscard]] constexpr std::uint64_t mixed(std::uint64_t state) noexcept {
    return mix(state + mix_step);
}

/// Numbers that look random and are the same on every machine for the same seed.
class random_numbers {
public:
    explicit random_numbers(std::uint64_t seed) : state_{seed} {}

    /// From 0 to `bound` - 1, which is not 0.
    [[nodiscard]] std::uint64_t below(std::uint64_t bound) noexcept {
        state_ += mix_step;
        return mixed(state_) % bound;
    }

private:
    std::uint64_t state_;
};

}  // namespace tracerouter::targets
