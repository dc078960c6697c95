#pragma once

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/system/error_code.hpp>

#include <memory>
#include <optional>

#include "tracerouter/export.hpp"
#include "tracerouter/trace_result.hpp"
#include "tracerouter/tracer.hpp"

namespace tracerouter {

/// One trace, hop by hop, for those who do not want to wait for its end:
///
///     tracerouter::hop_stream stream(tracer, request);
///     while (const auto hop = co_await stream.async_next(use_awaitable)) print(*hop);
///     print_summary(stream.result());
///
/// The trace begins at once and goes on whether or not anybody waits for its hops, which are kept. Not thread-safe: on
/// the strand of the tracer, like all that belongs to it. It may outlive the tracer, which ends it with errc::closed.
/// Destroying it, from within a completion too, interrupts the trace; a pending async_next completes with
/// boost::asio::error::operation_aborted.
class hop_stream {
public:
    /// What it runs on: that of the tracer.
    using executor_type = boost::asio::any_io_executor;
    /// Completion signature of async_next.
    using signature = void(boost::system::error_code, std::optional<hop_result>);

    /// Begins the trace. If the request has an on_hop of its own, that is called as well.
    TRACEROUTER_EXPORT hop_stream(tracer& tracer, trace_request request);

    /// Takes over the trace and its hops.
    TRACEROUTER_EXPORT hop_stream(hop_stream&& other) noexcept;
    /// Takes over those of the other; its own trace is interrupted, as by the destructor.
    TRACEROUTER_EXPORT hop_stream& operator=(hop_stream&& other) noexcept;
    /// Interrupts the trace if it is under way.
    TRACEROUTER_EXPORT ~hop_stream();

    /// What it runs on.
    [[nodiscard]] TRACEROUTER_EXPORT executor_type get_executor() const noexcept;

    /// Gives the next hop as soon as it and all before it are final; none: the trace has ended, and result() is
    /// complete. Completion signature: void(error_code, std::optional<hop_result>). Never completes from within.
    ///
    /// Errors, all of them without a hop: what kept the trace from beginning and errc::closed, as of
    /// tracer::async_trace, behind the hops known until then and from then on each time;
    /// errc::already_waiting: another async_next is pending, and stays so.
    ///
    /// Cancellation (terminal, partial or total) ends this wait with boost::asio::error::operation_aborted and nothing
    /// else: the trace goes on, no hop is lost, and the next async_next gets the next hop. So it may stand in a
    /// parallel group or beside an awaitable operator, with a timer, say, any number of times.
    template <boost::asio::completion_token_for<signature> Token>
    auto async_next(Token&& token) {
        return boost::asio::async_initiate<Token, signature>(initiation{state_}, token);
    }

    /// Interrupts the trace. async_next still gives the hops that were known, and then none. Harmless at the end.
    TRACEROUTER_EXPORT void cancel();

    /// Whether the trace has ended; hops may still wait to be taken.
    [[nodiscard]] TRACEROUTER_EXPORT bool ended() const noexcept;

    /// The whole result once the trace has ended, as of tracer::async_trace; empty before.
    [[nodiscard]] TRACEROUTER_EXPORT const trace_result& result() const noexcept;

private:
    using handler = boost::asio::any_completion_handler<signature>;
    class state;

    // Names the executor, as that of tracer does.
    struct initiation {
        using executor_type = hop_stream::executor_type;
        std::shared_ptr<state> self;
        [[nodiscard]] TRACEROUTER_EXPORT executor_type get_executor() const noexcept;
        TRACEROUTER_EXPORT void operator()(handler handler) const;
    };

    std::shared_ptr<state> state_;
};

}  // namespace tracerouter
