#include "view/terminal_octets.hpp"

#include <cstddef>
#include <optional>
#include <string_view>

#include "view/text.hpp"

namespace tracerouter::view {
namespace {

constexpr std::string_view begin_update = "\x1b[?2026h";
constexpr std::string_view end_update = "\x1b[?2026l";
constexpr std::string_view clear_screen = "\x1b[H\x1b[2J";
constexpr std::string_view erase_to_edge = "\x1b[K";
constexpr std::string_view delete_character = "\x1b[P";  // what stands behind it moves to the left

/// So many cells that did not change are written again rather than passed over: a move costs four octets at least.
constexpr std::size_t cheap_gap = 4;

/// The end of a row is moved rather than written again if that saves so many cells: the history moves each second.
constexpr std::size_t worth_moving = 10;

struct position {
    std::size_t column;
    std::size_t row;
};

// ECMA-48 section 8.3.117: 1 bold, 2 dim, 7 reverse, 30 to 37 colours.
std::string parameters_of(const look& style) {
    std::string out;
    const auto add = [&out](const std::string& number) { (out += out.empty() ? "" : ";") += number; };
    if (style.bold) add("1");
    if (style.dim) add("2");
    if (style.reverse) add("7");
    if (style.color != ink::standard) add(std::to_string(30 + static_cast<int>(style.color) - 1));
    return out;
}

/// From one look to another. Attributes are only added; to take one away begins anew, which is as short.
std::string change_of_look(const look& from, const look& to) {
    const bool only_adds = (to.bold || !from.bold) && (to.dim || !from.dim) && (to.reverse || !from.reverse) &&
                           (to.color != ink::standard || from.color == ink::standard);
    look added = to;
    if (only_adds) {
        added.bold = to.bold && !from.bold;
        added.dim = to.dim && !from.dim;
        added.reverse = to.reverse && !from.reverse;
        if (to.color == from.color) added.color = ink::standard;
    }
    const auto parameters = parameters_of(added);
    if (only_adds || parameters.empty()) return "\x1b[" + parameters + 'm';
    return "\x1b[0;" + parameters + 'm';
}

/// Writes the differences, and knows what the terminal knows.
class difference {
public:
    difference(const cell_grid& previous, const cell_grid& next, bool color)
        : anew_{previous.size() != next.size()},
          color_{color},
          previous_{anew_ ? cell_grid{next.size()} : previous},
          next_{next} {
        if (anew_) out_ = clear_screen;
    }

    std::string octets() {
        for (std::size_t row = 0; row < next_.size().rows; ++row) write_row(row);
        set_look({});
        if (out_.empty()) return {};
        return std::string{begin_update} + out_ + std::string{end_update};
    }

private:
    [[nodiscard]] cell shown(const cell_grid& grid, std::size_t column, std::size_t row) const {
        cell one = grid.at(column, row);
        if (!color_) one.style.color = ink::standard;
        return one;
    }

    [[nodiscard]] bool changes(std::size_t column, std::size_t row) const {
        return shown(previous_, column, row) != shown(next_, column, row);
    }

    /// The column from which on a row is blank.
    [[nodiscard]] std::size_t end_of_text(std::size_t row) const {
        std::size_t end = next_.size().columns;
        while (end > 0 && shown(next_, end - 1, row) == cell{}) --end;
        return end;
    }

    void write_row(std::size_t row) {
        move_left(row);
        const auto end = end_of_text(row);
        for (std::size_t column = 0; column < end; ++column) {
            if (!changes(column, row)) continue;
            move_to({column, row});
            write_cell(column, row);
        }
        std::size_t first = end;
        while (first < next_.size().columns && !changes(first, row)) ++first;
        if (first < next_.size().columns) erase_from({first, row});
    }

    /// Where the end of a row is that of before, one column farther to the left.
    void move_left(std::size_t row) {
        const auto width = next_.size().columns;
        if (width == 0) return;
        std::size_t first = width - 1;
        while (first > 0 && shown(previous_, first, row) == shown(next_, first - 1, row)) --first;
        std::size_t saved = 0;
        for (auto column = first; column + 1 < width; ++column) saved += changes(column, row) ? 1 : 0;
        if (saved < worth_moving) return;
        move_to({first, row});
        set_look({});
        out_ += delete_character;
        for (auto column = first; column + 1 < width; ++column)
            previous_.put(column, row, previous_.at(column + 1, row));
        previous_.put(width - 1, row, {});
    }

    void erase_from(position where) {
        move_to(where);
        set_look({});  // some terminals fill with the colours of the cursor
        out_ += erase_to_edge;
    }

    void write_cell(std::size_t column, std::size_t row) {
        const cell one = shown(next_, column, row);
        set_look(one.style);
        append_utf8(out_, one.sign);
        cursor_ = {column + 1, row};
        // Terminals disagree about where the cursor is behind the last column.
        if (column + 1 == next_.size().columns) cursor_.reset();
    }

    void move_to(position where) {
        if (cursor_ && cursor_->row == where.row && cursor_->column <= where.column) return move_right(where);
        out_ += "\x1b[" + (where.row > 0 || where.column > 0 ? std::to_string(where.row + 1) : std::string{});
        if (where.column > 0) out_ += ';' + std::to_string(where.column + 1);
        out_ += 'H';
        cursor_ = where;
    }

    void move_right(position where) {
        const auto gap = where.column - cursor_->column;
        if (gap == 0) return;
        if (gap <= cheap_gap && writes_in_this_look(where)) {
            while (cursor_ && cursor_->column < where.column) write_cell(cursor_->column, where.row);
            return;
        }
        out_ += "\x1b[" + (gap > 1 ? std::to_string(gap) : std::string{}) + 'C';
        cursor_ = where;
    }

    /// Whether the cells between the cursor and there are ASCII in the look that is set.
    [[nodiscard]] bool writes_in_this_look(position where) const {
        for (auto column = cursor_->column; column < where.column; ++column) {
            const cell one = shown(next_, column, where.row);
            if (one.style != look_ || one.sign >= 0x80) return false;
        }
        return true;
    }

    void set_look(const look& style) {
        if (style != look_) out_ += change_of_look(look_, style);
        look_ = style;
    }

    const bool anew_;
    const bool color_;
    cell_grid previous_;  ///< what the terminal shows
    const cell_grid& next_;
    std::string out_;
    std::optional<position> cursor_;  ///< absent: not known
    look look_{};
};

}  // namespace

std::string terminal_octets(const cell_grid& previous, const cell_grid& next, bool color) {
    return difference{previous, next, color}.octets();
}

}  // namespace tracerouter::view
