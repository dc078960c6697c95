#pragma once

#include <cstddef>

#include "view/cell_grid.hpp"
#include "view/model.hpp"
#include "view/screen_state.hpp"

namespace tracerouter::view {

/// Rows of a picture.
struct row_span {
    std::size_t top;
    std::size_t rows;
};

// What fills a picture between its frame. There is a target.

/// Hops with their columns, one line for each responder, and a strip of the history.
void draw_hops(cell_grid& grid, row_span where, const model& seen, const screen_state& state);

/// A strip of the history for each hop, with a scale of time.
void draw_history(cell_grid& grid, row_span where, const model& seen, const screen_state& state);

/// Which responders the flows meet at each hop, with share and loss.
void draw_paths(cell_grid& grid, row_span where, const model& seen, const screen_state& state);

/// All targets.
void draw_targets(cell_grid& grid, row_span where, const model& seen, const screen_state& state);

}  // namespace tracerouter::view
