#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "engine/trace_parts.hpp"
#include "engine/unmarked_search.hpp"

namespace tracerouter::engine {

/// Asks hops without an answer once more, when limits on answers have refilled that others may have used up before us.
/// While it waits for that, no hop without an answer is final (`path_map::waits_for_limits`).
///
/// Among many traces `shared_advice` knows about limits of routers. A trace of a sweep looks at the target alone.
class limit_retry {
public:
    limit_retry(trace_parts& trace, const unmarked_search& search) : trace_(trace), search_(search) {}

    /// Whether used-up limits explain the silence, as far as is known now. If so, it waits until they have refilled.
    void suspect(time_point now);
    /// The same, at the end of a search for responders: only now it is known that the hop behind the last router is
    /// silent.
    void suspect_after_search();
    /// Asks again, once they have refilled.
    /// \param complete all hops up to that TTL are
    void ask(time_point now, hop_ttl complete);

    /// When it is time to think of limits, since nothing at all has answered.
    [[nodiscard]] std::optional<time_point> silence_due() const;

private:
    void wait(time_point last_sent);
    void suspect_asked_target();
    [[nodiscard]] bool target_suspected(time_point now) const;
    [[nodiscard]] time_point last_sent() const;
    [[nodiscard]] std::size_t hops_kept_here() const;
    [[nodiscard]] bool refused_here(hop_ttl ttl) const;
    [[nodiscard]] bool may_be_here(hop_ttl ttl) const;

    trace_parts& trace_;
    const unmarked_search& search_;
    std::uint8_t waits_ = 0;  // of a sweep, so far
};

}  // namespace tracerouter::engine
