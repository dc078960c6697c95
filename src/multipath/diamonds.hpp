#pragma once

#include <vector>

#include "tracerouter/path_set.hpp"

namespace tracerouter::multipath {

/// The diamonds of a set of paths whose vertices and links are known.
[[nodiscard]] std::vector<path_diamond> diamonds_of(const path_set& paths);

}  // namespace tracerouter::multipath
