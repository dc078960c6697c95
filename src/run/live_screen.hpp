#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/system/error_code.hpp>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "host/live_terminal.hpp"
#include "host/terminal_link.hpp"
#include "report/facts.hpp"
#include "run/screen_settings.hpp"
#include "run/shown_targets.hpp"
#include "run/watched_target.hpp"
#include "tracerouter/time.hpp"
#include "view/command.hpp"
#include "view/live_view.hpp"
#include "view/model.hpp"

namespace tracerouter::run {

/// Shows watched targets on the terminal as they change, and obeys its keys. It draws when something has changed, ten
/// times a second at most, and at once behind a key. While the terminal takes nothing, pictures are left out.
class live_screen final : public watch_observer {
public:
    using target_list = std::vector<std::shared_ptr<watched_target>>;

    /// What it works with. All of it outlives the screen.
    struct surroundings {
        host::live_terminal& terminal;
        report::fact_lookup facts;
        std::function<const target_list&()> targets;
        std::function<void()> on_quit;
    };

    live_screen(boost::asio::io_context& context, screen_settings chosen, surroundings with);

    /// Takes the terminal and draws the first picture.
    boost::system::error_code start();
    /// Gives the terminal back.
    void leave();
    /// What is to stand below the prompt: the tables of all targets. Only behind leave().
    [[nodiscard]] std::string tables();

    /// Shows a line until the next key.
    void say(std::string_view line);
    /// Names or AS numbers have become known.
    void facts_changed() { draw_soon(); }

    void began(const watched_target& target) override;
    void seen(const watched_target& target, const probe_observation& probe) override;
    void happened(const watched_target& target, const monitor_event& event) override;
    void ended(const watched_target& target, const outcome& outcome) override;

private:
    void take_keys(std::string_view typed);
    void obey(const std::vector<view::command>& commands);
    void obey(const view::command& command);
    void for_all(const std::function<void(path_monitor&)>& act);
    void set_probing(bool on);
    void reset();
    void resize();
    void draw_soon();
    void draw();
    [[nodiscard]] view::model model() const;

    screen_settings settings_;
    surroundings with_;
    host::terminal_link link_;
    boost::asio::steady_timer next_picture_;
    boost::asio::steady_timer key_patience_;
    view::live_view view_;
    shown_targets shown_;
    time_point drawn_at_{};
    bool draws_later_ = false;
    bool probing_ = true;
    bool left_ = false;
};

}  // namespace tracerouter::run
