#pragma once

#include <string>
#include <vector>

#include "view/cell_grid.hpp"
#include "view/model.hpp"

namespace tracerouter::view {

class screen_state;

/// A line of running text.
struct line {
    std::string text{};  ///< narrow (text.hpp)
    look style{};
};

/// The page of keys and columns.
[[nodiscard]] std::vector<line> help_lines();

/// All that is known of the selected hop, without the columns that a table of hops has no room for.
[[nodiscard]] std::vector<line> details_lines(const model& seen, const screen_state& state);

}  // namespace tracerouter::view
