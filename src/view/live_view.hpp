#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tracerouter/monitor_result.hpp"
#include "view/cell_grid.hpp"
#include "view/command.hpp"
#include "view/key_reader.hpp"
#include "view/model.hpp"
#include "view/screen_state.hpp"

namespace tracerouter::view {

/// The live view of a monitor: what the terminal sends goes in, what it is to be sent comes out. It reads no clock and
/// owns no terminal. A program calls picture() when something has changed, ten times a second at most, and at once
/// after keys.
class live_view {
public:
    /// `color`: whether the terminal is to show colours.
    explicit live_view(screen_state state = screen_state{}, bool color = true)
        : state_{std::move(state)}, color_{color} {}

    /// The terminal has this size.
    void resize(screen_size size) noexcept { size_ = size; }

    /// The terminal shows something else: the next picture is drawn whole.
    void forget_picture() { shown_ = {}; }

    /// Obeys what was typed. \return what the program is to do, in order; no command is `none`
    [[nodiscard]] std::vector<command> type(std::string_view octets, const model& seen);

    /// Whether a key may be incomplete: if nothing is typed for key_reader::patience, call end_of_typing().
    [[nodiscard]] bool waits_for_key() const noexcept { return reader_.waits(); }
    [[nodiscard]] std::vector<command> end_of_typing(const model& seen);

    /// What makes the terminal show the present state; empty if it does. While the picture is frozen, results are those
    /// of when it froze.
    [[nodiscard]] std::string picture(const model& seen);

    /// The picture as it is shown.
    [[nodiscard]] const cell_grid& shown() const noexcept { return shown_; }

    [[nodiscard]] screen_state& state() noexcept { return state_; }
    [[nodiscard]] const screen_state& state() const noexcept { return state_; }

private:
    [[nodiscard]] std::vector<command> obey(const std::vector<key>& keys, const model& seen);
    [[nodiscard]] model visible(const model& seen) const;
    void keep_frozen(const model& seen);

    screen_state state_;
    bool color_;
    screen_size size_{80, 24};
    key_reader reader_;
    cell_grid shown_;
    std::optional<std::vector<monitor_result>> frozen_;  ///< results of when the picture froze
};

}  // namespace tracerouter::view
