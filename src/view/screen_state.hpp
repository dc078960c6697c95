#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "view/columns.hpp"
#include "view/command.hpp"
#include "view/key_reader.hpp"
#include "view/model.hpp"
#include "view/prompt.hpp"

namespace tracerouter::view {

/// What fills the screen.
enum class display : std::uint8_t {
    hops,     ///< the table of hops of one target
    history,  ///< a strip of the time for each hop
    paths,    ///< which flows take which way
};

/// What lies over the display until the key escape.
enum class overlay : std::uint8_t {
    nothing,
    targets,  ///< all targets, a line each
    details,  ///< all that is known of one hop
    help,     ///< keys and columns
};

/// How a responder is called.
enum class name_mode : std::uint8_t { name, address, both };

/// What one cell of a history may stand for, seconds.
inline constexpr std::array<int, 7> seconds_per_cell{1, 2, 5, 10, 15, 30, 60};

/// What the user has chosen to see, and how keys change it. A value: it reads no clock and keeps nothing of the model.
class screen_state {
public:
    explicit screen_state(std::string columns = std::string{standard_columns}) : columns_{std::move(columns)} {}

    /// Obeys a key, given what is on the screen.
    /// \return what the program is to do
    command press(const key& pressed, const model& seen);

    [[nodiscard]] std::size_t target() const noexcept { return target_; }  ///< its number among the results
    [[nodiscard]] view::display display() const noexcept { return display_; }
    [[nodiscard]] view::overlay overlay() const noexcept { return overlay_; }
    [[nodiscard]] std::optional<std::uint16_t> hop() const noexcept { return hop_; }  ///< TTL of the selected hop
    [[nodiscard]] name_mode names() const noexcept { return names_; }
    [[nodiscard]] bool shows_as() const noexcept { return as_; }
    [[nodiscard]] bool shows_mpls() const noexcept { return mpls_; }
    [[nodiscard]] bool masks() const noexcept { return mask_; }
    [[nodiscard]] const std::string& columns() const noexcept { return jitter_ ? jitter_letters_ : columns_; }
    [[nodiscard]] std::size_t responders() const noexcept { return responders_; }  ///< shown of one hop
    [[nodiscard]] std::chrono::seconds cell() const noexcept;                      ///< what a cell of a history covers
    /// Since when the picture stands still; absent: it does not.
    [[nodiscard]] std::optional<std::chrono::system_clock::time_point> frozen_at() const noexcept { return frozen_at_; }
    [[nodiscard]] std::size_t scrolled() const noexcept { return scrolled_; }  ///< lines of details or help above
    [[nodiscard]] const std::optional<prompt>& question() const noexcept { return prompt_; }
    [[nodiscard]] const std::string& message() const noexcept { return message_; }

    /// The moment at which histories end: now, or where the user has gone back to.
    [[nodiscard]] std::chrono::system_clock::time_point history_end(const model& seen) const;

    /// Shows a message of one line until the next key: what came of a command. May hold anything.
    void say(std::string message) { message_ = std::move(message); }
    /// What a new picture begins with where the program has an option for it.
    void show_names(name_mode mode) noexcept { names_ = mode; }
    void show_as(bool shown) noexcept { as_ = shown; }
    void show_mpls(bool shown) noexcept { mpls_ = shown; }
    void show_all_targets() noexcept { overlay_ = overlay::targets; }
    void show_target(std::size_t number) noexcept { target_ = number; }
    /// The table of hops, with nothing selected and nothing over it.
    void show_table();

private:
    command press_letter(char32_t letter, const model& seen);
    command press_choice(char32_t letter, const model& seen);
    command press_replay(const key& pressed);
    void press_frozen(const key& pressed);
    command answer(const model& seen);
    void move(std::ptrdiff_t by, const model& seen);
    void move_hop(std::ptrdiff_t by, const model& seen);
    void change_target(std::ptrdiff_t by, const model& seen);
    void toggle_overlay(view::overlay wanted);
    void open_details(const model& seen);
    void escape();
    void zoom(int by, bool round);
    void freeze(const model& seen);

    std::size_t target_ = 0;
    view::display display_ = display::hops;
    view::overlay overlay_ = overlay::nothing;
    std::optional<std::uint16_t> hop_;
    name_mode names_ = name_mode::name;
    bool as_ = false;
    bool mpls_ = false;
    bool mask_ = true;  ///< where the program was asked to mask hops
    bool jitter_ = false;
    std::string columns_;
    std::string jitter_letters_{jitter_columns};
    std::size_t responders_ = 4;
    std::size_t zoom_ = 0;  ///< index in seconds_per_cell
    std::optional<std::chrono::system_clock::time_point> frozen_at_;
    std::chrono::seconds back_{0};  ///< how far before that histories end
    std::size_t scrolled_ = 0;
    std::optional<prompt> prompt_;
    std::string message_;
};

}  // namespace tracerouter::view
