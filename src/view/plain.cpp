#include "view/plain.hpp"

#include "view/text.hpp"

namespace tracerouter::view {

std::string plain(const cell_grid& grid) {
    std::string text;
    std::size_t end = 0;  // behind the last line that is not blank
    for (std::size_t row = 0; row < grid.size().rows; ++row) {
        const auto begin = text.size();
        for (std::size_t column = 0; column < grid.size().columns; ++column)
            append_utf8(text, grid.at(column, row).sign);
        while (text.size() > begin && text.back() == ' ') text.pop_back();
        const bool blank = text.size() == begin;
        text += '\n';
        if (!blank) end = text.size();
    }
    text.resize(end);
    return text;
}

}  // namespace tracerouter::view
