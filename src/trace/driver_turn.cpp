#include "trace/driver.hpp"

#include <algorithm>
#include <chrono>
#include <utility>
#include <variant>

#include "net/lifeline.hpp"
#include "tracerouter/error.hpp"

// One turn of the driver, step by step.

namespace tracerouter::trace {

using namespace std::chrono_literals;

namespace {

/// What a step may take; sending costs the most, and in bulk it is nearly all there is to do. All steps together stay
/// below a millisecond, but for the slowest machines, even if each of them has more to do than it may and ends its last
/// batch late.
constexpr duration step_time = 50us;
constexpr duration sending_time = 100us;

/// After one that takes longer the next is half as long.
constexpr duration longest_batch = 100us;

// The clock is read once for so many, which takes less than half of a step.
constexpr std::size_t datagrams_at_once = 16;
constexpr std::size_t traces_at_once = 4;

/// Traces of a closed tracer that are completed in one turn. There is no clock any more.
constexpr std::size_t paid_at_once = 64;

}  // namespace

void driver::turn() {
    phase_ = phase::turning;
    cut_short_ = false;
    try {
        take_steps();
    } catch (...) {  // from the user's code: it goes to whoever runs the executor, and all others' traces go on
        schedule();
        throw;
    }
    has_more() ? schedule() : wait();
}

void driver::take_steps() {
    if (!channel_) return pay();
    receive(in(step_time));
    expire(in(step_time));
    cancel(in(step_time));
    deliver(in(step_time));
    if (!channel_) return;  // the user's code has run and closed us
    admit(in(step_time));
    send(in(sending_time));
    deliver(in(step_time));
}

bool driver::over(time_point until) {
    const bool reached = channel_->now() >= until;
    cut_short_ = cut_short_ || reached;
    return reached;
}

void driver::receive(time_point until) {
    do {
        if (unread_.empty()) take_arrivals();
        const std::size_t count = std::min(unread_.size(), datagrams_at_once);
        engine_.handle_datagrams(unread_.first(count), arrived_);
        if (count > 0) heard_until_ = std::min(arrived_, unread_[count - 1].at);
        unread_ = unread_.subspan(count);
        if (unread_.empty() && !more_arrived_) {
            heard_until_ = arrived_;
            return;
        }
    } while (!over(until));
}

void driver::take_arrivals() {
    const arrivals found = channel_->receive();
    arrived_ = channel_->now();
    for (const sent_stamp& stamp : found.stamps) engine_.handle_sent(stamp);
    engine_.handle_drops(found.drops, arrived_);
    unread_ = found.datagrams;
    more_arrived_ = found.more;
}

// Nothing is overdue as long as its answer may lie here unread.
void driver::expire(time_point until) {
    while (engine_.handle_timeout(heard_until_, traces_at_once) && !over(until)) {
    }
}

void driver::cancel(time_point until) {
    while (!cancelled_.empty()) {
        const trace_pointer trace = std::move(cancelled_.front());
        cancelled_.pop_front();
        trace->id ? engine_.cancel(*trace->id, channel_->now()) : complete(trace, {}, empty_result(*trace));
        if (over(until)) return;
    }
}

void driver::admit(time_point until) {
    while (!waiting_.empty() && engine_.has_room()) {
        const trace_pointer trace = std::move(waiting_.front());
        waiting_.pop_front();
        if (trace->handler) begin(trace);
        if (over(until)) return;
    }
}

void driver::begin(const trace_pointer& trace) {
    const auto& [target, name, options, on_hop] = trace->request;
    const auto way = channel_->route_to(target, options);
    if (!way) return complete(trace, way.error(), empty_result(*trace));
    trace->way = *way;
    trace->started_at = std::chrono::system_clock::now();
    trace->id = engine_.start({.target = target,
                               .source = way->source,
                               .link_mtu = way->link_mtu,
                               .identifier = way->identifier,
                               .options = options,
                               .announce_hops = static_cast<bool>(on_hop)},
                              channel_->now());
    active_.emplace(trace->id->slot, trace);
}

void driver::send(time_point until) {
    blocked_ = false;
    if (engine_.in_bulk() != stamps_spared_) {
        stamps_spared_ = !stamps_spared_;
        channel_->stamp_transmissions(!stamps_spared_);
    }
    // Answers are read between batches: they may say that the rest is not needed. A near target says so at once.
    for (time_point began = channel_->now(); send_batch(); began = channel_->now()) {
        const bool slow = channel_->now() - began > longest_batch;
        batch_size_ = slow ? std::max(batch_size_ / 2, first_batch) : std::min(2 * batch_size_, batch_.capacity);
        if (over(until)) return;
        receive(until);
    }
    batch_size_ = first_batch;
}

// Returns whether there may be more to send.
bool driver::send_batch() {
    batch_.limit(batch_size_);
    if (batch_.empty()) engine_.poll_transmit(channel_->now(), batch_);
    if (batch_.empty()) return false;
    const send_report report = channel_->send(batch_.pending());
    for (std::size_t index = 0; index < report.sent; ++index) {
        engine_.handle_sent({batch_.pending()[index].probe, time_sent(report, index), stamp_source::process});
    }
    batch_.pop_front(report.sent);
    if (report.refused) {
        engine_.handle_refused(batch_.pending().front().probe, report.refused, channel_->now());
        batch_.pop_front(1);
    }
    blocked_ = report.blocked;
    send_blocked_ += blocked_ ? 1 : 0;
    return !blocked_;
}

void driver::deliver(time_point until) {
    while (auto event = engine_.poll_event()) {
        if (auto* hop = std::get_if<engine::hop_final>(&*event)) {
            announce(*hop);
        } else {
            finish(std::get<engine::trace_finished>(*event));
        }
        if (!channel_ || over(until)) return;
    }
}

void driver::announce(engine::hop_final& event) {
    const trace_pointer trace = active_.at(event.trace.slot);
    trace->request.on_hop(event.hop);
}

void driver::finish(engine::trace_finished& event) {
    const auto found = active_.find(event.trace.slot);
    const trace_pointer trace = std::move(found->second);
    active_.erase(found);
    complete(trace, {}, std::move(event.result));
}

void driver::pay() {
    for (std::size_t paid = 0; paid < paid_at_once && !active_.empty(); ++paid) {
        const trace_pointer trace = std::move(active_.begin()->second);
        active_.erase(active_.begin());
        complete(trace, errc::closed, empty_result(*trace));
    }
    for (std::size_t paid = 0; paid < paid_at_once && !waiting_.empty(); ++paid) {
        const trace_pointer trace = std::move(waiting_.front());
        waiting_.pop_front();
        complete(trace, errc::closed, empty_result(*trace));
    }
}

bool driver::has_more() const {
    if (!channel_) return !active_.empty() || !waiting_.empty();
    return cut_short_ || !cancelled_.empty() || (!waiting_.empty() && engine_.has_room());
}

void driver::wait() {
    if (!channel_ || (engine_.active() == 0 && batch_.empty())) {
        phase_ = phase::idle;
        if (channel_) channel_->rest();
        return;
    }
    phase_ = phase::waiting;
    channel_->async_wait(blocked_, engine_.next_deadline(!blocked_),
                         [self = net::lifeline(shared_from_this())]() mutable { self.take()->turn(); });
}

}  // namespace tracerouter::trace
