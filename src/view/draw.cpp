#include "view/draw.hpp"

#include <algorithm>
#include <span>

#include "view/change_text.hpp"
#include "view/displays.hpp"
#include "view/frame.hpp"
#include "view/lines.hpp"
#include "view/plain.hpp"

namespace tracerouter::view {
namespace {

void draw_body(cell_grid& grid, row_span where, const model& seen, const screen_state& state) {
    switch (state.overlay()) {
        case overlay::targets: return draw_targets(grid, where, seen, state);
        case overlay::help:
            return draw_lines(grid, where.top, where.rows, help_lines(), state.scrolled(), seen.unicode);
        case overlay::details:
            return draw_lines(grid, where.top, where.rows, details_lines(seen, state), state.scrolled(), seen.unicode);
        case overlay::nothing: break;
    }
    where.rows -= draw_changes(grid, seen, state);
    switch (state.display()) {
        case display::hops: return draw_hops(grid, where, seen, state);
        case display::history: return draw_history(grid, where, seen, state);
        case display::paths: return draw_paths(grid, where, seen, state);
    }
}

std::string size_text(screen_size size) {
    return std::to_string(size.columns) + 'x' + std::to_string(size.rows);
}

std::string table_of(const model& seen, const screen_state& state, std::size_t columns) {
    constexpr std::size_t most_changes_below = 10;
    std::string text = plain(draw(seen, state, {std::max(columns, smallest_screen.columns), largest_screen.rows}));
    const std::span changes{seen.results[state.target()].changes};
    for (const auto& change : changes.last(std::min(changes.size(), most_changes_below)))
        text += change_text(change, seen, state) + '\n';
    return text;
}

}  // namespace

cell_grid draw(const model& seen, const screen_state& state, screen_size size) {
    cell_grid grid{size};
    if (size.columns < smallest_screen.columns || size.rows < smallest_screen.rows) {
        grid.write(0, 0, size_text(size) + ", needs " + size_text(smallest_screen));
        return grid;
    }
    // A target may have gone since it was chosen.
    screen_state shown = state;
    if (shown.target() >= seen.results.size()) shown.show_target(0);
    draw_frame(grid, seen, shown);
    const auto frame = frame_of(seen);
    const row_span body{frame.top, grid.size().rows - frame.top - frame.bottom};
    if (!seen.results.empty()) draw_body(grid, body, seen, shown);
    return grid;
}

std::string tables(model seen, screen_state state, std::size_t columns) {
    seen.interactive = false;
    state.show_table();
    std::string text;
    for (std::size_t target = 0; target < seen.results.size(); ++target) {
        state.show_target(target);
        if (target > 0) text += '\n';
        text += table_of(seen, state, columns);
    }
    return text;
}

}  // namespace tracerouter::view
