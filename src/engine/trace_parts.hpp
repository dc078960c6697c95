#pragma once

#include <cstdint>
#include <vector>

#include "engine/departures.hpp"
#include "engine/path_end.hpp"
#include "engine/path_map.hpp"
#include "engine/probe_ledger.hpp"
#include "engine/trace_plan.hpp"
#include "engine/trace_setup.hpp"
#include "tracerouter/trace_result.hpp"

namespace tracerouter::engine {

/// What a trace keeps its probes and answers in. It goes from one trace to the next in a slot, so that a run of many
/// targets does not ask for memory for each.
struct trace_storage {
    std::vector<hop_evidence> hops;    ///< from the first TTL
    std::vector<probe_record> probes;  ///< in the order they were handed out
    std::vector<kept_reply> replies;
};

/// The parts of a trace that all others read and write. What concerns several of them at once is done here, so that
/// they never contradict each other.
struct trace_parts {
    trace_parts(const trace_setup& fixed, trace_storage storage, trace_plan strategies);
    // The parts refer to each other.
    trace_parts(const trace_parts&) = delete;
    trace_parts& operator=(const trace_parts&) = delete;

    /// Gives the storage back; the trace is of no use any more.
    [[nodiscard]] trace_storage release() {
        return {path.release(), ledger.release_probes(), ledger.release_replies()};
    }

    const trace_setup setup;
    probe_ledger ledger;       ///< what was sent, and what became of it
    path_map path;             ///< what is known of the path
    trace_plan plan;           ///< the strategies: what is sent next
    path_end end;              ///< where the path ends
    departures departing;      ///< what this host keeps from leaving
    bool advice_due = false;   ///< other traces may explain a hop, or allow further queries of it
    bool earlier_due = false;  ///< a deadline may come earlier than was said

    /// Queries of a hop are asked for one by one, so they are numbered in the order in which they are handed out.
    [[nodiscard]] bool one_by_one() const { return setup.within_error_budget || setup.measured; }
    [[nodiscard]] bool has_probe_to_send() const {
        const hop_ttl last = path.end();
        return departing.has_again(last) || (!ledger.full() && plan.has_next(last));
    }
    /// Whether a hop has answered and has queries to come, and nothing of it is awaited.
    [[nodiscard]] bool wants_next_query(hop_ttl ttl) const {
        const hop_evidence& hop = path.hop(ttl);
        return hop.queries_left > 0 && hop.awaited == 0 && plan.done(ttl);
    }

    /// The probe of a hop was answered.
    void take_answer(probe_index index, time_point at, const reply& answer);
    /// The probe of a hop was answered, refused or is overdue.
    void no_longer_awaited(hop_ttl ttl);
    /// The end was judged anew.
    /// \param changed it is another one now: deadlines may come earlier, and hops may be explained
    void note_end(bool changed) {
        earlier_due = earlier_due || changed;
        advice_due = advice_due || changed;
    }

private:
    void learn(hop_ttl ttl, duration rtt, const reply& answer);
};

}  // namespace tracerouter::engine
