#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "report/tint.hpp"

namespace tracerouter::report {

/// Text in aligned columns.
class text_table {
public:
    enum class side : unsigned char { left, right };

    struct column {
        std::string title;
        side aligned = side::left;
        bool gives_way = false;  ///< is cut when lines get too wide, the last such column first
    };

    struct cell {
        std::string text{};
        tint kind = tint::none;
    };

    explicit text_table(std::vector<column> columns) : columns_{std::move(columns)} {}

    /// As many cells as there are columns.
    void add(std::vector<cell> row) { rows_.push_back(std::move(row)); }

    /// All lines, each with its end. Columns in which nothing stands are left out. A width of 0 has no bound.
    [[nodiscard]] std::string text(std::size_t width, bool color) const;

private:
    [[nodiscard]] std::vector<std::size_t> widths(std::size_t bound) const;
    void append_line(std::string& out, const std::vector<cell>& row, const std::vector<std::size_t>& widths,
                     bool color) const;

    std::vector<column> columns_;
    std::vector<std::vector<cell>> rows_;
};

/// How many characters of UTF-8 there are: what comes from outside has been escaped before.
[[nodiscard]] std::size_t length_of(const std::string& text);

/// The first characters of a text, the last of them an ellipsis if it had more than `most`.
[[nodiscard]] std::string shortened(const std::string& text, std::size_t most);

}  // namespace tracerouter::report
