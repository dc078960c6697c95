#include "trace/driver.hpp"

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <utility>

#include "net/lifeline.hpp"
#include "trace/time_budget.hpp"
#include "tracerouter/error.hpp"
#include "tracerouter/mapped_address.hpp"

namespace tracerouter::trace {

using boost::system::error_code;

namespace {

/// A channel of the caller's comes with any window, which is brought into range. tracer::open refuses such a window.
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
      usual_turns_(options.bulk ? long_turns : short_turns),
      steps_(*channel_, engine_, traces_, log_, usual_turns_),
      router_turns_(random.secret) {}

tracer_statistics driver::statistics() const {
    tracer_statistics statistics = engine_.statistics();
    statistics.send_blocked = steps_.sender().times_blocked();
    return statistics;
}

// The io_context of the handler must not return before the handler is called, even where it is another one than ours.
void driver::start(handler_type handler, trace_request request, probe_callback on_probe) {
    const auto trace = std::make_shared<open_trace>(
        open_trace{.request = std::move(request), .on_probe = std::move(on_probe), .handler = std::move(handler)});
    trace->request.target = without_mapping(trace->request.target);
    traces_.opened(*trace);
    trace->work = boost::asio::prefer(boost::asio::get_associated_executor(trace->handler, executor_),
                                      boost::asio::execution::outstanding_work.tracked);
    trace->started_at = std::chrono::system_clock::now();

    const error_code error =
        traces_.closed() ? errc::closed : validate(trace->request.options, trace->request.target.is_v6());
    if (error) return traces_.complete(trace, error, empty_result(*trace));

    connect_cancellation(trace);
    traces_.waiting().add(trace);
    // Without room there is nothing to do: the end of another trace will make room, in a turn.
    if (engine_.has_room()) wake();
}

// The wait under way may be for a later time.
alarm_queue::id driver::call_at(time_point at, alarm_queue::alarm call) {
    const auto added = alarms_.add(at, std::move(call));
    if (alarms_.next() == at) wake();
    return added;
}

// The turn that comes for nothing goes to rest.
void driver::cancel_call(alarm_queue::id alarm) {
    alarms_.erase(alarm);
    if (alarms_.empty() && phase_ == phase::waiting) wake();
}

bool driver::has_room() {
    const std::size_t wanted = room_refused_ ? engine_.portion() : 1;
    const bool room = engine_.room() >= traces_.waiting().size() + traces_.unrouted().size() + wanted;
    room_refused_ = !room;
    return room;
}

// User code runs in here. It may start traces, close the tracer and throw.
void driver::tell_of_room() {
    if (!traces_.closed() && room_refused_ && on_room_ && has_room()) on_room_();
}

// The slot outlives the trace and us, so it holds neither. A cancellation is only noted: the trace may be in use, where
// user code cancels it from within a turn.
void driver::connect_cancellation(const trace_pointer& trace) {
    auto slot = boost::asio::get_associated_cancellation_slot(trace->handler);
    if (!slot.is_connected()) return;
    slot.assign([weak_self = weak_from_this(), weak_trace = std::weak_ptr(trace)](boost::asio::cancellation_type type) {
        const auto self = weak_self.lock();
        auto cancelled = weak_trace.lock();
        if (!self || !cancelled || self->traces_.closed() || type == boost::asio::cancellation_type::none) return;
        self->traces_.cancelled().add(std::move(cancelled));
        self->wake();
    });
}

// The channel drops the handler of its wait without calling it. That handler holds a lifeline, which would take this
// for the end of the io_context and call drop_handlers(). The phase tells the two apart.
//
// The wait is gone with the channel, so its turn must be scheduled here. In all other phases with traces a turn comes
// anyway.
void driver::close() {
    if (traces_.closed()) return;
    steps_.prepare_close();
    traces_.close();
    const phase before = std::exchange(phase_, phase::closing);
    channel_.reset();
    phase_ = before;
    if (before == phase::waiting) schedule();
}

void driver::drop_handlers() {
    if (phase_ == phase::closing) return;
    phase_ = phase::idle;
    traces_.drop_handlers();
    alarms_.drop();
}

// Sees to it that a turn comes soon. The turn under way, if there is one, looks for more to do at its end.
void driver::wake() {
    if (phase_ == phase::idle) return schedule();
    if (phase_ != phase::waiting) return;
    channel_->wake();
    phase_ = phase::scheduled;
}

// The posted function keeps us alive. If the io_context is destroyed with it, the lifeline calls drop_handlers().
void driver::schedule() {
    boost::asio::post(executor_, [self = net::lifeline(shared_from_this())]() mutable { self.take()->turn(); });
    phase_ = phase::scheduled;
}

// User code may throw. Its exception goes to whoever runs the executor, and the other traces go on in another turn.
void driver::turn() {
    phase_ = phase::turning;
    steps_.go_by(traces_.only_watch() ? watching_turns : usual_turns_);
    try {
        alarms_.ring(closed() ? time_point::max() : now());
        traces_.closed() ? traces_.complete_some_as_closed() : steps_.take();
        tell_of_room();
    } catch (...) {
        schedule();
        throw;
    }
    const bool more = traces_.closed() ? !traces_.empty() || !alarms_.empty() : steps_.has_more();
    more ? schedule() : wait();
}

// A wait that is under way keeps the io_context running, so there is none without a trace.
void driver::wait() {
    if (traces_.closed() || (steps_.idle() && alarms_.empty())) {
        phase_ = phase::idle;
        if (traces_.closed()) return;
        steps_.rest();
        channel_->rest();
        return;
    }
    phase_ = phase::waiting;
    const duration patience = traces_.only_watch() ? watching_grid : duration::zero();
    channel_->let_lie(patience);
    std::optional<time_point> next = steps_.next_turn_by(patience);
    if (const auto alarm = alarms_.next(); alarm && (!next || *alarm < *next)) next = alarm;
    channel_->async_wait(steps_.sender().blocked(), next,
                         [self = net::lifeline(shared_from_this())]() mutable { self.take()->turn(); });
}

}  // namespace tracerouter::trace
