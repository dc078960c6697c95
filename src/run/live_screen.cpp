#include "run/live_screen.hpp"

#include <chrono>
#include <utility>

namespace tracerouter::run {

live_screen::live_screen(boost::asio::io_context& context, screen_settings chosen, surroundings with)
    : settings_{std::move(chosen)},
      with_{std::move(with)},
      shown_{[this](std::size_t number) { return with_.targets()[number]->result(); }},
      screen_{context, with_.terminal, settings_, *this} {}

std::string live_screen::tables() {
    shown_.refresh_all(clock::now());
    return screen_.tables();
}

void live_screen::obey(const view::command& command) {
    switch (command.kind) {
        case view::command_kind::quit: return with_.on_quit();
        case view::command_kind::reset:
            for (const auto& target : with_.targets()) target->reset();
            return;
        case view::command_kind::stop_probing: return set_probing(false);
        case view::command_kind::resume_probing: return set_probing(true);
        case view::command_kind::set_interval:
            settings_.interval = command.time;
            return for_all([&](path_monitor& one) { one.set_interval(command.time); });
        case view::command_kind::write_session:
            return screen_.say("the session is written to " + settings_.session_file + " as it goes on");
        default: return;
    }
}

void live_screen::for_all(const std::function<void(path_monitor&)>& act) {
    for (const auto& target : with_.targets()) {
        if (path_monitor* monitor = target->monitor()) act(*monitor);
    }
}

void live_screen::set_probing(bool on) {
    probing_ = on;
    for_all([on](path_monitor& one) { on ? one.resume() : one.pause(); });
}

view::model live_screen::model() const {
    return {.results = shown_.results(),
            .histories = shown_.histories(),
            .facts = with_.facts,
            .now = std::chrono::system_clock::now(),
            .interval = settings_.interval,
            .probing = probing_,
            .can_write = !settings_.session_file.empty(),
            .masked_hops = settings_.hidden_hops,
            .replay = {},
            .unicode = settings_.unicode};
}

void live_screen::began(const watched_target& target) {
    shown_.begin(target);
    screen_.draw_soon();
}

void live_screen::seen(const watched_target& target, const probe_observation& probe) {
    shown_.observe(target, probe);
    if (probe.outcome != probe_outcome::sent) screen_.draw_soon();
}

void live_screen::happened(const watched_target& target, const monitor_event& /*event*/) {
    shown_.mark(target);
    screen_.draw_soon();
}

void live_screen::was_reset(const watched_target& target, const report::monitor_reset& reset) {
    shown_.reset(target, reset.at);
    screen_.draw_soon();
}

void live_screen::ended(const watched_target& /*target*/, const outcome& /*outcome*/) {}

}  // namespace tracerouter::run
