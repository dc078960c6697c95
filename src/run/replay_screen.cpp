#include "run/replay_screen.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "run/result_parts.hpp"

namespace tracerouter::run {
namespace {

constexpr duration between_ticks = std::chrono::milliseconds{100};

}  // namespace

replay_screen::replay_screen(boost::asio::io_context& context, screen_settings chosen, surroundings with,
                             const session_log& session)
    : settings_{std::move(chosen)},
      with_{std::move(with)},
      session_{session},
      player_{session},
      screen_{context, with_.terminal, settings_, *this},
      next_tick_{context} {}

boost::system::error_code replay_screen::start() {
    moved();
    const auto error = screen_.start();
    ticked_at_ = clock::now();
    wait_for_tick();
    return error;
}

void replay_screen::leave() {
    next_tick_.cancel();
    screen_.leave();
    results_.mark_all();
    refresh(0, clock::now());
}

void replay_screen::wait_for_tick() {
    next_tick_.expires_after(between_ticks);
    next_tick_.async_wait([this](boost::system::error_code cancelled) {
        if (cancelled) return;
        tick();
        wait_for_tick();
    });
}

void replay_screen::tick() {
    const time_point now = clock::now();
    const duration passed = now - std::exchange(ticked_at_, now);
    if (player_.at_end() || screen_.state().frozen_at()) return;
    player_.pass(passed);
    moved();
    screen_.draw_soon();
}

// Elapsed times and windows move with every moment, even where no probe was seen.
void replay_screen::moved() {
    results_.shrink(player_.targets().size());
    while (results_.size() < player_.targets().size())
        results_.insert(results_.size(), player_.result(results_.size()));
    for (std::size_t place = 0; place < results_.size(); ++place) results_.mark(place);
}

void replay_screen::obey(const view::command& command) {
    switch (command.kind) {
        case view::command_kind::quit: return with_.on_quit();
        case view::command_kind::replay_move: player_.move(command.time); break;
        case view::command_kind::replay_seek: player_.seek(command.time); break;
        case view::command_kind::replay_end: player_.to_end(); break;
        case view::command_kind::replay_faster: return player_.faster();
        case view::command_kind::replay_slower: return player_.slower();
        default: return;
    }
    moved();
    results_.mark_all();
}

void replay_screen::refresh(std::size_t looked_at, time_point now) {
    results_.refresh(looked_at, now, [this](std::size_t place) {
        monitor_result result = player_.result(place);
        look_up(result);
        return result;
    });
}

void replay_screen::look_up(const monitor_result& result) {
    if (with_.facts == nullptr) return;
    for (const auto& address : addresses_of(result)) with_.facts->look_up(address);
}

view::model replay_screen::model() const {
    const std::size_t looked_at = screen_.state().target();
    const auto& starts = session_.starts();
    return {.results = results_.results(),
            .histories = player_.targets().histories(),
            .facts = with_.known,
            .now = player_.now(),
            .interval = starts[std::min(looked_at, starts.size() - 1)].interval,
            .masked_hops = settings_.hidden_hops,
            .replay = player_.position(),
            .unicode = settings_.unicode};
}

}  // namespace tracerouter::run
