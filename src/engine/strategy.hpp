#pragma once

#include <cstdint>
#include <optional>

#include "engine/path_map.hpp"
#include "engine/probe.hpp"
#include "tracerouter/time.hpp"
#include "tracerouter/trace_result.hpp"

namespace tracerouter::engine {

/// What a trace sends next, or a part of it. It sends nothing itself: it is asked for a plan, sees what is known of the
/// path, and is told what became of the probes that it asked for. A trace has several, and asks them in turn.
///
/// Flow: peek(); take() if the plan is handed out; then answered(), overdue() or refused() once for that probe, but
/// only where it is not of a hop: what hops answer is in the path, and told by learnt().
class strategy {
public:
    virtual ~strategy() = default;

    /// What to send next, given that nothing beyond the TTL `end` is of interest. Does not advance.
    [[nodiscard]] virtual std::optional<probe_plan> peek(hop_ttl end) const = 0;
    /// That is handed out.
    virtual void take(const probe_plan& plan, hop_ttl end) = 0;
    /// Both.
    std::optional<probe_plan> next(hop_ttl end) {
        const std::optional<probe_plan> plan = peek(end);
        if (plan) take(*plan, end);
        return plan;
    }
    /// Whether it asks that TTL at all. A hop that a sweep passes over is silent, but not missing: neither loss nor a
    /// limit explains its silence, and nobody asks it again.
    [[nodiscard]] virtual bool asks([[maybe_unused]] hop_ttl ttl) const { return true; }
    /// Whether it sends nothing more to that hop, unless it learns more; true of a TTL that it does not ask. Only then
    /// a hop is final, and retries of it may be asked for.
    [[nodiscard]] virtual bool done([[maybe_unused]] hop_ttl ttl) const { return true; }
    /// Whether the trace may end as far as it goes.
    [[nodiscard]] virtual bool finished() const { return true; }

    /// Answers or silence have told more of the path.
    virtual void learnt([[maybe_unused]] const path_map& path) {}

    /// When it may have something to send that no answer brings, and is to be told of the time; absent: never.
    [[nodiscard]] virtual std::optional<time_point> due() const { return std::nullopt; }
    virtual void tell_time([[maybe_unused]] time_point now) {}

    // Of a probe of its own that belongs to no hop: how long its answer is awaited, and what becomes of it.

    [[nodiscard]] virtual duration patience(const path_map& path) const { return path.setup().options.wait; }
    virtual void sent([[maybe_unused]] const probe_record& probe, [[maybe_unused]] time_point at) {}
    virtual void answered([[maybe_unused]] const probe_record& probe, [[maybe_unused]] const reply& answer,
                          [[maybe_unused]] const path_map& path) {}
    virtual void overdue([[maybe_unused]] const probe_record& probe) {}
    virtual void refused([[maybe_unused]] const probe_record& probe) {}

protected:
    strategy() = default;
    strategy(const strategy&) = default;
    strategy& operator=(const strategy&) = default;
};

}  // namespace tracerouter::engine
