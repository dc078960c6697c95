#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "view/cell_grid.hpp"

namespace tracerouter::view {

/// A column of a table on the screen.
struct table_column {
    enum class kind : std::uint8_t {
        figure,  ///< at the right; as wide as its title and its widest text
        word,    ///< at the left; likewise
        host,    ///< at the left; gives way, and grows where there is room. A table has one
    };

    std::string title{};
    kind holds = kind::figure;
    int worth = 100;        ///< where not all fit, those of least worth are left out first
    std::size_t least = 0;  ///< columns that it takes even if its texts are shorter, so that it does not jump
};

/// What stands in one column of a line.
struct table_text {
    std::string text{};  ///< narrow (text.hpp)
    look style{};
};

/// A line of a table. Where there are fewer texts than columns, the others are blank.
struct table_line {
    std::vector<table_text> texts{};
    bool selected = false;
    std::string all_columns{};  ///< instead of texts: behind the first column, as wide as it is
};

/// Lines in columns, and a strip of signs at the right in what room is left.
class table {
public:
    /// How a strip shares the room with the host.
    enum class strip_room : std::uint8_t {
        none,   ///< there is no strip
        rest,   ///< it takes what is left, if that is enough
        first,  ///< the table is there for it
    };

    /// Signs of the strip of a line, and of the scale above all; given how many fit.
    using strip_source = std::function<std::vector<cell>(std::size_t line, std::size_t cells)>;
    using scale_source = std::function<std::vector<cell>(std::size_t cells)>;

    explicit table(std::vector<table_column> columns) : columns_{std::move(columns)} {}

    void add(table_line line) { lines_.push_back(std::move(line)); }
    [[nodiscard]] std::size_t lines() const noexcept { return lines_.size(); }

    void set_strip(strip_room room, strip_source strip, scale_source scale) {
        strip_room_ = room;
        strip_ = std::move(strip);
        scale_ = std::move(scale);
    }

    /// Draws titles and lines into so many rows, with the selected line among them. Where there are more lines than
    /// rows, "^" and "v" before the first and the last one say so.
    void draw(cell_grid& grid, std::size_t top, std::size_t rows, bool unicode) const;

private:
    /// Which columns are shown, and how wide.
    struct layout {
        std::vector<std::size_t> widths{};  ///< 0: left out
        std::size_t strip_at = 0;
        std::size_t strip_cells = 0;
    };

    [[nodiscard]] std::vector<std::size_t> natural_widths() const;
    [[nodiscard]] layout fit(std::size_t width) const;
    void share_rest(layout& fitted, std::size_t host, std::size_t natural, std::size_t rest) const;
    [[nodiscard]] std::size_t first_line(std::size_t rows) const;
    void draw_titles(cell_grid& grid, std::size_t row, const layout& fitted, bool unicode) const;
    void draw_line(cell_grid& grid, std::size_t row, std::size_t index, const layout& fitted, bool unicode) const;

    std::vector<table_column> columns_;
    std::vector<table_line> lines_;
    strip_room strip_room_ = strip_room::none;
    strip_source strip_;
    scale_source scale_;
};

}  // namespace tracerouter::view
