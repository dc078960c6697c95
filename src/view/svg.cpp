#include "view/svg.hpp"

#include <array>
#include <cstddef>
#include <string_view>

#include "view/text.hpp"

namespace tracerouter::view {
namespace {

// Sizes in pixels. Texts are stretched to their columns, since the widths of fonts differ.
constexpr std::size_t cell_width = 8;
constexpr std::size_t cell_height = 17;
constexpr std::size_t base_line = 13;
constexpr std::size_t margin = 8;

constexpr std::string_view ground = "#1c1f24";
constexpr std::array<std::string_view, 9> colors{"#d5d8dd", "#5c6370", "#e86671", "#98c379", "#e5c07b",
                                                 "#61afef", "#c678dd", "#56b6c2", "#ffffff"};

std::string attribute(std::string_view name, std::size_t value) {
    return ' ' + std::string{name} + "=\"" + std::to_string(value) + '"';
}

std::string attribute(std::string_view name, std::string_view value) {
    return ' ' + std::string{name} + "=\"" + std::string{value} + '"';
}

std::string_view color_of(const look& style) {
    return colors[static_cast<std::size_t>(style.color)];
}

// XML 1.0 section 2.4.
void append_escaped(std::string& out, char32_t sign) {
    switch (sign) {
        case U'&': out += "&amp;"; break;
        case U'<': out += "&lt;"; break;
        case U'>': out += "&gt;"; break;
        case U'"': out += "&quot;"; break;
        default: append_utf8(out, sign);
    }
}

/// Cells of one row that look the same, from `begin` on.
std::size_t end_of_run(const cell_grid& grid, std::size_t row, std::size_t begin) {
    std::size_t end = begin;
    while (end < grid.size().columns && grid.at(end, row).style == grid.at(begin, row).style) ++end;
    return end;
}

bool is_blank(const cell_grid& grid, std::size_t row, std::size_t column) {
    return grid.at(column, row).sign == U' ';
}

void append_text(std::string& out, const cell_grid& grid, std::size_t row, std::size_t begin, std::size_t end) {
    const auto& style = grid.at(begin, row).style;
    out += "<text" + attribute("x", margin + begin * cell_width) +
           attribute("y", margin + row * cell_height + base_line) +
           attribute("textLength", (end - begin) * cell_width) +
           attribute("fill", style.reverse ? ground : color_of(style));
    if (style.bold) out += attribute("font-weight", "bold");
    if (style.dim) out += attribute("opacity", "0.6");
    out += '>';
    for (auto column = begin; column < end; ++column) append_escaped(out, grid.at(column, row).sign);
    out += "</text>\n";
}

// Each word stands at its own place, since some programs make one blank of several.
void append_run(std::string& out, const cell_grid& grid, std::size_t row, std::size_t begin, std::size_t end) {
    const auto& style = grid.at(begin, row).style;
    if (style.reverse) {
        out += "<rect" + attribute("x", margin + begin * cell_width) + attribute("y", margin + row * cell_height) +
               attribute("width", (end - begin) * cell_width) + attribute("height", cell_height) +
               attribute("fill", color_of(style)) + "/>\n";
    }
    while (begin < end) {
        auto behind = begin;
        while (behind < end && !is_blank(grid, row, behind)) ++behind;
        if (behind > begin) append_text(out, grid, row, begin, behind);
        begin = behind + 1;
    }
}

}  // namespace

std::string svg(const cell_grid& grid) {
    const auto width = 2 * margin + grid.size().columns * cell_width;
    const auto height = 2 * margin + grid.size().rows * cell_height;
    std::string out = "<svg xmlns=\"http://www.w3.org/2000/svg\"" + attribute("width", width) +
                      attribute("height", height) +
                      " font-family=\"DejaVu Sans Mono,Menlo,Consolas,monospace\" font-size=\"13\">\n";
    out += "<rect" + attribute("width", width) + attribute("height", height) + attribute("rx", margin) +
           attribute("fill", ground) + "/>\n";
    for (std::size_t row = 0; row < grid.size().rows; ++row) {
        for (std::size_t column = 0; column < grid.size().columns;) {
            const auto end = end_of_run(grid, row, column);
            append_run(out, grid, row, column, end);
            column = end;
        }
    }
    return out + "</svg>\n";
}

}  // namespace tracerouter::view
