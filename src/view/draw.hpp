#pragma once

#include <cstddef>
#include <string>

#include "view/cell_grid.hpp"
#include "view/model.hpp"
#include "view/screen_state.hpp"

namespace tracerouter::view {

/// The smallest screen that a picture fits on.
inline constexpr screen_size smallest_screen{40, 10};

/// The picture of what is known, as the user wants to see it. What has no room is left out: columns by their worth,
/// then the strip of the history. On a smaller screen than the smallest, one line says so.
[[nodiscard]] cell_grid draw(const model& seen, const screen_state& state, screen_size size);

/// The tables of hops of all targets as text, one below the other, each with its newest changes: for what is left when
/// the view ends and for terminals without cursor. Columns as `state` has them; nothing is selected and no key is
/// named.
[[nodiscard]] std::string tables(model seen, screen_state state, std::size_t columns);

}  // namespace tracerouter::view
