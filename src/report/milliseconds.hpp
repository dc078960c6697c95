#pragma once

#include <string>

#include "tracerouter/time.hpp"

namespace tracerouter::report {

/// Milliseconds with exactly three decimals: "0.412".
[[nodiscard]] std::string milliseconds(duration value);

}  // namespace tracerouter::report
