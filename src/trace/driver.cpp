#include "trace/driver.hpp"

#include <boost/asio/append.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <string>
#include <utility>
#include <variant>

#include "tracerouter/error.hpp"

namespace tracerouter::trace {

using boost::system::error_code;

namespace {

engine::engine_config configure(const tracer_options& options, const entropy& random) {
    return {.rate = options.rate,
            .window = std::clamp(options.window, 1U, max_window),
            .secret = random.secret,
            .first_identifier = random.first_identifier,
            .first_sequence = random.first_sequence};
}

/// Datagrams of the first batch of a turn; each further one may be twice as long.
constexpr std::size_t first_batch = 8;

// What is known of a trace that did not get as far as the engine.
trace_result empty_result(const open_trace& trace) {
    trace_result result;
    result.address = trace.request.target;
    result.source = trace.way.source;
    result.protocol = trace.request.options.protocol;
    result.stop = stop_reason::interrupted;
    return result;
}

}  // namespace

driver::driver(boost::asio::any_io_executor executor, tracer_options options, entropy random,
               std::unique_ptr<channel> channel)
    : executor_(std::move(executor)),
      log_(std::move(options.log)),
      channel_(std::move(channel)),
      engine_(configure(options, random), channel_->now()) {}

tracer_statistics driver::statistics() const {
    tracer_statistics statistics = engine_.statistics();
    statistics.send_blocked = send_blocked_;
    return statistics;
}

void driver::start(handler_type handler, trace_request request) {
    auto trace = std::make_shared<open_trace>(open_trace{.request = std::move(request), .handler = std::move(handler)});
    trace->started_at = std::chrono::system_clock::now();
    const auto& [target, name, options, on_hop] = trace->request;
    error_code error = channel_ ? validate(options, target.is_v6()) : error_code{errc::closed};
    if (!error) {
        const auto found = channel_->route_to(target, options);
        found ? void(trace->way = *found) : void(error = found.error());
    }
    if (error) return complete(trace, error, empty_result(*trace));
    connect_cancellation(trace);
    engine_.has_room() ? add(trace) : waiting_.push_back(trace);
    stir();
}

void driver::add(const trace_pointer& trace) {
    trace->started_at = std::chrono::system_clock::now();
    trace->id = engine_.start({.target = trace->request.target,
                               .source = trace->way.source,
                               .link_mtu = trace->way.link_mtu,
                               .identifier = trace->way.identifier,
                               .options = trace->request.options,
                               .announce_hops = static_cast<bool>(trace->request.on_hop)},
                              channel_->now());
    active_.emplace(trace->id->slot, trace);
}

void driver::connect_cancellation(const trace_pointer& trace) {
    auto slot = boost::asio::get_associated_cancellation_slot(trace->handler);
    if (!slot.is_connected()) return;
    slot.assign([weak_self = weak_from_this(), weak_trace = std::weak_ptr(trace)](boost::asio::cancellation_type type) {
        const auto self = weak_self.lock();
        const auto cancelled = weak_trace.lock();
        if (self && cancelled && type != boost::asio::cancellation_type::none) self->cancel(cancelled);
    });
}

void driver::cancel(const trace_pointer& trace) {
    if (!trace->handler || !channel_) return;
    if (!trace->id) return complete(trace, {}, empty_result(*trace));
    engine_.cancel(*trace->id, channel_->now());
    stir();
}

void driver::close() {
    if (!channel_) return;
    channel_.reset();
    for (const auto& [slot, trace] : std::exchange(active_, {})) complete(trace, errc::closed, empty_result(*trace));
    for (const auto& trace : std::exchange(waiting_, {})) complete(trace, errc::closed, empty_result(*trace));
}

void driver::stir() {
    if (phase_ == phase::idle) {
        boost::asio::post(executor_, [self = shared_from_this()] { self->turn(); });
    } else if (phase_ == phase::waiting) {
        channel_->wake();
    } else {
        return;
    }
    phase_ = phase::scheduled;
}

void driver::turn() {
    phase_ = phase::turning;
    // The user's code runs in deliver() and may close us.
    if (channel_) receive();
    if (channel_) engine_.handle_timeout(channel_->now());
    deliver();
    if (channel_) admit();
    if (channel_) send();
    deliver();
    if (channel_) wait();
}

void driver::receive() {
    arrivals found;
    do {
        found = channel_->receive();
        const time_point now = channel_->now();
        for (const sent_stamp& stamp : found.stamps) engine_.handle_sent(stamp);
        engine_.handle_datagrams(found.datagrams, now);
        engine_.handle_drops(found.drops, now);
    } while (found.more);
}

void driver::send() {
    blocked_ = false;
    if (engine_.in_bulk() != stamps_spared_) {
        stamps_spared_ = !stamps_spared_;
        channel_->stamp_transmissions(!stamps_spared_);
    }
    // Answers are read between batches: they may say that the rest is not needed. A near target says so at once.
    for (std::size_t size = first_batch; send_batch(size); size = std::min(2 * size, batch_.capacity)) receive();
}

// Returns whether there may be more to send.
bool driver::send_batch(std::size_t size) {
    batch_.limit(size);
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

void driver::admit() {
    while (!waiting_.empty() && engine_.has_room()) {
        const trace_pointer trace = std::move(waiting_.front());
        waiting_.pop_front();
        if (trace->handler) add(trace);
    }
}

void driver::deliver() {
    while (auto event = engine_.poll_event()) {
        if (!channel_) return;
        if (auto* hop = std::get_if<engine::hop_final>(&*event)) {
            announce(*hop);
        } else {
            finish(std::get<engine::trace_finished>(*event));
        }
    }
}

void driver::wait() {
    admit();
    if (engine_.active() == 0 && batch_.empty()) {
        phase_ = phase::idle;
        channel_->rest();
        return;
    }
    phase_ = phase::waiting;
    channel_->async_wait(blocked_, engine_.next_deadline(!blocked_), [self = shared_from_this()] { self->turn(); });
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

void driver::complete(const trace_pointer& trace, error_code error, trace_result result) {
    if (!trace->handler) return;
    result.target = trace->request.name.empty() ? trace->request.target.to_string() : trace->request.name;
    result.started_at = trace->started_at;
    if (log_) log_(log_level::debug, result.target + (error ? ": " + error.message() : ": trace ended"));
    handler_type handler(std::move(trace->handler));
    if (auto slot = boost::asio::get_associated_cancellation_slot(handler); slot.is_connected()) slot.clear();
    boost::asio::post(executor_, boost::asio::append(std::move(handler), error, std::move(result)));
}

}  // namespace tracerouter::trace
