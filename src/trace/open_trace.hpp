#pragma once

#include <boost/asio/any_completion_handler.hpp>
#include <boost/system/error_code.hpp>

#include <chrono>
#include <optional>

#include "engine/events.hpp"
#include "tracerouter/channel.hpp"
#include "tracerouter/tracer.hpp"

namespace tracerouter::trace {

/// A call of async_trace that has not completed yet.
struct open_trace {
    trace_request request;
    boost::asio::any_completion_handler<tracer::signature> handler;  ///< empty once it has completed
    route way{};
    std::chrono::system_clock::time_point started_at{};
    std::optional<engine::trace_id> id{};  ///< absent while it waits for its turn
};

}  // namespace tracerouter::trace
