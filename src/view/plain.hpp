#pragma once

#include <string>

#include "view/cell_grid.hpp"

namespace tracerouter::view {

/// The characters of a picture in UTF-8 without any look, line by line. Blanks at the end of lines and blank lines at
/// the end are left out.
[[nodiscard]] std::string plain(const cell_grid& grid);

}  // namespace tracerouter::view
