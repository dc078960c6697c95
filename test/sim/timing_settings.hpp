#pragma once

#include <string>
#include <vector>

#include "timing_study.hpp"

namespace tracerouter::sim {

struct named_setting {
    std::string name;
    timing_setting setting;
};

/// All waits shorter and longer together, and what others do: a fixed wait for every probe. The curve of time against
/// completeness.
[[nodiscard]] std::vector<named_setting> curve_settings();

/// Each number of the rules alone, beside its default.
[[nodiscard]] std::vector<named_setting> single_settings();

/// The numbers about ends in doubt, each alone.
[[nodiscard]] std::vector<named_setting> doubt_settings();

}  // namespace tracerouter::sim
