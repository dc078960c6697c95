#include "view/screen_state.hpp"

#include <algorithm>
#include <utility>

#include "view/figures.hpp"
#include "view/lines.hpp"

namespace tracerouter::view {
namespace {

constexpr std::ptrdiff_t page = 10;          // lines
constexpr std::size_t most_responders = 64;  // shown of one hop
constexpr std::chrono::seconds replay_step{5};

const monitor_result* result_of(const model& seen, std::size_t target) {
    return target < seen.results.size() ? &seen.results[target] : nullptr;
}

std::size_t moved(std::size_t from, std::ptrdiff_t by, std::size_t count) {
    const auto last = static_cast<std::ptrdiff_t>(count) - 1;
    return static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(from) + by, 0, last));
}

std::ptrdiff_t lines_of(key_name name) {
    switch (name) {
        case key_name::up: return -1;
        case key_name::down: return 1;
        case key_name::page_up: return -page;
        case key_name::page_down: return page;
        default: return 0;
    }
}

}  // namespace

std::chrono::seconds screen_state::cell() const noexcept {
    return std::chrono::seconds{seconds_per_cell[zoom_]};
}

std::chrono::system_clock::time_point screen_state::history_end(const model& seen) const {
    return frozen_at_ ? *frozen_at_ - back_ : seen.now;
}

void screen_state::show_table() {
    display_ = display::hops;
    overlay_ = overlay::nothing;
    hop_.reset();
    prompt_.reset();
    message_.clear();
}

command screen_state::press(const key& pressed, const model& seen) {
    if (target_ >= seen.results.size()) target_ = 0;
    if (pressed.name == key_name::interrupt) return {command_kind::quit};
    if (pressed.name == key_name::suspend) return {command_kind::suspend};
    if (pressed.name == key_name::redraw) return {command_kind::redraw};
    message_.clear();
    if (prompt_) {
        const auto state = prompt_->press(pressed);
        if (state == prompt::progress::answered) return answer(seen);
        if (state == prompt::progress::given_up) prompt_.reset();
        return {};
    }
    if (seen.replay) {
        const auto asked = press_replay(pressed);
        if (asked.kind != command_kind::none) return asked;
    }
    if (frozen_at_ && !seen.replay) press_frozen(pressed);
    if (pressed.name == key_name::character) return press_letter(pressed.character, seen);
    if (const auto lines = lines_of(pressed.name); lines != 0) move(lines, seen);
    if (pressed.name == key_name::tab) change_target(1, seen);
    if (pressed.name == key_name::back_tab) change_target(-1, seen);
    if (pressed.name == key_name::enter) open_details(seen);
    if (pressed.name == key_name::escape) escape();
    return {};
}

command screen_state::press_letter(char32_t letter, const model& seen) {
    switch (letter) {
        case 'q': return {command_kind::quit};
        case 'r': return {seen.replay ? command_kind::none : command_kind::reset};
        case 'P':
            if (seen.replay) return {};
            return {seen.probing ? command_kind::stop_probing : command_kind::resume_probing};
        case 'i':
            if (!seen.replay) prompt_.emplace(prompt::question::interval, seconds_text(seen.interval));
            return {};
        case 'w':
            if (seen.can_write) return {command_kind::write_session};
            message_ = "no file to write the session to was named at the start";
            return {};
        default: return press_choice(letter, seen);
    }
}

command screen_state::press_choice(char32_t letter, const model& seen) {
    switch (letter) {
        case '?':
        case 'h': toggle_overlay(overlay::help); break;
        case 'l': toggle_overlay(overlay::targets); break;
        case ' ': freeze(seen); break;
        case 'k': move(-1, seen); break;
        case 'j': move(1, seen); break;
        case 'J': jitter_ = !jitter_; break;
        case 'n': names_ = static_cast<name_mode>((static_cast<int>(names_) + 1) % 3); break;
        case 'z': as_ = !as_; break;
        case 'e': mpls_ = !mpls_; break;
        case 'm': mask_ = !mask_; break;
        case 'd':
            display_ = static_cast<view::display>((static_cast<int>(display_) + 1) % 3);
            overlay_ = overlay::nothing;
            break;
        case 'o': prompt_.emplace(prompt::question::columns, columns()); break;
        case '[': responders_ = std::max<std::size_t>(responders_, 2) - 1; break;
        case ']': responders_ = std::min(responders_ + 1, most_responders); break;
        case '=': zoom(-1, seen.replay.has_value()); break;
        case '-': zoom(1, false); break;
        default: break;
    }
    return {};
}

command screen_state::press_replay(const key& pressed) {
    switch (pressed.name) {
        case key_name::left: return {command_kind::replay_move, -replay_step};
        case key_name::right: return {command_kind::replay_move, replay_step};
        case key_name::home: return {command_kind::replay_seek, duration::zero()};
        case key_name::end: return {command_kind::replay_end};
        default: break;
    }
    if (pressed.character == '+') return {command_kind::replay_faster};
    if (pressed.character == '-') return {command_kind::replay_slower};
    if (pressed.character == 'g') prompt_.emplace(prompt::question::replay_time, std::string{});
    return {};
}

// The histories of a picture that stands still can be looked through.
void screen_state::press_frozen(const key& pressed) {
    const auto step = 10 * cell();
    if (pressed.name == key_name::left) back_ = std::min<std::chrono::seconds>(back_ + step, history::length);
    if (pressed.name == key_name::right) back_ = std::max<std::chrono::seconds>(back_ - step, std::chrono::seconds{0});
    if (pressed.name == key_name::home) back_ = history::length;
    if (pressed.name == key_name::end) back_ = std::chrono::seconds{0};
}

command screen_state::answer(const model& seen) {
    const auto asked = std::exchange(prompt_, std::nullopt);
    switch (asked->asked()) {
        case prompt::question::columns:
            if (const auto letters = checked_columns(asked->typed())) {
                columns_ = *letters;
                jitter_ = false;
            } else {
                message_ = "columns are letters among " + std::string{column_letters};
            }
            return {};
        case prompt::question::interval:
            if (const auto time = parse_interval(asked->typed())) return {command_kind::set_interval, *time};
            message_ = "the interval is a number of seconds from 0.01 to 3600";
            return {};
        case prompt::question::replay_time:
            if (const auto time = parse_time(asked->typed()); time && seen.replay)
                return {command_kind::replay_seek, std::min(*time, seen.replay->of)};
            message_ = "a time is h:mm:ss since the beginning";
            return {};
    }
    return {};
}

void screen_state::move(std::ptrdiff_t by, const model& seen) {
    if (overlay_ == overlay::targets) return change_target(by, seen);
    if (overlay_ == overlay::nothing) return move_hop(by, seen);
    const auto lines = overlay_ == overlay::help ? help_lines() : details_lines(seen, *this);
    scrolled_ = moved(scrolled_, by, lines.size());
}

// A hop is kept by its TTL, for others may come before it.
void screen_state::move_hop(std::ptrdiff_t by, const model& seen) {
    const auto* const result = result_of(seen, target_);
    if (result == nullptr || result->hops.empty()) return;
    const auto& hops = result->hops;
    if (!hop_) {
        hop_ = by > 0 ? hops.front().ttl : hops.back().ttl;
        return;
    }
    const auto at_or_behind = std::find_if(hops.begin(), hops.end(), [this](const auto& h) { return h.ttl >= *hop_; });
    const auto index = static_cast<std::size_t>(at_or_behind - hops.begin());
    hop_ = hops[moved(std::min(index, hops.size() - 1), by, hops.size())].ttl;
}

void screen_state::change_target(std::ptrdiff_t by, const model& seen) {
    if (seen.results.empty()) return;
    const auto count = static_cast<std::ptrdiff_t>(seen.results.size());
    const bool round = by == 1 || by == -1;
    const auto next = static_cast<std::ptrdiff_t>(target_) + by;
    target_ = round ? static_cast<std::size_t>((next + count) % count) : moved(target_, by, seen.results.size());
    hop_.reset();
    if (overlay_ == overlay::details) overlay_ = overlay::nothing;
}

void screen_state::toggle_overlay(view::overlay wanted) {
    overlay_ = overlay_ == wanted ? overlay::nothing : wanted;
    scrolled_ = 0;
}

// In the list of targets, enter chooses the target.
void screen_state::open_details(const model& seen) {
    if (overlay_ == overlay::nothing) {
        if (!hop_) move_hop(1, seen);
        if (hop_) overlay_ = overlay::details;
    } else {
        overlay_ = overlay::nothing;
    }
    scrolled_ = 0;
}

void screen_state::escape() {
    if (overlay_ != overlay::nothing) {
        overlay_ = overlay::nothing;
    } else if (hop_) {
        hop_.reset();
    } else {
        display_ = display::hops;
    }
}

void screen_state::zoom(int by, bool round) {
    const auto last = static_cast<int>(seconds_per_cell.size()) - 1;
    const int next = static_cast<int>(zoom_) + by;
    zoom_ = static_cast<std::size_t>(round && next < 0 ? last : std::clamp(next, 0, last));
}

void screen_state::freeze(const model& seen) {
    frozen_at_ = frozen_at_ ? std::nullopt : std::optional{seen.now};
    back_ = std::chrono::seconds{0};
}

}  // namespace tracerouter::view
