#pragma once

#include <boost/asio/any_completion_executor.hpp>
#include <boost/asio/any_completion_handler.hpp>
#include <boost/system/error_code.hpp>

#include <chrono>
#include <cstdint>
#include <optional>

#include "engine/events.hpp"
#include "tracerouter/channel.hpp"
#include "tracerouter/tracer.hpp"

namespace tracerouter::trace {

/// A call of async_trace that has not completed yet.
struct open_trace {
    trace_request request;
    boost::asio::any_completion_handler<tracer::signature> handler;  ///< empty once it has completed
    boost::asio::any_completion_executor work{};  ///< keeps the handler's io_context running until then
    route way{};
    boost::system::error_code no_way{};  ///< why there was none
    std::chrono::system_clock::time_point started_at{};
    std::optional<engine::trace_id> id{};  ///< absent while it waits for its turn
    std::uint16_t announced = 0;           ///< the highest TTL of which a hop was announced
};

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
