#pragma once

#include <string>

namespace tracerouter::report {

/// A share of 1 with at most six decimals: "0.05", "0", "1". What is no share is written as the nearest one.
[[nodiscard]] std::string share_word(double share);

}  // namespace tracerouter::report
