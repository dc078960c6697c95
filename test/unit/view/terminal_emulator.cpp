#include "terminal_emulator.hpp"

#include <algorithm>
#include <charconv>

#include "view/text.hpp"

namespace tracerouter::view::test {
namespace {

/// A number of a control sequence; 0 where there is none.
int number_of(std::string_view text) {
    int number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

std::size_t position_of(std::string_view text) {
    return static_cast<std::size_t>(std::max(number_of(text), 1));
}

}  // namespace

void terminal_emulator::resize(screen_size size) {
    std::vector<cell> before(size.columns * size.rows);
    std::swap(before, cells_);
    for (std::size_t row = 0; row < std::min(size.rows, size_.rows); ++row) {
        for (std::size_t column = 0; column < std::min(size.columns, size_.columns); ++column)
            cells_[row * size.columns + column] = before[row * size_.columns + column];
    }
    size_ = size;
    column_ = std::min(column_, size.columns - 1);
    row_ = std::min(row_, size.rows - 1);
}

void terminal_emulator::write(std::string_view octets) {
    const auto characters = characters_of(octets);
    for (std::size_t i = 0; i < characters.size(); ++i) {
        if (characters[i] != 0x1B) {
            put(characters[i]);
            continue;
        }
        std::string parameters;
        if (i + 1 >= characters.size() || characters[i + 1] != U'[') return complain("not a control sequence");
        for (i += 2; i < characters.size() && characters[i] < 0x40; ++i) parameters += static_cast<char>(characters[i]);
        if (i == characters.size()) return complain("a sequence without end");
        control(parameters, static_cast<char>(characters[i]));
    }
}

cell_grid terminal_emulator::shown() const {
    cell_grid grid{size_};
    for (std::size_t row = 0; row < size_.rows; ++row) {
        for (std::size_t column = 0; column < size_.columns; ++column)
            grid.put(column, row, cells_[row * size_.columns + column]);
    }
    return grid;
}

void terminal_emulator::control(std::string_view parameters, char final_octet) {
    const auto semicolon = parameters.find(';');
    const auto second = semicolon == std::string_view::npos ? std::string_view{} : parameters.substr(semicolon + 1);
    switch (final_octet) {
        case 'H':
            row_ = std::min(position_of(parameters.substr(0, semicolon)), size_.rows) - 1;
            column_ = std::min(position_of(second), size_.columns) - 1;
            break;
        case 'C': column_ = std::min(column_ + position_of(parameters), size_.columns - 1); break;
        case 'K': erase(row_ * size_.columns + column_, (row_ + 1) * size_.columns); break;
        case 'P': {
            const auto here = cells_.begin() + static_cast<std::ptrdiff_t>(row_ * size_.columns + column_);
            const auto end = cells_.begin() + static_cast<std::ptrdiff_t>((row_ + 1) * size_.columns);
            std::move(here + 1, end, here);
            *(end - 1) = {U' ', style_};
            break;
        }
        case 'J': parameters == "2" ? erase(0, cells_.size()) : complain("J"); break;
        case 'm': return set_look(parameters);
        case 'h':
        case 'l': return parameters == "?2026" ? void(updating_ = final_octet == 'h') : complain(parameters);
        default: complain(std::string_view{&final_octet, 1});
    }
    wraps_next_ = false;
}

void terminal_emulator::set_look(std::string_view parameters) {
    while (true) {
        const auto semicolon = parameters.find(';');
        set_look(number_of(parameters.substr(0, semicolon)));
        if (semicolon == std::string_view::npos) return;
        parameters.remove_prefix(semicolon + 1);
    }
}

void terminal_emulator::set_look(int number) {
    if (number == 0) {
        style_ = {};
    } else if (number == 1) {
        style_.bold = true;
    } else if (number == 2) {
        style_.dim = true;
    } else if (number == 7) {
        style_.reverse = true;
    } else if (number >= 30 && number <= 37) {
        style_.color = static_cast<ink>(number - 29);
    } else {
        complain("a look");
    }
}

void terminal_emulator::put(char32_t sign) {
    if (!is_narrow(sign)) return complain("a character that is not narrow");
    if (!updating_) complain("outside of an update");
    if (wraps_next_) {
        column_ = 0;
        row_ = std::min(row_ + 1, size_.rows - 1);
        wraps_next_ = false;
    }
    cells_[row_ * size_.columns + column_] = {sign, style_};
    wraps_next_ = column_ + 1 == size_.columns;
    if (!wraps_next_) ++column_;
}

// With the colours of the cursor, as some do.
void terminal_emulator::erase(std::size_t from, std::size_t to) {
    std::fill(cells_.begin() + static_cast<std::ptrdiff_t>(from), cells_.begin() + static_cast<std::ptrdiff_t>(to),
              cell{U' ', style_});
}

}  // namespace tracerouter::view::test
