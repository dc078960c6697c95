#include "run/target_intake.hpp"

#include <boost/system/error_code.hpp>

#include <utility>
#include <variant>

namespace tracerouter::run {
target_intake::target_intake(surroundings with, std::size_t most_held_back)
    : with_{std::move(with)}, most_held_back_{most_held_back} {}

void target_intake::read_ahead(std::size_t count, std::function<void()> then) {
    if (with_.targets.read_ahead(count)) return then();
    wait_for_lines([this, count, then = std::move(then)] { read_ahead(count, then); });
}

void target_intake::fill() {
    while (may_pull()) begin(with_.targets.next());
    with_.on_filled();
}

bool target_intake::may_pull() const {
    const bool room = with_.under_way.has_room() && with_.outcomes.span() < most_held_back_;
    return room && !waiting_ && !exhausted_ && !stopped_ && with_.output_has_room();
}

void target_intake::begin(targets::pulled_target pulled) {
    if (auto* target = std::get_if<targets::target>(&pulled)) return begin_target(std::move(*target));
    if (auto* rejected = std::get_if<targets::rejected_target>(&pulled)) return reject(std::move(*rejected));
    if (std::get<targets::no_target>(pulled) == targets::no_target::waiting) return wait_for_lines([this] { fill(); });
    exhausted_ = true;
}

void target_intake::begin_target(targets::target target) {
    const auto number = with_.outcomes.admit();
    if (with_.done.contains(number)) return leave_out(number);
    with_.under_way.begin(number, std::move(target));
}

void target_intake::reject(targets::rejected_target rejected) {
    const auto number = with_.outcomes.admit();
    if (with_.done.contains(number)) return leave_out(number);
    with_.outcomes.deliver({number}, failure_of(std::move(rejected)));
}

void target_intake::begin_addresses(target_number number, found_addresses found) {
    with_.done.remove_done(number, found.addresses);
    if (found.addresses.empty()) return leave_out(number);
    with_.outcomes.expect(number, found.addresses.size());
    with_.done.expect(number, found.addresses);
    for (std::size_t i = 0; i < found.addresses.size(); ++i) {
        with_.under_way.begin_address({number, i}, found.name, found.addresses[i]);
    }
}

void target_intake::leave_out(target_number number) {
    with_.outcomes.deliver({number}, left_out{});
}

void target_intake::wait_for_lines(std::function<void()> then) {
    waiting_ = true;
    with_.targets.async_wait([this, then = std::move(then)](boost::system::error_code) {
        waiting_ = false;
        if (!stopped_) then();
    });
}

void target_intake::stop() {
    stopped_ = true;
    with_.targets.cancel();
}

}  // namespace tracerouter::run
