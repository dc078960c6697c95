#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/system/error_code.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "host/live_terminal.hpp"
#include "report/facts.hpp"
#include "run/screen_settings.hpp"
#include "run/shown_targets.hpp"
#include "run/terminal_screen.hpp"
#include "run/watched_target.hpp"
#include "tracerouter/time.hpp"
#include "view/command.hpp"
#include "view/model.hpp"

namespace tracerouter::run {

/// Shows watched targets on the terminal as they change, and obeys its keys.
class live_screen final : public watch_observer, screen_source {
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
    boost::system::error_code start() { return screen_.start(); }
    /// Gives the terminal back.
    void leave() { screen_.leave(); }
    /// What is to stand below the prompt: the tables of all targets. Only behind leave().
    [[nodiscard]] std::string tables();

    /// Shows a line until the next key.
    void say(std::string_view line) { screen_.say(line); }
    /// Names or AS numbers have become known.
    void facts_changed() { screen_.draw_soon(); }

    void began(const watched_target& target) override;
    void seen(const watched_target& target, const probe_observation& probe) override;
    void happened(const watched_target& target, const monitor_event& event) override;
    void was_reset(const watched_target& target, const report::monitor_reset& reset) override;
    void ended(const watched_target& target, const outcome& outcome) override;

private:
    void refresh(std::size_t looked_at, time_point now) override { shown_.refresh(looked_at, now); }
    [[nodiscard]] view::model model() const override;
    void obey(const view::command& command) override;
    void for_all(const std::function<void(path_monitor&)>& act);
    void set_probing(bool on);

    screen_settings settings_;
    surroundings with_;
    shown_targets shown_;
    terminal_screen screen_;
    bool probing_ = true;
};

}  // namespace tracerouter::run
