#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "stats/responder_table.hpp"
#include "stats/rtt_histogram.hpp"
#include "stats/rtt_moments.hpp"
#include "stats/sample_window.hpp"
#include "tracerouter/monitor_result.hpp"
#include "tracerouter/probe_observation.hpp"

namespace tracerouter::stats {

/// Everything that is counted and measured at one TTL. Bounded: a window, a histogram for the TTL, for each flow and
/// for each of 32 responders.
class ttl_statistics {
public:
    /// Takes what was seen of a probe. Returns false, and does nothing, if it is about a probe that is not known here
    /// or of which that was told already: each probe is first sent, or refused alone.
    bool add(const probe_observation& seen);
    /// Whether this probe was sent and is among the newest.
    [[nodiscard]] bool knows(std::uint64_t round, std::uint16_t flow);
    /// Forgets that a probe was sent whose answer is still waited for: it went beyond the target.
    void take_back(std::uint64_t round, std::uint16_t flow);

    [[nodiscard]] const probe_counts& counts() const noexcept { return counts_; }
    /// What the last answer said; absent without answers.
    [[nodiscard]] std::optional<reply_kind> newest_kind() const { return responders_.newest_kind(); }
    /// Everything, with windows back from `now`.
    [[nodiscard]] hop_summary summary(std::uint16_t ttl, std::chrono::system_clock::time_point now) const;
    /// Octets of memory behind this object.
    [[nodiscard]] std::size_t memory() const;

private:
    struct flow_state {
        probe_counts counts{};
        rtt_histogram histogram{};
        std::optional<std::uint32_t> paired_until{};  // all rounds until then have been looked at for pairs
        std::optional<sample> earlier{};              // the last of them, if it was answered
        std::uint64_t newest_round = 0;
        std::uint8_t newest_responder = nameless_responder;
    };

    flow_state& flow_of(const probe_observation& seen);
    bool sent(const probe_observation& seen);
    bool answered(const probe_observation& seen);
    bool lost(const probe_observation& seen);
    bool late(const probe_observation& seen);
    bool limited(const probe_observation& seen);
    sample* find(const probe_observation& seen, sample_state state);
    void decided(const probe_observation& seen, std::optional<duration> rtt);
    void find_pairs(flow_state& flow, std::uint16_t number);

    [[nodiscard]] bool window_has_all() const;
    [[nodiscard]] rtt_summary all_time() const;
    [[nodiscard]] std::vector<flow_summary> flow_summaries() const;

    probe_counts counts_{};
    rtt_moments moments_{};
    rtt_histogram histogram_{};
    std::uint64_t newest_round_ = 0;  // of the decided ones
    std::optional<duration> last_{};  // its round-trip time
    std::vector<flow_state> flows_{};
    responder_table responders_{};
    sample_window window_{};
};

}  // namespace tracerouter::stats
