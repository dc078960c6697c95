#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "engine/path_map.hpp"
#include "engine/probe.hpp"
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
    [[nodiscard]] virtual std::optional<probe_plan> peek(std::uint8_t end) const = 0;
    /// That is handed out.
    virtual void take(const probe_plan& plan, std::uint8_t end) = 0;
    /// Both.
    std::optional<probe_plan> next(std::uint8_t end) {
        const std::optional<probe_plan> plan = peek(end);
        if (plan) take(*plan, end);
        return plan;
    }
    /// Whether it sends nothing more to that hop, unless it learns more. A hop is final only then.
    [[nodiscard]] virtual bool done([[maybe_unused]] std::uint8_t ttl) const { return true; }
    /// Whether the trace may end as far as it goes.
    [[nodiscard]] virtual bool finished() const { return true; }

    /// Answers or silence have told more of the path.
    /// \param settled nothing is awaited of all that was sent to hops
    virtual void learnt([[maybe_unused]] const path_map& path, [[maybe_unused]] bool settled) {}

    // What became of a probe of its own that belongs to no hop.

    virtual void answered([[maybe_unused]] const probe_record& probe, [[maybe_unused]] const reply& answer,
                          [[maybe_unused]] const path_map& path) {}
    virtual void overdue([[maybe_unused]] const probe_record& probe) {}
    virtual void refused([[maybe_unused]] const probe_record& probe) {}

protected:
    strategy() = default;
    strategy(const strategy&) = default;
    strategy& operator=(const strategy&) = default;
};

/// The strategies of a trace, those first that come first.
class strategies {
public:
    explicit strategies(std::vector<std::unique_ptr<strategy>> list) : list_(std::move(list)) {}

    [[nodiscard]] bool has_next(std::uint8_t end) const {
        return std::ranges::any_of(list_, [end](const auto& one) { return one->peek(end).has_value(); });
    }
    /// The next plan, and the number of the strategy that has made it.
    struct chosen {
        probe_plan plan;
        std::uint8_t by = 0;
    };
    std::optional<chosen> next(std::uint8_t end) {
        for (std::size_t number = 0; number < list_.size(); ++number) {
            if (const auto plan = list_[number]->next(end)) return chosen{*plan, static_cast<std::uint8_t>(number)};
        }
        return std::nullopt;
    }
    [[nodiscard]] bool done(int ttl) const {
        return std::ranges::all_of(list_, [ttl](const auto& one) { return one->done(static_cast<std::uint8_t>(ttl)); });
    }
    [[nodiscard]] bool finished() const {
        return std::ranges::all_of(list_, [](const auto& one) { return one->finished(); });
    }
    void learnt(const path_map& path, bool settled) {
        for (const auto& one : list_) one->learnt(path, settled);
    }
    /// The one that has asked for a probe.
    [[nodiscard]] strategy& of(const probe_record& probe) { return *list_[probe.asked_by]; }

private:
    std::vector<std::unique_ptr<strategy>> list_;
};

}  // namespace tracerouter::engine
