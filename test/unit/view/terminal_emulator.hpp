#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "view/cell_grid.hpp"

namespace tracerouter::view::test {

/// As much of a terminal as pictures need: it obeys what they are written with, and complains of all else.
class terminal_emulator {
public:
    explicit terminal_emulator(screen_size size) : cells_(size.columns * size.rows), size_{size} {}

    /// What its user does to the window: text stays at its place as far as there is room.
    void resize(screen_size size);

    void write(std::string_view octets);

    /// What it shows.
    [[nodiscard]] cell_grid shown() const;

    /// What it did not understand; empty if nothing.
    [[nodiscard]] const std::string& complaint() const noexcept { return complaint_; }

    /// Whether it writes in its standard look and no synchronized update is open.
    [[nodiscard]] bool is_at_rest() const noexcept { return style_ == look{} && !updating_; }

private:
    void control(std::string_view parameters, char final_octet);
    void set_look(std::string_view parameters);
    void set_look(int number);
    void put(char32_t sign);
    void erase(std::size_t from, std::size_t to);
    void complain(std::string_view what) { complaint_ += std::string{what} + '\n'; }

    std::vector<cell> cells_;
    screen_size size_;
    std::size_t column_ = 0;
    std::size_t row_ = 0;
    bool wraps_next_ = false;  ///< the last column was written: the cursor stays there until something follows
    bool updating_ = false;
    look style_{};
    std::string complaint_;
};

}  // namespace tracerouter::view::test
