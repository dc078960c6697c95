#pragma once

#include <cstddef>
#include <deque>
#include <utility>

#include "trace/open_trace.hpp"

namespace tracerouter::trace {

/// Traces that wait for the same thing, in the order in which they came.
///
/// A trace may complete while it is in a queue. It then stays there without a handler, because looking for it would
/// take too long, and whoever takes it from the queue leaves it alone.
class trace_queue {
public:
    [[nodiscard]] bool empty() const { return traces_.empty(); }
    [[nodiscard]] std::size_t size() const { return traces_.size(); }

    void add(trace_pointer trace) { traces_.push_back(std::move(trace)); }

    /// Removes the first trace. The queue must not be empty.
    [[nodiscard]] trace_pointer take() {
        trace_pointer first = std::move(traces_.front());
        traces_.pop_front();
        return first;
    }

    /// The trace that came last. The queue must not be empty.
    [[nodiscard]] const open_trace& last() const { return *traces_.back(); }

    /// Removes all that have completed. Looks at each trace.
    void drop_completed() {
        std::erase_if(traces_, [](const trace_pointer& trace) { return !trace->handler; });
    }

private:
    std::deque<trace_pointer> traces_;
};

}  // namespace tracerouter::trace
