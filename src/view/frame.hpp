#pragma once

#include <cstddef>
#include <vector>

#include "view/cell_grid.hpp"
#include "view/lines.hpp"
#include "view/model.hpp"
#include "view/screen_state.hpp"

namespace tracerouter::view {

/// Rows of a picture that are no part of what it shows of hops.
struct frame_rows {
    std::size_t top = 2;     ///< target and state
    std::size_t bottom = 1;  ///< keys, a message, or what is typed
};

[[nodiscard]] frame_rows frame_of(const model& seen);

/// Target, state and keys.
void draw_frame(cell_grid& grid, const model& seen, const screen_state& state);

/// The newest changes of the target just above the last rows, where there is room for them, and keys.
/// \return how many rows they take
std::size_t draw_changes(cell_grid& grid, const model& seen, const screen_state& state);

/// Running text in so many rows, wrapped at blanks, from the line on that is scrolled to.
void draw_lines(cell_grid& grid, std::size_t top, std::size_t rows, const std::vector<line>& lines,
                std::size_t scrolled, bool unicode);

}  // namespace tracerouter::view
