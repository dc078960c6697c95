#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace tracerouter::view {

/// The eight colours that every terminal has (ECMA-48 section 8.3.117), and the one it writes in by itself.
enum class ink : std::uint8_t {
    standard,  ///< as the user has chosen it
    black,
    red,
    green,
    yellow,
    blue,
    magenta,
    cyan,
    white,
};

/// How a character looks. What a look says is also said by a character or a word: not all terminals show looks.
struct look {
    ink color = ink::standard;
    bool bold = false;
    bool dim = false;
    bool reverse = false;  ///< background and colour change places

    friend bool operator==(const look&, const look&) = default;
};

/// One character of the screen.
struct cell {
    char32_t sign = U' ';  ///< one column wide (text.hpp)
    look style{};

    friend bool operator==(const cell&, const cell&) = default;
};

/// How much a terminal shows at once.
struct screen_size {
    std::size_t columns = 0;
    std::size_t rows = 0;

    friend bool operator==(const screen_size&, const screen_size&) = default;
};

/// The largest grid: a terminal may claim any size up to 65535 x 65535, and memory is bounded.
inline constexpr screen_size largest_screen{500, 300};

/// A picture made of characters. Columns and rows count from 0, at the top left.
class cell_grid {
public:
    cell_grid() = default;

    /// All blank. What exceeds `largest_screen` is cut.
    explicit cell_grid(screen_size size);

    [[nodiscard]] screen_size size() const noexcept { return size_; }

    /// Must lie inside.
    [[nodiscard]] const cell& at(std::size_t column, std::size_t row) const {
        return cells_[row * size_.columns + column];
    }

    /// Outside of the grid nothing happens. A sign that is not surely one column wide becomes a question mark, so that
    /// no octets for a terminal can come out of a grid but those of visible characters.
    void put(std::size_t column, std::size_t row, const cell& what);

    /// A text of UTF-8 in one row, cut at the right edge.
    /// \return the column behind it
    std::size_t write(std::size_t column, std::size_t row, std::string_view text, look style = {});

    /// Gives a whole row this look, its characters stay.
    void restyle(std::size_t row, look style);

    friend bool operator==(const cell_grid&, const cell_grid&) = default;

private:
    screen_size size_{};
    std::vector<cell> cells_;
};

}  // namespace tracerouter::view
