#include "view/frame.hpp"

#include <algorithm>
#include <chrono>
#include <span>
#include <string>
#include <string_view>

#include "report/escape.hpp"
#include "report/progress.hpp"
#include "tracerouter/names.hpp"
#include "view/change_text.hpp"
#include "view/figures.hpp"
#include "view/host_text.hpp"
#include "view/looks.hpp"
#include "view/text.hpp"

namespace tracerouter::view {
namespace {

constexpr std::size_t most_changes = 3;
constexpr std::size_t rows_for_changes = 20;

/// Pieces in one row as long as they fit; what does not is left out as a whole.
void write_pieces(cell_grid& grid, std::size_t row, const std::vector<std::string>& pieces, std::string_view between,
                  look style) {
    std::size_t column = 0;
    for (const auto& piece : pieces) {
        const auto gap = column == 0 ? 0 : between.size();
        if (column + gap + columns_of(piece) > grid.size().columns) continue;
        if (column > 0) column = grid.write(column, row, between, quiet_look);
        column = grid.write(column, row, piece, style);
    }
}

std::string upper_case(std::string_view word) {
    std::string out{word};
    for (char& letter : out) letter = static_cast<char>(letter >= 'a' && letter <= 'z' ? letter - 'a' + 'A' : letter);
    return out;
}

std::string probes_text(const monitor_result& result) {
    const auto name = upper_case(to_string(result.options.protocol));
    const auto port = port_of(result.options);
    return port == 0 ? name : name + ' ' + std::to_string(port);
}

std::string distance_text(const monitor_result& result) {
    if (result.distance) return std::to_string(*result.distance) + (*result.distance == 1 ? " hop" : " hops");
    return result.reached ? "no longer reached" : "not reached";
}

std::vector<std::string> status_of(const monitor_result& result, const model& seen) {
    return {distance_text(result),
            "round " + std::to_string(result.rounds),
            probes_text(result),
            report::clock_time(result.elapsed),
            "every " + seconds_text(seen.interval) + " s",
            std::to_string(result.flows) + (result.flows == 1 ? " flow" : " flows")};
}

std::string state_text(const model& seen, const screen_state& state) {
    std::string out;
    if (seen.replay) {
        out += "REPLAY " + report::clock_time(seen.replay->at) + '/' + report::clock_time(seen.replay->of);
        out += " x" + seconds_text(std::chrono::duration_cast<duration>(
                          std::chrono::duration<double>{std::clamp(seen.replay->speed, 0.0, 1e6)}));
    }
    if (state.frozen_at()) out += (out.empty() ? "FROZEN " : " FROZEN ") + time_of_day(state.history_end(seen));
    if (!seen.probing) out += out.empty() ? "STOPPED" : " STOPPED";
    return out;
}

void draw_title(cell_grid& grid, const model& seen, const screen_state& state) {
    if (seen.results.empty()) {
        grid.write(0, 0, "no target", title_look);
        return;
    }
    const auto& result = seen.results[state.target()];
    std::string right = state_text(seen, state);
    if (seen.results.size() > 1) {
        if (!right.empty()) right += ' ';
        right += std::to_string(state.target() + 1) + '/' + std::to_string(seen.results.size());
    }
    const auto width = grid.size().columns;
    const auto room = width - std::min(width, right.size() + (right.empty() ? 0 : 1));
    auto left = target_text(result, seen.unicode);
    const auto number = narrowed(report::address_word(result.address), seen.unicode);
    if (left != number) left += " (" + number + ')';
    grid.write(0, 0, cut_to(left, room, seen.unicode), title_look);
    if (right.size() <= width) grid.write(width - right.size(), 0, right, state_look);
    write_pieces(grid, 1, status_of(result, seen), "  ", {});
}

std::vector<std::string> hints(const model& seen, const screen_state& state) {
    if (state.overlay() == overlay::targets) return {"l list", "up down choose", "Enter show", "? help", "q quit"};
    if (state.overlay() != overlay::nothing) return {"Esc back", "up down scroll", "? help", "q quit"};
    std::vector<std::string> pieces{"? help", "q quit", "d display", "Enter details"};
    if (seen.results.size() > 1) pieces.insert(pieces.end(), {"Tab next target", "l targets"});
    if (seen.replay) pieces.insert(pieces.end(), {"left right time", "+ - speed"});
    pieces.insert(pieces.end(), {"space freeze", "n names", "z AS", "o columns", "- = zoom"});
    return pieces;
}

void draw_footer(cell_grid& grid, const model& seen, const screen_state& state) {
    const auto row = grid.size().rows - 1;
    const auto width = grid.size().columns;
    if (state.question()) {
        const auto text = narrowed(state.question()->text(), seen.unicode);
        const auto shown = text.size() < width ? text.size() : width - 1;  // the end is what is being typed
        const auto behind = grid.write(0, row, text.substr(text.size() - shown), title_look);
        grid.put(behind, row, {U'_', title_look});
    } else if (!state.message().empty()) {
        grid.write(0, row, cut_to(foreign_text(state.message(), seen.unicode), width, seen.unicode), title_look);
    } else {
        write_pieces(grid, row, hints(seen, state), "  ", quiet_look);
    }
}

/// How much of a text fits into a row, cut behind a blank if there is one.
std::size_t length_of_row(const std::u32string& text, std::size_t width) {
    if (text.size() <= width) return text.size();
    const auto blank = text.rfind(U' ', width);
    return blank == std::u32string::npos || blank < width / 2 ? width : blank + 1;
}

}  // namespace

frame_rows frame_of(const model& seen) {
    return {.top = 2, .bottom = seen.interactive ? std::size_t{1} : std::size_t{0}};
}

void draw_frame(cell_grid& grid, const model& seen, const screen_state& state) {
    draw_title(grid, seen, state);
    if (seen.interactive) draw_footer(grid, seen, state);
}

std::size_t draw_changes(cell_grid& grid, const model& seen, const screen_state& state) {
    const auto& changes = seen.results[state.target()].changes;
    const auto rows = grid.size().rows - frame_of(seen).bottom;
    if (!seen.interactive || grid.size().rows < rows_for_changes || changes.empty()) return 0;
    const auto count = std::min(changes.size(), most_changes);
    const auto newest = std::span{changes}.last(count);
    for (std::size_t i = 0; i < count; ++i) {
        const auto text = cut_to(change_text(newest[i], seen, state), grid.size().columns, seen.unicode);
        grid.write(0, rows - count + i, text, change_look);
    }
    return count;
}

void draw_lines(cell_grid& grid, std::size_t top, std::size_t rows, const std::vector<line>& lines,
                std::size_t scrolled, bool unicode) {
    constexpr std::size_t indent = 4;  // of what is wrapped
    const auto width = grid.size().columns;
    std::size_t row = 0;
    for (std::size_t i = std::min(scrolled, lines.size()); i < lines.size() && row < rows; ++i) {
        auto rest = characters_of(narrowed(lines[i].text, unicode));
        std::size_t column = 0;
        do {
            const auto length = length_of_row(rest, width - column);
            for (std::size_t at = 0; at < length; ++at) grid.put(column + at, top + row, {rest[at], lines[i].style});
            rest.erase(0, length);
            column = indent;
        } while (++row < rows && !rest.empty());
    }
}

}  // namespace tracerouter::view
