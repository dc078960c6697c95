#include "view/cell_grid.hpp"

#include <algorithm>

#include "view/text.hpp"

namespace tracerouter::view {

cell_grid::cell_grid(screen_size size)
    : size_{std::min(size.columns, largest_screen.columns), std::min(size.rows, largest_screen.rows)},
      cells_(size_.columns * size_.rows) {}

void cell_grid::put(std::size_t column, std::size_t row, const cell& what) {
    if (column >= size_.columns || row >= size_.rows) return;
    cells_[row * size_.columns + column] = {is_narrow(what.sign) ? what.sign : U'?', what.style};
}

std::size_t cell_grid::write(std::size_t column, std::size_t row, std::string_view text, look style) {
    for (const char32_t sign : characters_of(text)) put(column++, row, {sign, style});
    return std::min(column, size_.columns);
}

void cell_grid::restyle(std::size_t row, look style) {
    if (row >= size_.rows) return;
    for (std::size_t column = 0; column < size_.columns; ++column) cells_[row * size_.columns + column].style = style;
}

}  // namespace tracerouter::view
