#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "tracerouter/time.hpp"

namespace tracerouter::engine {

/// How long answers take in this run: what a trace goes by that has had no answer of its own yet.
class delay_gauge {
public:
    void heard(duration rtt);
    /// Hardly any answer takes longer; absent until enough have come.
    [[nodiscard]] std::optional<duration> longest() const;

private:
    // Four steps to each doubling of microseconds: the counts of two minutes and less.
    static constexpr std::size_t steps_per_octave = 4;
    std::array<std::uint32_t, steps_per_octave * 28> counts_{};
    std::uint32_t count_ = 0;
};

}  // namespace tracerouter::engine
