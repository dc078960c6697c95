#include "report/text_table.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace tracerouter::report {
namespace {

constexpr std::string_view gap = "  ";

/// A column that gives way keeps room for an IPv4 address.
constexpr std::size_t least_width = 15;

bool begins_character(char octet) {
    return (static_cast<unsigned char>(octet) & 0xC0u) != 0x80u;
}

}  // namespace

std::size_t length_of(const std::string& text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_character));
}

std::string shortened(const std::string& text, std::size_t most) {
    if (length_of(text) <= most) return text;
    std::size_t characters = 0;
    const auto end = std::find_if(text.begin(), text.end(),
                                  [&](char octet) { return begins_character(octet) && ++characters > most - 1; });
    return std::string{text.begin(), end} + "\u2026";
}

std::string text_table::text(std::size_t width, bool color) const {
    const auto wide = widths(width);
    std::vector<cell> titles;
    for (const auto& one : columns_) titles.push_back({one.title, tint::silent});
    std::string out;
    append_line(out, titles, wide, color);
    for (const auto& row : rows_) append_line(out, row, wide, color);
    return out;
}

std::vector<std::size_t> text_table::widths(std::size_t bound) const {
    std::vector<std::size_t> wide(columns_.size(), 0);
    for (const auto& row : rows_) {
        for (std::size_t i = 0; i < row.size(); ++i) wide[i] = std::max(wide[i], length_of(row[i].text));
    }
    std::size_t line = 0;
    for (std::size_t i = 0; i < wide.size(); ++i) {
        if (wide[i] == 0) continue;
        wide[i] = std::max(wide[i], length_of(columns_[i].title));
        line += wide[i] + (line > 0 ? gap.size() : 0);
    }
    for (std::size_t i = wide.size(); bound > 0 && i-- > 0;) {
        if (!columns_[i].gives_way || wide[i] <= least_width || line <= bound) continue;
        const auto cut = std::min(line - bound, wide[i] - least_width);
        wide[i] -= cut;
        line -= cut;
    }
    return wide;
}

void text_table::append_line(std::string& out, const std::vector<cell>& row, const std::vector<std::size_t>& widths,
                             bool color) const {
    std::string line;
    std::size_t blanks = 0;  // owed before the next text, so that none end a line
    for (std::size_t i = 0; i < row.size(); ++i) {
        if (widths[i] == 0) continue;
        const auto text = shortened(row[i].text, widths[i]);
        const auto padding = widths[i] - length_of(text);
        const bool right = columns_[i].aligned == side::right;
        if (right) blanks += padding;
        if (!text.empty()) line.append(std::exchange(blanks, 0), ' ').append(tinted(text, row[i].kind, color));
        blanks += (right ? 0 : padding) + gap.size();
    }
    out += line + '\n';
}

}  // namespace tracerouter::report
