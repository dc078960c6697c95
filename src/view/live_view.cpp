#include "view/live_view.hpp"

#include <utility>

#include "view/draw.hpp"
#include "view/terminal_octets.hpp"

namespace tracerouter::view {

std::vector<command> live_view::type(std::string_view octets, const model& seen) {
    std::vector<key> keys;
    reader_.read(octets, keys);
    return obey(keys, seen);
}

std::vector<command> live_view::end_of_typing(const model& seen) {
    const auto last = reader_.rest();
    return last ? obey({*last}, seen) : std::vector<command>{};
}

std::vector<command> live_view::obey(const std::vector<key>& keys, const model& seen) {
    std::vector<command> asked;
    for (const auto& one : keys) {
        const auto wanted = state_.press(one, visible(seen));
        keep_frozen(seen);
        if (wanted.kind == command_kind::redraw) forget_picture();
        if (wanted.kind != command_kind::none) asked.push_back(wanted);
    }
    return asked;
}

std::string live_view::picture(const model& seen) {
    auto next = draw(visible(seen), state_, size_);
    auto octets = terminal_octets(shown_, next, color_);
    shown_ = std::move(next);
    return octets;
}

model live_view::visible(const model& seen) const {
    model shown = seen;
    if (frozen_) shown.results = *frozen_;
    return shown;
}

void live_view::keep_frozen(const model& seen) {
    if (!state_.frozen_at()) frozen_.reset();
    if (state_.frozen_at() && !frozen_) frozen_.emplace(seen.results.begin(), seen.results.end());
}

}  // namespace tracerouter::view
