#include "view/table.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "view/looks.hpp"
#include "view/text.hpp"

namespace tracerouter::view {
namespace {

constexpr std::size_t least_host = 15;  // an IPv4 address
constexpr std::size_t least_strip = 8;  // cells that are worth their room
constexpr std::size_t usual_host = 24;  // columns, before a strip gets any

std::size_t width_with_gaps(const std::vector<std::size_t>& widths) {
    const auto shown = widths.size() - static_cast<std::size_t>(std::count(widths.begin(), widths.end(), 0u));
    return std::accumulate(widths.begin(), widths.end(), std::size_t{0}) + (shown > 0 ? shown - 1 : 0);
}

void put_all(cell_grid& grid, std::size_t column, std::size_t row, const std::vector<cell>& cells) {
    for (const auto& one : cells) grid.put(column++, row, one);
}

/// A text within its columns, at their left or right.
void put_text(cell_grid& grid, std::size_t column, std::size_t row, std::size_t width, const table_text& text,
              bool right, bool unicode) {
    const auto shown = cut_to(text.text, width, unicode);
    grid.write(column + (right ? width - columns_of(shown) : 0), row, shown, text.style);
}

}  // namespace

std::vector<std::size_t> table::natural_widths() const {
    std::vector<std::size_t> widths;
    for (const auto& column : columns_) widths.push_back(std::max(columns_of(column.title), column.least));
    for (const auto& line : lines_) {
        for (std::size_t i = 0; i < std::min(line.texts.size(), widths.size()); ++i)
            widths[i] = std::max(widths[i], columns_of(line.texts[i].text));
    }
    return widths;
}

// The host counts as its least first; then it and the strip share what is left.
table::layout table::fit(std::size_t width) const {
    layout fitted{.widths = natural_widths()};
    auto& widths = fitted.widths;
    const auto is_host = [](const table_column& column) { return column.holds == table_column::kind::host; };
    const auto host =
        static_cast<std::size_t>(std::find_if(columns_.begin(), columns_.end(), is_host) - columns_.begin());
    const auto natural = host < widths.size() ? widths[host] : 0;
    if (host < widths.size()) widths[host] = std::min(natural, least_host);
    while (width_with_gaps(widths) > width) {
        std::size_t least = widths.size();
        for (std::size_t i = 0; i < widths.size(); ++i) {
            if (widths[i] == 0 || i == host) continue;
            if (least == widths.size() || columns_[i].worth < columns_[least].worth) least = i;
        }
        if (least == widths.size()) break;
        widths[least] = 0;
    }
    const auto taken = width_with_gaps(widths);
    if (taken < width) share_rest(fitted, host, natural, width - taken);
    fitted.strip_at = width - fitted.strip_cells;
    return fitted;
}

void table::share_rest(layout& fitted, std::size_t host, std::size_t natural, std::size_t rest) const {
    const bool has_host = host < fitted.widths.size();
    const auto now = has_host ? fitted.widths[host] : 0;
    const auto room = now + rest;
    const auto bound =
        strip_room_ == strip_room::first ? std::max(least_host, room / 4) : std::max(usual_host, room / 2);
    const auto beside = std::max(now, std::min({natural, bound, room}));
    const auto left = room - beside;
    const bool strip = strip_room_ != strip_room::none && left > least_strip;
    fitted.strip_cells = strip ? left - 1 : 0;
    if (has_host) fitted.widths[host] = strip ? beside : std::max(now, std::min(natural, room));
}

// The selected line stays in the middle, as far as there are lines enough.
std::size_t table::first_line(std::size_t rows) const {
    const auto selected = std::find_if(lines_.begin(), lines_.end(), [](const auto& line) { return line.selected; });
    if (selected == lines_.end() || lines_.size() <= rows) return 0;
    const auto index = static_cast<std::size_t>(selected - lines_.begin());
    return std::min(index - std::min(index, rows / 2), lines_.size() - rows);
}

void table::draw(cell_grid& grid, std::size_t top, std::size_t rows, bool unicode) const {
    if (rows < 2) return;
    const auto fitted = fit(grid.size().columns);
    draw_titles(grid, top, fitted, unicode);
    const auto first = first_line(rows - 1);
    const auto end = std::min(lines_.size(), first + rows - 1);
    for (std::size_t i = first; i < end; ++i) draw_line(grid, top + 1 + i - first, i, fitted, unicode);
    if (first > 0 && !lines_[first].selected) grid.put(0, top + 1, {U'^', quiet_look});
    if (end < lines_.size() && !lines_[end - 1].selected) grid.put(0, top + end - first, {U'v', quiet_look});
}

void table::draw_titles(cell_grid& grid, std::size_t row, const layout& fitted, bool unicode) const {
    std::size_t column = 0;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        if (fitted.widths[i] == 0) continue;
        const bool right = columns_[i].holds == table_column::kind::figure;
        put_text(grid, column, row, fitted.widths[i], {columns_[i].title, heading_look}, right, unicode);
        column += fitted.widths[i] + 1;
    }
    if (fitted.strip_cells > 0 && scale_) put_all(grid, fitted.strip_at, row, scale_(fitted.strip_cells));
}

void table::draw_line(cell_grid& grid, std::size_t row, std::size_t index, const layout& fitted, bool unicode) const {
    const auto& line = lines_[index];
    std::size_t column = 0;
    for (std::size_t i = 0; i < line.texts.size(); ++i) {
        if (fitted.widths[i] == 0) continue;
        const bool right = columns_[i].holds == table_column::kind::figure;
        put_text(grid, column, row, fitted.widths[i], line.texts[i], right, unicode);
        column += fitted.widths[i] + 1;
    }
    if (!line.all_columns.empty()) {
        const auto indent = std::min(fitted.widths.front() + 1, grid.size().columns);
        grid.write(indent, row, cut_to(line.all_columns, grid.size().columns - indent, unicode), quiet_look);
    } else if (fitted.strip_cells > 0 && strip_) {
        put_all(grid, fitted.strip_at, row, strip_(index, fitted.strip_cells));
    }
    if (line.selected) grid.put(0, row, {U'>', title_look});
}

}  // namespace tracerouter::view
