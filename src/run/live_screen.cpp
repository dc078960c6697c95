#include "run/live_screen.hpp"

#include <chrono>
#include <cstddef>
#include <utility>

#include "view/draw.hpp"
#include "view/key_reader.hpp"

namespace tracerouter::run {
namespace {

using namespace std::chrono_literals;

constexpr duration between_pictures = 100ms;

constexpr host::terminal_size usual_size{80, 24};

}  // namespace

live_screen::live_screen(boost::asio::io_context& context, screen_settings chosen, surroundings with)
    : settings_{std::move(chosen)},
      with_{std::move(with)},
      link_{context, with_.terminal},
      next_picture_{context},
      key_patience_{context},
      view_{settings_.state, settings_.color},
      shown_{[this](std::size_t number) { return with_.targets()[number]->result(); }} {}

boost::system::error_code live_screen::start() {
    const auto error = link_.enter({.typed = [this](std::string_view octets) { take_keys(octets); },
                                    .changed = [this] { resize(); },
                                    .gone = [this] { with_.on_quit(); }});
    if (!error) resize();
    return error;
}

void live_screen::leave() {
    left_ = true;
    next_picture_.cancel();
    key_patience_.cancel();
    link_.leave();
}

std::string live_screen::tables() {
    shown_.refresh_all(clock::now());
    return view::tables(model(), view_.state(), with_.terminal.size().value_or(usual_size).columns);
}

void live_screen::take_keys(std::string_view typed) {
    key_patience_.cancel();
    obey(view_.type(typed, model()));
    if (left_ || !view_.waits_for_key()) return;
    key_patience_.expires_after(std::chrono::milliseconds{view::key_reader::patience});
    key_patience_.async_wait([this](boost::system::error_code cancelled) {
        if (!cancelled) obey(view_.end_of_typing(model()));
    });
}

void live_screen::obey(const std::vector<view::command>& commands) {
    for (const view::command& command : commands) {
        obey(command);
        if (left_) return;
    }
    draw();
}

void live_screen::obey(const view::command& command) {
    switch (command.kind) {
        case view::command_kind::quit: return with_.on_quit();
        case view::command_kind::suspend: return link_.suspend();
        case view::command_kind::redraw: return view_.forget_picture();
        case view::command_kind::reset: return reset();
        case view::command_kind::stop_probing: return set_probing(false);
        case view::command_kind::resume_probing: return set_probing(true);
        case view::command_kind::set_interval:
            settings_.interval = command.time;
            return for_all([&](path_monitor& one) { one.set_interval(command.time); });
        case view::command_kind::write_session:
            return view_.state().say("the session is written to " + settings_.session_file + " as it goes on");
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

void live_screen::reset() {
    for_all([](path_monitor& one) { one.reset(); });
    shown_.reset(std::chrono::system_clock::now());
}

void live_screen::resize() {
    const auto size = with_.terminal.size().value_or(usual_size);
    view_.resize({size.columns, size.rows});
    view_.forget_picture();
    draw();
}

void live_screen::draw_soon() {
    if (draws_later_ || left_) return;
    const duration since = clock::now() - drawn_at_;
    if (since >= between_pictures) return draw();
    draws_later_ = true;
    next_picture_.expires_after(between_pictures - since);
    next_picture_.async_wait([this](boost::system::error_code cancelled) {
        draws_later_ = false;
        if (!cancelled) draw();
    });
}

void live_screen::draw() {
    drawn_at_ = clock::now();
    if (!link_.is_ready()) return;
    shown_.refresh(view_.state().target(), drawn_at_);
    std::string octets = view_.picture(model());
    if (!octets.empty()) link_.show(std::move(octets));
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

void live_screen::say(std::string_view line) {
    view_.state().say(std::string{line});
    draw_soon();
}

void live_screen::began(const watched_target& target) {
    shown_.begin(target);
    draw_soon();
}

void live_screen::seen(const watched_target& target, const probe_observation& probe) {
    shown_.observe(target, probe);
    if (probe.outcome != probe_outcome::sent) draw_soon();
}

void live_screen::happened(const watched_target& target, const monitor_event& /*event*/) {
    shown_.mark(target);
    draw_soon();
}

void live_screen::ended(const watched_target& /*target*/, const outcome& /*outcome*/) {}

}  // namespace tracerouter::run
