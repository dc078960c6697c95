#include "tracerouter/path_monitor.hpp"

#include <memory>
#include <utility>

#include "trace/monitor_state.hpp"

namespace tracerouter {

path_monitor::path_monitor(tracer& tracer, monitor_request request)
    : state_(std::make_shared<state>(tracer.impl_, std::move(request))) {
    state_->start();
}

path_monitor::path_monitor(path_monitor&&) noexcept = default;

path_monitor& path_monitor::operator=(path_monitor&& other) noexcept {
    if (this == &other) return *this;
    if (state_) state_->abandon();
    state_ = std::move(other.state_);
    return *this;
}

path_monitor::~path_monitor() {
    if (state_) state_->abandon();
}

path_monitor::executor_type path_monitor::get_executor() const noexcept {
    return state_->executor();
}

void path_monitor::stop() {
    state_->stop();
}

void path_monitor::cancel() {
    state_->cancel();
}

void path_monitor::set_interval(duration interval) {
    state_->set_interval(interval);
}

void path_monitor::pause() {
    state_->pause(true);
}

void path_monitor::resume() {
    state_->pause(false);
}

void path_monitor::reset() {
    state_->reset();
}

bool path_monitor::ended() const noexcept {
    return state_->ended();
}

monitor_result path_monitor::result() const {
    return state_->result();
}

path_monitor::executor_type path_monitor::round_initiation::get_executor() const noexcept {
    return self->executor();
}

void path_monitor::round_initiation::operator()(round_handler handler) const {
    self->wait_for_round(std::move(handler));
}

path_monitor::executor_type path_monitor::event_initiation::get_executor() const noexcept {
    return self->executor();
}

void path_monitor::event_initiation::operator()(event_handler handler) const {
    self->events().wait(std::move(handler));
}

}  // namespace tracerouter
