#include "run/watched_target.hpp"

#include <utility>

namespace tracerouter::run {

using boost::asio::ip::address;

watched_target::watched_target(report::target_number number, targets::target target, const tools& with)
    : number_{number}, addresses_{std::move(target), with.excluded}, with_{with} {}

void watched_target::start(duration begin_after) {
    begin_after_ = begin_after;
    looking_up_ = addresses_.start(with_.names, [self = shared_from_this()] {
        self->looking_up_ = false;
        if (!self->cancelled_) self->try_next_address();
    });
}

void watched_target::cancel() {
    cancelled_ = true;
    if (!monitor_) return finish(given_up{});
    monitor_->cancel();
}

// Nothing is told of a target before its beginning.
void watched_target::reset() {
    if (!monitor_) return;
    monitor_->reset();
    reset_untold_ = true;
    if (begun_) tell_reset();
}

void watched_target::tell_reset() {
    if (!std::exchange(reset_untold_, false)) return;
    const monitor_result known = monitor_->result();
    with_.observer.was_reset(*this, {.at = known.started_at, .rounds = known.rounds});
}

report::monitor_start watched_target::beginning() const {
    const monitor_result known = monitor_->result();
    return {.target = known.target,
            .address = known.address,
            .source = known.source,
            .options = known.options,
            .flows = known.flows,
            .interval = with_.pattern.interval,
            .started_at = known.started_at};
}

void watched_target::try_next_address() {
    const auto next = addresses_.next();
    next ? watch(*next) : finish(addresses_.failure(with_.pattern.options));
}

void watched_target::watch(const address& address) {
    monitor_request request = with_.pattern;
    request.target = address;
    request.begin_after = begin_after_;
    request.name = addresses_.target().text;
    request.on_probe = [weak = weak_from_this()](const probe_observation& probe) {
        if (const auto self = weak.lock()) self->take(probe);
    };
    heading_ = {.number = number_, .target = request.name, .address = address, .options = request.options};
    monitor_.emplace(with_.tracer, std::move(request));
    wait_for_event();
}

void watched_target::wait_for_event() {
    monitor_->async_next_event(
        [self = shared_from_this()](boost::system::error_code error, const std::optional<monitor_event>& event) {
            self->take_event(error, event);
        });
}

void watched_target::take_event(boost::system::error_code error, const std::optional<monitor_event>& event) {
    if (!event) return end_monitor(error);
    with_.observer.happened(*this, *event);
    wait_for_event();
}

void watched_target::take(const probe_observation& probe) {
    if (!std::exchange(begun_, true)) with_.observer.began(*this);
    tell_reset();
    with_.observer.seen(*this, probe);
}

// An error before the first probe concerns this address; the next one may do.
void watched_target::end_monitor(boost::system::error_code error) {
    if (!error || begun_ || cancelled_) return finish(given_up{});
    addresses_.failed(error);
    try_next_address();
}

void watched_target::finish(const outcome& outcome) {
    if (!std::exchange(finished_, true)) with_.observer.ended(*this, outcome);
}

}  // namespace tracerouter::run
