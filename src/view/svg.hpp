#pragma once

#include <string>

#include "view/cell_grid.hpp"

namespace tracerouter::view {

/// A picture as SVG 1.1, for documents: text of one width on a dark ground. It refers to nothing outside of itself.
[[nodiscard]] std::string svg(const cell_grid& grid);

}  // namespace tracerouter::view
