#include "trace/driver.hpp"

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>

#include <algorithm>
#include <chrono>
#include <utility>

#include "net/lifeline.hpp"
#include "tracerouter/error.hpp"
#include "tracerouter/mapped_address.hpp"

// What others ask of the driver. What it does about it is in driver_turn.cpp.

namespace tracerouter::trace {

using boost::system::error_code;

namespace {

engine::engine_config configure(const tracer_options& options, const entropy& random, bool announce_unmatched) {
    return {.rate = options.rate,
            .window = std::clamp(options.window, 1U, max_window),
            .secret = random.secret,
            .first_identifier = random.first_identifier,
            .first_sequence = random.first_sequence,
            .announce_unmatched = announce_unmatched};
}

}  // namespace

driver::driver(boost::asio::any_io_executor executor, const tracer_options& options, entropy random,
               std::unique_ptr<channel> channel)
    : executor_(std::move(executor)),
      log_(options),
      channel_(std::move(channel)),
      engine_(configure(options, random, log_.shows_packets()), channel_->now()),
      traces_(executor_, log_),
      budget_(options.bulk ? long_turns : short_turns),
      reader_(*channel_, engine_, budget_.read),
      outage_(*channel_, engine_, traces_, log_),
      route_check_(*channel_, engine_, traces_, outage_, log_),
      sender_(*channel_, engine_, route_check_, budget_.sent) {}

tracer_statistics driver::statistics() const {
    tracer_statistics statistics = engine_.statistics();
    statistics.send_blocked = sender_.times_blocked();
    return statistics;
}

void driver::start(handler_type handler, trace_request request) {
    const auto trace =
        std::make_shared<open_trace>(open_trace{.request = std::move(request), .handler = std::move(handler)});
    trace->request.target = without_mapping(trace->request.target);
    trace->work = boost::asio::prefer(boost::asio::get_associated_executor(trace->handler, executor_),
                                      boost::asio::execution::outstanding_work.tracked);
    trace->started_at = std::chrono::system_clock::now();
    const error_code error =
        traces_.closed() ? errc::closed : validate(trace->request.options, trace->request.target.is_v6());
    if (error) return traces_.complete(trace, error, empty_result(*trace));
    connect_cancellation(trace);
    traces_.waiting().add(trace);
    if (engine_.has_room()) stir();
}

void driver::connect_cancellation(const trace_pointer& trace) {
    auto slot = boost::asio::get_associated_cancellation_slot(trace->handler);
    if (!slot.is_connected()) return;
    slot.assign([weak_self = weak_from_this(), weak_trace = std::weak_ptr(trace)](boost::asio::cancellation_type type) {
        const auto self = weak_self.lock();
        auto cancelled = weak_trace.lock();
        if (!self || !cancelled || self->traces_.closed() || type == boost::asio::cancellation_type::none) return;
        self->traces_.cancelled().add(std::move(cancelled));
        self->stir();
    });
}

void driver::close() {
    if (traces_.closed()) return;
    reader_.drop_unread();
    traces_.close();
    const phase before = std::exchange(phase_, phase::closing);
    channel_.reset();
    phase_ = before;
    if (before == phase::waiting) schedule();
}

void driver::forsake() {
    if (phase_ == phase::closing) return;  // the channel lets go of us, and all are told
    phase_ = phase::idle;
    traces_.drop_handlers();
}

void driver::stir() {
    if (phase_ == phase::idle) return schedule();
    if (phase_ != phase::waiting) return;
    channel_->wake();
    phase_ = phase::scheduled;
}

void driver::schedule() {
    boost::asio::post(executor_, [self = net::lifeline(shared_from_this())]() mutable { self.take()->turn(); });
    phase_ = phase::scheduled;
}

}  // namespace tracerouter::trace
