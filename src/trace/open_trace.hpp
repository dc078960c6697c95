#pragma once

#include <boost/asio/any_completion_executor.hpp>
#include <boost/asio/any_completion_handler.hpp>
#include <boost/system/error_code.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "engine/events.hpp"
#include "tracerouter/channel.hpp"
#include "tracerouter/tracer.hpp"

namespace tracerouter::trace {

struct open_trace;

/// Takes what becomes of each probe of a trace. It may do what trace_request::on_hop may.
using probe_callback = std::function<void(const engine::probe_event&, const open_trace&)>;

/// A call of async_trace that has not completed yet.
struct open_trace {
    trace_request request;
    /// Empty: the trace does not watch.
    probe_callback on_probe{};
    /// Empty once the call has completed.
    boost::asio::any_completion_handler<tracer::signature> handler;
    /// Keeps the io_context of the handler running until then.
    boost::asio::any_completion_executor work{};
    /// How its probes leave this host, once that is known.
    route way{};
    /// Why there was no route at the last attempt.
    boost::system::error_code no_way{};
    /// When it began, or was asked for, by both clocks.
    std::chrono::system_clock::time_point started_at{};
    time_point began{};
    /// The name that the engine gave to the trace. Absent while the engine does not have it.
    std::optional<engine::trace_id> id{};
    /// The highest TTL whose hop was announced to the user.
    std::uint16_t announced = 0;
};

/// Shared, because a trace can be in two queues, and because user code may end it while it is looked at.
using trace_pointer = std::shared_ptr<open_trace>;

/// What is known of a trace that did not get as far as the engine, or was left there.
[[nodiscard]] inline trace_result empty_result(const open_trace& trace) {
    trace_result result;
    result.address = trace.request.target;
    result.source = trace.way.source;
    result.protocol = trace.request.options.protocol;
    result.options = trace.request.options;
    result.stop = stop_reason::interrupted;
    return result;
}

}  // namespace tracerouter::trace
