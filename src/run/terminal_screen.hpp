#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/system/error_code.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "host/live_terminal.hpp"
#include "host/terminal_link.hpp"
#include "run/screen_settings.hpp"
#include "tracerouter/time.hpp"
#include "view/command.hpp"
#include "view/live_view.hpp"
#include "view/model.hpp"
#include "view/screen_state.hpp"

namespace tracerouter::run {

/// What is shown on a screen, and obeys its commands.
class screen_source {
public:
    screen_source() = default;
    screen_source(const screen_source&) = delete;
    screen_source& operator=(const screen_source&) = delete;
    virtual ~screen_source() = default;

    /// A picture is about to be drawn. \param looked_at the place of the target that the user looks at
    virtual void refresh(std::size_t looked_at, time_point now) = 0;
    /// What pictures are made of. Valid until the next call of anything.
    [[nodiscard]] virtual view::model model() const = 0;
    /// Everything but what concerns the terminal alone. May leave the screen.
    virtual void obey(const view::command& command) = 0;
};

/// Shows pictures on the terminal, and takes its keys. It draws when something has changed, ten times a second at most,
/// and at once behind a key. While the terminal takes nothing, pictures are left out.
class terminal_screen {
public:
    /// All that it is given outlives it, but for the settings.
    terminal_screen(boost::asio::io_context& context, host::live_terminal& terminal, const screen_settings& chosen,
                    screen_source& source);

    /// Takes the terminal and draws the first picture.
    boost::system::error_code start();
    /// Gives the terminal back.
    void leave();
    /// What is to stand below the prompt: the tables of all targets. Only behind leave().
    [[nodiscard]] std::string tables() const;

    /// Something has changed.
    void draw_soon();
    /// Shows a line until the next key.
    void say(std::string_view line);
    [[nodiscard]] const view::screen_state& state() const noexcept { return view_.state(); }

private:
    void take_keys(std::string_view typed);
    void obey(const std::vector<view::command>& commands);
    void obey(const view::command& command);
    void resize();
    void draw();

    host::live_terminal& terminal_;
    screen_source& source_;
    host::terminal_link link_;
    boost::asio::steady_timer next_picture_;
    boost::asio::steady_timer key_patience_;
    view::live_view view_;
    time_point drawn_at_{};
    std::int64_t pictures_ = 0;  // that were drawn
    bool draws_later_ = false;
    bool left_ = false;
};

}  // namespace tracerouter::run
