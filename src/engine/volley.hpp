#pragma once

#include <cstdint>
#include <optional>

#include "engine/strategy.hpp"
#include "tracerouter/trace_options.hpp"

namespace tracerouter::engine {

/// The strategy of a plain trace: all TTLs at once. The first query of every TTL goes before any second one, so that
/// an answer from a near target stops the rest before it is sent.
///
/// UDP asks each TTL all its queries before the next. There the target answers by ICMP errors, of which most systems
/// grant a few at a time: the first ones should go to the queries that will be shown, not to TTLs beyond.
class volley final : public strategy {
public:
    explicit volley(const trace_options& options)
        : first_ttl_(first_ttl_of(options)),
          last_query_(options.queries),
          by_hop_(options.protocol == protocol::udp),
          next_{first_ttl_, first_query} {}

    [[nodiscard]] std::optional<probe_plan> peek(hop_ttl end) const override {
        if (next_.ttl <= end && next_.query <= last_query_) return next_;
        if (!by_hop_ && next_.query < last_query_) return probe_plan{first_ttl_, next_.query.next()};
        return std::nullopt;
    }

    void take(const probe_plan& plan, hop_ttl /*end*/) override {
        next_ = by_hop_ ? behind_in_hop(plan) : behind_in_round(plan);
    }

    /// Queries passed over while the path seemed to end earlier do not come.
    [[nodiscard]] bool done(hop_ttl ttl) const override {
        const bool last_round = by_hop_ || next_.query == last_query_;
        return next_.query > last_query_ || (last_round && ttl < next_.ttl);
    }

private:
    [[nodiscard]] probe_plan behind_in_round(const probe_plan& plan) const {
        if (plan.ttl == hop_ttl::highest) return {first_ttl_, plan.query.next()};
        return {plan.ttl + 1, plan.query};
    }

    // Behind the last query of the last TTL there is none.
    [[nodiscard]] probe_plan behind_in_hop(const probe_plan& plan) const {
        const bool more = plan.query < last_query_ || plan.ttl == hop_ttl::highest;
        if (more) return {plan.ttl, plan.query.next()};
        return {plan.ttl + 1, first_query};
    }

    hop_ttl first_ttl_;
    query_number last_query_;
    bool by_hop_;
    probe_plan next_;
};

}  // namespace tracerouter::engine
