#pragma once

#include <boost/asio/ip/address.hpp>

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "engine/end_rules.hpp"
#include "engine/hop_ttl.hpp"
#include "engine/probe_ledger.hpp"
#include "engine/trace_setup.hpp"
#include "tracerouter/time.hpp"
#include "tracerouter/trace_result.hpp"

namespace tracerouter::engine {

/// What is known of the path of one trace: the evidence of each hop, and that of all together. Strategies read it, and
/// so does `shared_advice`. Where the path ends is judged by `path_end`.
class path_map {
public:
    /// Begins empty, in the memory of a former one.
    path_map(const trace_setup& setup, const probe_ledger& ledger, std::vector<hop_evidence>&& memory);
    [[nodiscard]] std::vector<hop_evidence> release() { return std::move(hops_); }

    [[nodiscard]] const trace_setup& setup() const { return setup_; }
    [[nodiscard]] const probe_ledger& ledger() const { return ledger_; }
    [[nodiscard]] const path_evidence& evidence() const { return evidence_; }
    [[nodiscard]] path_evidence& evidence() { return evidence_; }
    [[nodiscard]] const hop_evidence& hop(hop_ttl ttl) const { return hops_[place_of(ttl)]; }
    [[nodiscard]] hop_evidence& hop(hop_ttl ttl) { return hops_[place_of(ttl)]; }
    /// The highest TTL of interest.
    [[nodiscard]] hop_ttl end() const { return end_ttl(evidence_, setup_.options); }
    /// Where the path seems to end.
    [[nodiscard]] hop_ttl likely_end() const { return likely_end_ttl(evidence_, setup_.options); }

    /// The highest TTL of interest that was answered; one below the first TTL if none.
    [[nodiscard]] hop_ttl last_answered() const;
    /// The router that has let a probe expire there, or is proven to be there; or null.
    [[nodiscard]] const boost::asio::ip::address* router_at(hop_ttl ttl) const;
    /// Who answered there first; or null.
    [[nodiscard]] const boost::asio::ip::address* responder_at(hop_ttl ttl) const {
        return hop(ttl).answers > 0 ? &ledger_.reply_number(hop(ttl).first_answer).responder : nullptr;
    }
    /// Where that responder was the first to answer, the lowest TTL.
    [[nodiscard]] std::optional<hop_ttl> hop_of(const boost::asio::ip::address& responder) const;

    [[nodiscard]] bool probed(hop_ttl ttl) const { return hop(ttl).handed > 0; }
    /// Of a hop without an answer.
    [[nodiscard]] std::optional<hop_verdict> verdict(hop_ttl ttl) const {
        return hop(ttl).answers == 0 ? std::optional{hop(ttl).verdict} : std::nullopt;
    }

    /// Whether nothing is awaited of all that was sent to hops, nor a limit on answers to refill.
    [[nodiscard]] bool settled() const { return awaited_ == 0 && !waits_for_limits; }
    /// The same up to the end of the path. What is awaited beyond it may be awaited for ever, since it wakes nobody.
    [[nodiscard]] bool settled_up_to_end() const;
    /// Probes of hops that were handed out, and not yet answered, refused or overdue.
    [[nodiscard]] unsigned awaited() const { return awaited_; }

    /// The sweep does not ask that hop.
    void pass_over(hop_ttl ttl) {
        hop(ttl).passed_over = true;
        count_missing();
    }
    /// A probe of the hop is handed out. \return how many that are
    std::uint8_t handed_out(hop_ttl ttl) {
        ++awaited_;
        ++hop(ttl).awaited;
        return ++hop(ttl).handed;
    }
    /// One of them was answered, refused or is overdue.
    void no_longer_awaited(hop_ttl ttl) {
        --awaited_;
        --hop(ttl).awaited;
    }
    /// Takes in an answer of the hop, the last one of the ledger.
    void learn(hop_ttl ttl, duration rtt);
    /// Counts the hops before the likely end without any answer anew, where that end has moved.
    void count_missing();
    /// Says something of a hop without an answer. If it is inferred, `router` is there.
    void set_verdict(hop_ttl ttl, hop_verdict verdict, const boost::asio::ip::address& router = {});

    time_point last_query_at;       ///< when a TTL was asked for the first time, the last of them
    hop_ttl last_shown;             ///< the highest TTL whose hop was shown; one below the first TTL if none
    bool waits_for_limits = false;  ///< limits that others may have used up have not refilled yet
    std::optional<time_point> limits_refilled_at;  ///< when they have

private:
    [[nodiscard]] std::size_t place_of(hop_ttl ttl) const {
        return static_cast<std::size_t>(ttl - first_ttl_of(setup_.options));
    }

    const trace_setup& setup_;
    const probe_ledger& ledger_;
    path_evidence evidence_;
    unsigned awaited_ = 0;                                                // over all hops
    std::vector<hop_evidence> hops_;                                      // from the first TTL
    std::vector<std::pair<hop_ttl, boost::asio::ip::address>> inferred_;  // by TTL
};

/// Until when other traces may tell more about the hops of a path.
[[nodiscard]] inline time_point patient_until(const path_map& path) {
    return path.last_query_at + std::min(path.setup().numbers->longest_hold, path.setup().options.wait);
}

}  // namespace tracerouter::engine
