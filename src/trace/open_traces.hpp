#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/system/error_code.hpp>

#include <cstddef>
#include <cstdint>
#include <map>

#include "engine/events.hpp"
#include "trace/open_trace.hpp"
#include "trace/trace_log.hpp"
#include "trace/trace_queue.hpp"
#include "tracerouter/trace_result.hpp"

namespace tracerouter::trace {

/// All calls of async_trace that have not completed, by what they wait for. A trace is in one of three places:
///
/// 1. waiting(): for room in the window. It begins here, and comes back when it has to begin anew.
/// 2. unrouted(): for a route to its target, which this host does not have now.
/// 3. active: the engine has it. It is found by its slot.
///
/// If the user has cancelled it, it is in cancelled(), too. When the tracer is closed, all traces complete with
/// errc::closed, some at a time.
class open_traces {
public:
    open_traces(boost::asio::any_io_executor executor, const trace_log& log);

    [[nodiscard]] trace_queue& waiting() { return waiting_; }
    [[nodiscard]] trace_queue& unrouted() { return unrouted_; }
    [[nodiscard]] trace_queue& cancelled() { return cancelled_; }

    /// A trace was asked for.
    void opened(const open_trace& trace) { waited_for_ += trace.on_probe ? 0 : 1; }
    /// Whether all of them watch, so that nobody waits for the next answer.
    [[nodiscard]] bool only_watch() const { return waited_for_ == 0; }

    /// Adds a trace that the engine has started and named.
    void add_active(trace_pointer trace);
    /// The active trace in this slot. There must be one.
    [[nodiscard]] const trace_pointer& active(std::uint16_t slot) const { return active_.at(slot); }
    /// The active trace of this name. Null if it has ended, whatever trace has its slot now.
    [[nodiscard]] trace_pointer find_active(engine::trace_id id) const;
    /// The active trace with the lowest slot from `slot` on. Null if there is none.
    [[nodiscard]] trace_pointer next_active(std::uint16_t slot) const;
    /// Removes the active trace in this slot. There must be one.
    trace_pointer take_active(std::uint16_t slot);

    /// Hands the result to the user: posts the handler, and so never calls it from within. Does nothing if the trace
    /// has completed before. Does not remove it from where it is.
    void complete(const trace_pointer& trace, boost::system::error_code error, trace_result result);

    /// From now on the traces that are left can only complete with errc::closed.
    void close();
    [[nodiscard]] bool closed() const { return closed_; }
    /// Completes a few traces with errc::closed. To be called again until empty().
    void complete_some_as_closed();
    /// Whether no trace is in any of the three places.
    [[nodiscard]] bool empty() const { return active_.empty() && waiting_.empty() && unrouted_.empty(); }

    /// Destroys all handlers without calling them.
    void drop_handlers();

private:
    void complete_some_as_closed(trace_queue& traces);

    boost::asio::any_io_executor executor_;
    const trace_log& log_;
    // By slot. Not a hash table: that moves all its elements when it grows, which takes longer than a turn may.
    std::map<std::uint16_t, trace_pointer> active_;
    trace_queue waiting_;
    trace_queue unrouted_;
    trace_queue cancelled_;
    std::size_t waited_for_ = 0;  // traces that do not watch
    bool closed_ = false;
};

}  // namespace tracerouter::trace
