#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/probe.hpp"
#include "tracerouter/trace_options.hpp"

namespace tracerouter::engine {

/// The strategy of a plain trace: all TTLs at once. The first query of every TTL goes before any second one, so that
/// an answer from a near target stops the rest before it is sent.
///
/// UDP asks each TTL all its queries before the next. There the target answers by ICMP errors, of which most systems
/// grant a few at a time: the first ones should go to the queries that will be shown, not to TTLs beyond.
class volley {
public:
    explicit volley(const trace_options& options)
        : first_ttl_(options.first_ttl),
          queries_(options.queries),
          by_hop_(options.protocol == protocol::udp),
          next_{options.first_ttl, 1} {}

    /// What to send next, given that nothing beyond `end` is of interest. Does not advance.
    [[nodiscard]] std::optional<probe_plan> peek(std::uint8_t end) const {
        const auto extra = next_extra(end);
        if (extra != extra_.end()) return *extra;
        if (next_.ttl <= end && next_.query <= queries_) return next_;
        if (!by_hop_ && next_.query < queries_)
            return probe_plan{first_ttl_, static_cast<std::uint8_t>(next_.query + 1)};
        return std::nullopt;
    }

    /// peek(), and moves on.
    std::optional<probe_plan> next(std::uint8_t end) {
        const std::optional<probe_plan> plan = peek(end);
        if (!plan) return plan;
        const auto extra = next_extra(end);
        if (extra != extra_.end()) {
            extra_.erase(extra);
        } else {
            next_ = by_hop_ ? behind_in_hop(*plan) : behind_in_round(*plan);
        }
        return plan;
    }

    /// Asks for one more probe.
    void again(std::uint8_t ttl, std::uint8_t query) { extra_.push_back({ttl, query}); }

    /// Whether nothing more of `ttl` will come. Queries passed over while the path seemed to end earlier do not.
    [[nodiscard]] bool done(std::uint8_t ttl) const {
        const bool last_round = by_hop_ || next_.query == queries_;
        const bool passed = next_.query > queries_ || (last_round && ttl < next_.ttl);
        return passed &&
               std::none_of(extra_.begin(), extra_.end(), [ttl](const probe_plan& extra) { return extra.ttl == ttl; });
    }

private:
    [[nodiscard]] std::vector<probe_plan>::const_iterator next_extra(std::uint8_t end) const {
        return std::find_if(extra_.begin(), extra_.end(), [end](const probe_plan& extra) { return extra.ttl <= end; });
    }

    [[nodiscard]] probe_plan behind_in_round(const probe_plan& plan) const {
        if (plan.ttl == UINT8_MAX) return {first_ttl_, static_cast<std::uint8_t>(plan.query + 1)};
        return {static_cast<std::uint8_t>(plan.ttl + 1), plan.query};
    }

    // Behind the last query of the last TTL there is none.
    [[nodiscard]] probe_plan behind_in_hop(const probe_plan& plan) const {
        const bool more = plan.query < queries_ || plan.ttl == UINT8_MAX;
        if (more) return {plan.ttl, static_cast<std::uint8_t>(plan.query + 1)};
        return {static_cast<std::uint8_t>(plan.ttl + 1), 1};
    }

    std::uint8_t first_ttl_;
    std::uint8_t queries_;
    bool by_hop_;
    probe_plan next_;
    std::vector<probe_plan> extra_;
};

}  // namespace tracerouter::engine
