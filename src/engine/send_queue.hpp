#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "engine/engine_parts.hpp"
#include "engine/pacer.hpp"
#include "engine/slot_list.hpp"
#include "engine/transmit_batch.hpp"
#include "tracerouter/time.hpp"

namespace tracerouter::engine {

/// Which traces send next, and when: those with probes to send take turns, as fast as the rate and this host allow.
class send_queue {
public:
    send_queue(engine_parts& parts, time_point now) : parts_(parts), pacer_(parts.config.rate, now) {}

    /// The trace has probes to send.
    void add(const trace_state& trace) { ready_.add(trace.setup.id.slot); }
    [[nodiscard]] bool has(const trace_state& trace) const { return ready_.has(trace.setup.id.slot); }
    /// It has probes that this host does not send now. They are tried again when the host may be out of trouble.
    void keep_back(const trace_state& trace, time_point now);
    void keep_back(const trace_state& trace) { kept_back_.add(trace.setup.id.slot); }

    /// Appends the next datagrams to the batch, as many as are allowed.
    void poll(time_point now, transmit_batch& batch);
    /// Traces that have something to send, at most.
    [[nodiscard]] std::size_t waiting() const { return ready_.size(); }
    /// No trace has anything to send, now or later.
    [[nodiscard]] bool idle() const { return ready_.empty() && kept_back_.empty(); }
    /// When there is something to be sent.
    [[nodiscard]] std::optional<time_point> next() const;

    /// Answers were lost because we could not take them in as fast as they came.
    void slow_down(time_point now) { pacer_.slow_down(now); }
    /// Packets per second that were sent lately.
    [[nodiscard]] double sent_per_second() const { return pacer_.sent_per_second(); }

private:
    void try_kept_back();
    std::size_t hand_out(trace_state& trace, transmit_batch& batch, std::size_t most);

    engine_parts& parts_;
    pacer pacer_;
    slot_list ready_;      // may name ended traces
    slot_list kept_back_;  // the same
};

}  // namespace tracerouter::engine
