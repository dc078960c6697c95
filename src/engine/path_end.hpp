#pragma once

#include <boost/asio/ip/address.hpp>

#include <cstdint>
#include <optional>

#include "engine/end_claims.hpp"
#include "engine/path_map.hpp"
#include "engine/probe_ledger.hpp"
#include "tracerouter/time.hpp"
#include "tracerouter/trace_result.hpp"

namespace tracerouter::engine {

class trace_plan;

/// Judges where the path of a trace ends. Every probe is sent at once, so answers that contradict each other are under
/// way together: what one of them says is the end only when those that could contradict it have had their time.
class path_end {
public:
    /// All of these live as long.
    path_end(path_map& path, probe_ledger& ledger, const trace_plan& plan)
        : path_(path), now_(path.evidence()), ledger_(ledger), plan_(plan) {}

    // Each returns whether that changes the judgement.

    /// An answer of the hop with that TTL.
    bool learn(hop_ttl ttl, duration rtt, const reply& answer);
    /// The answer to a distance probe, in time or late.
    bool learn_from_distance_probe(hop_ttl ttl, const reply& answer);
    /// From all answers so far, in whatever order they came.
    bool judge() {
        // The common case first: nobody claims an end, and none was believed that would have to be taken back.
        const bool plain = claims_.empty() && !now_.loop && now_.distance == now_.certain_distance;
        return !plain && judge_claims();
    }
    /// All hops up to `ttl` are known, and will not change any more: whether they show a loop.
    bool learn_loop(hop_ttl ttl);

    /// The distance probe was answered in time.
    void note_distance_told(duration rtt, const reply& answer);
    /// What has been found stays the end.
    void settle() { settled_ = true; }

private:
    template <class Reply>
    [[nodiscard]] bool certainly_arrived(const Reply& answer) const;
    bool judge_claims();
    void believe(std::optional<claimed_end> claimed);
    [[nodiscard]] bool may_be_contradicted(hop_ttl refused_up_to) const;
    void mark_arrivals(const std::optional<claimed_end>& believed);
    [[nodiscard]] bool let_expire(const boost::asio::ip::address& router, hop_ttl below_ttl) const;
    [[nodiscard]] bool comes_round(hop_ttl ttl) const;
    [[nodiscard]] bool goes_on_behind(hop_ttl ttl) const;
    [[nodiscard]] hop_ttl loop_seen_up_to(hop_ttl ttl) const;
    [[nodiscard]] bool met_up_to(hop_ttl ttl, const boost::asio::ip::address& responder) const;

    path_map& path_;
    path_evidence& now_;  // of the path
    probe_ledger& ledger_;
    const trace_plan& plan_;
    end_claims claims_;
    std::optional<boost::asio::ip::address> last_router_;  // who let the distance probe expire
    bool settled_ = false;
};

}  // namespace tracerouter::engine
