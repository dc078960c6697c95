#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "engine/deadline_queue.hpp"
#include "engine/engine_parts.hpp"
#include "engine/shared_advice.hpp"
#include "engine/sweep_starts.hpp"
#include "tracerouter/time.hpp"

namespace tracerouter::engine {

/// Between a trace and what traces know together: shares what a trace has found, and does to the trace what
/// the others advise. Hops of which other traces may tell more are looked at again from time to time.
class adviser {
public:
    explicit adviser(engine_parts& parts) : parts_(parts), shared_(parts.config.secret), starts_(parts.config.secret) {}

    /// A router has answered that probe of a trace.
    void tell(const trace_state& trace, probe_index index);
    /// All that a trace has found so far, unless that was told before.
    void tell_all(const trace_state& trace);
    /// The same of a trace that ends.
    void tell_end(const trace_state& trace);

    /// Where a backward sweep begins, and how many silent hops end it, by what others have found.
    void guide(trace_setup& setup);

    /// What is to be said of hops without an answer, or to be asked of others.
    void advise(trace_state& trace, time_point now);
    /// Backwards: goes on to the source, as far as no other trace knows the way.
    void step_back(trace_state& trace);

    /// Routers up to that TTL answer few traces, since limits are used up.
    [[nodiscard]] hop_ttl limited_up_to() { return shared_.known().levels().limited_up_to(); }

    /// The next trace that is to be looked at again.
    std::optional<std::uint16_t> take_due(time_point now) { return waiting_.pop_due(now); }
    /// When there is one.
    [[nodiscard]] std::optional<time_point> next_due() const { return waiting_.earliest(); }
    /// The trace in that slot has ended.
    void forget(std::uint16_t slot);

private:
    bool give_verdict(trace_state& trace, hop_ttl ttl, time_point now, bool may_wait, bool premature);
    static void take_silence(trace_state& trace);
    void take_what_is_left(trace_state& trace, hop_ttl ttl);
    bool ask_next_query(trace_state& trace, hop_ttl ttl, time_point now, bool may_wait);
    void look_again_later(const trace_state& trace, time_point now);

    engine_parts& parts_;
    shared_advice shared_;
    sweep_starts starts_;
    deadline_queue waiting_;  // when which trace is looked at again
};

}  // namespace tracerouter::engine
