#include "run/terminal_screen.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "view/draw.hpp"
#include "view/key_reader.hpp"

namespace tracerouter::run {
namespace {

using namespace std::chrono_literals;

constexpr duration between_pictures = 100ms;
/// The first pictures, of hops that answer one after the other, come sooner: each waits so much longer.
constexpr duration between_first_pictures = 20ms;

constexpr host::terminal_size usual_size{80, 24};

}  // namespace

terminal_screen::terminal_screen(boost::asio::io_context& context, host::live_terminal& terminal,
                                 const screen_settings& chosen, screen_source& source)
    : terminal_{terminal},
      source_{source},
      link_{context, terminal},
      next_picture_{context},
      key_patience_{context},
      view_{chosen.state, chosen.color} {}

boost::system::error_code terminal_screen::start() {
    const auto error = link_.enter({.typed = [this](std::string_view octets) { take_keys(octets); },
                                    .changed = [this] { resize(); },
                                    .gone = [this] { source_.obey({view::command_kind::quit}); }});
    if (!error) resize();
    return error;
}

void terminal_screen::leave() {
    left_ = true;
    next_picture_.cancel();
    key_patience_.cancel();
    link_.leave();
}

std::string terminal_screen::tables() const {
    return view::tables(source_.model(), view_.state(), terminal_.size().value_or(usual_size).columns);
}

void terminal_screen::take_keys(std::string_view typed) {
    key_patience_.cancel();
    obey(view_.type(typed, source_.model()));
    if (left_ || !view_.waits_for_key()) return;
    key_patience_.expires_after(std::chrono::milliseconds{view::key_reader::patience});
    key_patience_.async_wait([this](boost::system::error_code cancelled) {
        if (!cancelled) obey(view_.end_of_typing(source_.model()));
    });
}

void terminal_screen::obey(const std::vector<view::command>& commands) {
    for (const view::command& command : commands) {
        obey(command);
        if (left_) return;
    }
    draw();
}

void terminal_screen::obey(const view::command& command) {
    switch (command.kind) {
        case view::command_kind::suspend: return link_.suspend();
        case view::command_kind::redraw: return view_.forget_picture();
        default: return source_.obey(command);
    }
}

void terminal_screen::resize() {
    const auto size = terminal_.size().value_or(usual_size);
    view_.resize({size.columns, size.rows});
    view_.forget_picture();
    draw();
}

void terminal_screen::draw_soon() {
    if (draws_later_ || left_) return;
    const duration pause = std::min(between_pictures, pictures_ * between_first_pictures);
    const duration since = clock::now() - drawn_at_;
    if (since >= pause) return draw();
    draws_later_ = true;
    next_picture_.expires_after(pause - since);
    next_picture_.async_wait([this](boost::system::error_code cancelled) {
        draws_later_ = false;
        if (!cancelled) draw();
    });
}

void terminal_screen::draw() {
    drawn_at_ = clock::now();
    if (!link_.is_ready()) return;
    source_.refresh(view_.state().target(), drawn_at_);
    std::string octets = view_.picture(source_.model());
    if (octets.empty()) return;
    ++pictures_;
    link_.show(std::move(octets));
}

void terminal_screen::say(std::string_view line) {
    view_.state().say(std::string{line});
    draw_soon();
}

}  // namespace tracerouter::run
