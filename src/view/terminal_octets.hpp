#pragma once

#include <string>

#include "view/cell_grid.hpp"

namespace tracerouter::view {

/// What makes a terminal that shows `previous` show `next`: only cells that changed, and where the cursor stands and in
/// which look it writes is only told where that changes. Empty: they are the same. A grid of another size, as the empty
/// one of the first picture, is drawn whole on a cleared screen.
///
/// The octets are those of ECMA-48 that all terminals know, between the marks of a synchronized update (private mode
/// 2026), which terminals that do not know them ignore. They expect that the cursor is ours and writes in its standard
/// look, and leave it so. Nothing is expected of where it stands, and of what a terminal does behind its last column.
///
/// \param color  without it, colours are left out; bold, dim and reverse stay
[[nodiscard]] std::string terminal_octets(const cell_grid& previous, const cell_grid& next, bool color);

}  // namespace tracerouter::view
