#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/system/error_code.hpp>

#include <cstddef>
#include <functional>
#include <span>
#include <string>

#include "enrich/fact_source.hpp"
#include "host/live_terminal.hpp"
#include "report/facts.hpp"
#include "run/fresh_results.hpp"
#include "run/screen_settings.hpp"
#include "run/session_log.hpp"
#include "run/session_player.hpp"
#include "run/terminal_screen.hpp"
#include "tracerouter/monitor_result.hpp"
#include "tracerouter/time.hpp"
#include "view/command.hpp"
#include "view/model.hpp"

namespace tracerouter::run {

/// Shows a session on the terminal as it was, from its beginning on, and obeys the keys that move its time. While the
/// picture is frozen, so is its time.
class replay_screen final : screen_source {
public:
    /// What it works with. All of it outlives the screen.
    struct surroundings {
        host::live_terminal& terminal;
        enrich::fact_source* facts;  ///< null: nothing is to be known of addresses
        report::fact_lookup known;   ///< of these facts
        std::function<void()> on_quit;
    };

    replay_screen(boost::asio::io_context& context, screen_settings chosen, surroundings with,
                  const session_log& session);

    /// Takes the terminal, draws the first picture and begins to play.
    boost::system::error_code start();
    /// Gives the terminal back.
    void leave();
    /// What is to stand below the prompt: the tables of all targets at the moment shown last. Only behind leave().
    [[nodiscard]] std::string tables() const { return screen_.tables(); }
    /// What is known of the targets at that moment. Only behind leave().
    [[nodiscard]] std::span<const monitor_result> results() const noexcept { return results_.results(); }
    /// Names or AS numbers have become known.
    void facts_changed() { screen_.draw_soon(); }

private:
    void refresh(std::size_t looked_at, time_point now) override;
    [[nodiscard]] view::model model() const override;
    void obey(const view::command& command) override;
    void wait_for_tick();
    void tick();
    void moved();
    void look_up(const monitor_result& result);

    screen_settings settings_;
    surroundings with_;
    const session_log& session_;
    session_player player_;
    fresh_results results_;
    terminal_screen screen_;
    boost::asio::steady_timer next_tick_;
    time_point ticked_at_{};
};

}  // namespace tracerouter::run
