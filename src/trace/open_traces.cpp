#include "trace/open_traces.hpp"

#include <boost/asio/append.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/post.hpp>

#include <cstddef>
#include <utility>

#include "tracerouter/error.hpp"

namespace tracerouter::trace {

using boost::system::error_code;

namespace {

/// Traces of each place that complete at once when the tracer is closed. This is a number and not a time, because the
/// clock has gone with the channel.
constexpr std::size_t completed_at_once = 64;

}  // namespace

open_traces::open_traces(boost::asio::any_io_executor executor, const trace_log& log)
    : executor_(std::move(executor)), log_(log) {}

// The slot is free: the engine gives it to another trace only when the end of the last one has been delivered.
void open_traces::add_active(trace_pointer trace) {
    const std::uint16_t slot = trace->id->slot;
    active_.emplace(slot, std::move(trace));
}

// Slots are used again, so a slot alone names no trace.
trace_pointer open_traces::find_active(engine::trace_id id) const {
    const auto found = active_.find(id.slot);
    return found != active_.end() && found->second->id == id ? found->second : nullptr;
}

trace_pointer open_traces::next_active(std::uint16_t slot) const {
    const auto next = active_.lower_bound(slot);
    return next != active_.end() ? next->second : nullptr;
}

trace_pointer open_traces::take_active(std::uint16_t slot) {
    const auto found = active_.find(slot);
    trace_pointer trace = std::move(found->second);
    active_.erase(found);
    return trace;
}

// The handler leaves the trace before anything else happens, so that nothing completes a trace twice. The log comes
// last: it is user code and may throw.
void open_traces::complete(const trace_pointer& trace, error_code error, trace_result result) {
    if (!trace->handler) return;
    waited_for_ -= trace->on_probe ? 0 : 1;
    result.target = trace->request.name.empty() ? trace->request.target.to_string() : trace->request.name;
    result.started_at = trace->started_at;
    const trace_log::end_lines lines = log_.lines_of_end(result, error);
    auto handler = std::move(trace->handler);
    // The function in the cancellation slot would outlive the operation that it belongs to.
    if (auto slot = boost::asio::get_associated_cancellation_slot(handler); slot.is_connected()) slot.clear();
    boost::asio::post(executor_, boost::asio::append(std::move(handler), error, std::move(result)));
    trace->work = {};
    log_.trace_ended(lines);
}

// What was cancelled is in one of the three places, too, or has completed.
void open_traces::close() {
    closed_ = true;
    const trace_queue dropped = std::exchange(cancelled_, {});
}

void open_traces::complete_some_as_closed() {
    for (std::size_t count = 0; count < completed_at_once && !active_.empty(); ++count) {
        const trace_pointer trace = take_active(active_.begin()->first);
        complete(trace, errc::closed, empty_result(*trace));
    }
    complete_some_as_closed(waiting_);
    complete_some_as_closed(unrouted_);
}

void open_traces::complete_some_as_closed(trace_queue& traces) {
    for (std::size_t count = 0; count < completed_at_once && !traces.empty(); ++count) {
        const trace_pointer trace = traces.take();
        complete(trace, errc::closed, empty_result(*trace));
    }
}

// A handler may own what owns us, as a coroutine does that holds the tracer. Its destruction then calls back, so all
// places are empty before the first handler goes.
void open_traces::drop_handlers() {
    const auto active = std::exchange(active_, {});
    const auto waiting = std::exchange(waiting_, {});
    const auto unrouted = std::exchange(unrouted_, {});
    const auto cancelled = std::exchange(cancelled_, {});
}

}  // namespace tracerouter::trace
