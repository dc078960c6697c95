#pragma once

#include <boost/asio/any_completion_handler.hpp>

#include "tracerouter/tracer.hpp"

namespace tracerouter::run {

/// What the session needs of a tracer, so that tests can put a script in its place.
class trace_service {
public:
    using handler = boost::asio::any_completion_handler<tracer::signature>;

    trace_service() = default;
    trace_service(const trace_service&) = delete;
    trace_service& operator=(const trace_service&) = delete;
    virtual ~trace_service() = default;

    /// As tracer::async_trace, cancellation included. Never completes before it returns.
    virtual void async_trace(trace_request request, handler on_end) = 0;
    /// As tracer::has_room.
    [[nodiscard]] virtual bool has_room() const { return true; }
};

}  // namespace tracerouter::run
