#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/hop_ttl.hpp"
#include "tracerouter/time.hpp"

namespace tracerouter::engine {

/// Which TTLs the rounds of a monitor ask. A round goes by one flow; the flows take turns.
///
/// A round asks up to the target, and no farther as long as that answers: routers, and targets that answer by ICMP
/// errors, grant a prober one answer a second, and a probe beyond the target would take that of the next one. Where the
/// path has become longer, a router answers in the place of the target, and the same round goes on behind it.
class round_plan {
public:
    /// Some TTLs of a round, asked together.
    struct portion {
        hop_ttl first{};
        hop_ttl last{};

        friend bool operator==(const portion&, const portion&) = default;
    };

    round_plan(hop_ttl first, hop_ttl last, std::uint16_t flows)
        : first_(first), last_(last), flows_(flows), whole_range_at_(time_point::min()) {}

    [[nodiscard]] std::uint16_t flows() const { return static_cast<std::uint16_t>(flows_.size()); }
    /// The number of the flow by which a round goes, from 0.
    /// \param round from 1
    [[nodiscard]] std::uint16_t flow_of(std::uint64_t round) const {
        return static_cast<std::uint16_t>((round - 1) % flows_.size());
    }
    /// What the round asks first.
    [[nodiscard]] portion begin(std::uint64_t round, time_point now);
    /// A router has let a probe of the round expire. \return what the round asks beyond, if that was its last TTL
    [[nodiscard]] std::optional<portion> expired(std::uint64_t round, hop_ttl ttl);

    /// A probe of the round has come back from the target.
    void arrived(std::uint64_t round, hop_ttl ttl);
    /// A router has answered a probe of the round in the place of the target: it lets nothing through. It would answer
    /// each TTL behind it, and routers grant a prober few of these answers.
    void refused(std::uint64_t round, hop_ttl ttl);
    /// A probe of the round was lost.
    void lost(std::uint64_t round, hop_ttl ttl);

    /// The lowest TTL at which the target has answered by the flow of that round; absent if it has not.
    [[nodiscard]] std::optional<hop_ttl> distance(std::uint64_t round) const { return of(round).distance; }

private:
    // What is known of a flow.
    struct flow_state {
        std::optional<hop_ttl> distance{};  // by the newest round in which the target has answered
        std::uint64_t told_by = 0;          // that round
        std::optional<hop_ttl> barrier{};  // lowest TTL refused in the newest round with refusals, and no router behind
        std::uint64_t refused_by = 0;      // that round
        hop_ttl passed{};                  // highest TTL at which a router has let a probe expire
        std::uint64_t passed_by = 0;       // in that round
        std::uint64_t missed_by = 0;       // the newest round that has lost the probe to the target, or to the barrier
        std::uint64_t asked_by = 0;        // the newest round that has begun
        hop_ttl asked_up_to{};             // by that round
    };

    [[nodiscard]] const flow_state& of(std::uint64_t round) const { return flows_[flow_of(round)]; }
    [[nodiscard]] flow_state& of(std::uint64_t round) { return flows_[flow_of(round)]; }
    [[nodiscard]] hop_ttl up_to(const flow_state& flow, time_point now);
    void passed(std::uint64_t round, hop_ttl ttl);
    [[nodiscard]] hop_ttl within(int ttl) const;

    hop_ttl first_;
    hop_ttl last_;
    std::vector<flow_state> flows_;
    std::optional<hop_ttl> heard_up_to_;  // by any flow
    time_point whole_range_at_;           // when all TTLs are asked next, of a target that does not answer
};

}  // namespace tracerouter::engine
