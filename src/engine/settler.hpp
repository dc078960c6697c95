#pragma once

#include <cstdint>
#include <vector>

#include "engine/adviser.hpp"
#include "engine/engine_parts.hpp"
#include "engine/send_queue.hpp"
#include "engine/slot_list.hpp"
#include "tracerouter/time.hpp"
#include "tracerouter/trace_result.hpp"

namespace tracerouter::engine {

/// Draws the conclusions when something has happened to a trace: which hops are final, what is asked next, when it is
/// to be looked at again, and whether it has ended.
class settler {
public:
    settler(engine_parts& parts, send_queue& sending, adviser& advising)
        : parts_(parts), sending_(sending), advising_(advising) {}

    void settle(trace_state& trace, time_point now);
    /// It will be settled with all others of this batch of answers.
    void touch(const trace_state& trace) { touched_.add(trace.setup.id.slot); }
    void settle_touched(time_point now);
    /// The trace ends with what is known.
    void give_up(trace_state& trace, stop_reason reason, time_point now);
    /// It is looked at by then.
    void wake_by(time_point due, std::uint16_t slot);

private:
    void search_responders(trace_state& trace);
    void close_hops(trace_state& trace);
    void finish(trace_state& trace, stop_reason reason, time_point now);
    void rearm(const trace_state& trace);

    engine_parts& parts_;
    send_queue& sending_;
    adviser& advising_;
    slot_list touched_;
};

}  // namespace tracerouter::engine
