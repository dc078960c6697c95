#pragma once

#include <cstdint>
#include <optional>

#include "engine/trace_parts.hpp"
#include "engine/unmarked_search.hpp"

namespace tracerouter::engine {

/// Which hops are final, in the order of their TTLs. A hop is final when
///
/// 1. all its queries and retries have been handed out (`settled`);
/// 2. none of its probes is awaited any more: each was answered, refused or is overdue (`settled`);
/// 3. it has an answer and no further query is due, or it has a verdict: silent, limited, inferred (`complete`);
/// 4. all hops before it are final (`pass_complete`);
/// 5. it is not beyond `visible_ttl`: while the end of the path is unknown, silent hops beyond the gap limit, the
///    rounds of a loop and a doubtful target are held back (`close_next`);
/// 6. with the search for the path MTU, the trace has ended (`close_next`).
class hop_order {
public:
    hop_order(trace_parts& trace, const unmarked_search& search)
        : trace_(trace), search_(search), last_complete_(first_ttl_of(trace.setup.options) - 1) {}

    /// All hops up to that TTL are complete; one below the first TTL if none.
    [[nodiscard]] hop_ttl last_complete() const { return last_complete_; }
    /// The highest TTL closed so far; one below the first TTL if none.
    [[nodiscard]] hop_ttl last_closed() const { return trace_.path.last_shown; }
    [[nodiscard]] bool closed(hop_ttl ttl) const { return ttl <= last_closed(); }

    /// Nothing more is sent to a hop, and nothing of it is awaited, as far as is known now.
    [[nodiscard]] bool settled(hop_ttl ttl) const;
    /// It is settled without an answer, and has no verdict.
    [[nodiscard]] bool silent_without_reason(hop_ttl ttl) const;
    /// It has no answer and may still get one, or a verdict.
    [[nodiscard]] bool undecided(hop_ttl ttl) const;

    /// Takes in what has become known of the hops since.
    void pass_complete();
    /// Closes and returns the next hop by TTL that is final and may be shown. To be called after pass_complete().
    std::optional<hop_ttl> close_next();
    /// All hops up to the end are complete.
    [[nodiscard]] bool hops_known() const { return last_complete_ >= trace_.path.end(); }
    /// Nothing more is awaited and nothing more will be sent.
    [[nodiscard]] bool finished() const { return hops_known() && trace_.plan.finished(); }
    /// Makes every hop up to the last one that answered ready to be closed, whatever is still awaited.
    void interrupt();

private:
    [[nodiscard]] bool complete(hop_ttl ttl) const;
    void begin_size_search();

    trace_parts& trace_;
    const unmarked_search& search_;
    hop_ttl last_complete_;
    bool interrupted_ = false;
};

}  // namespace tracerouter::engine
