#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>

#include "stats/round_record.hpp"
#include "stats/sample_window.hpp"
#include "tracerouter/monitor_result.hpp"

namespace tracerouter::stats {

/// Watches whether the target answers at all, over all flows: loss bursts, outages and recoveries. Only of a target
/// that has answered before. A probe that this host did not send says nothing.
class target_watch {
public:
    /// A round is over. `distance` is the TTL at which the target answered this flow before the round; absent if it
    /// is not known.
    std::optional<monitor_event> close(const round_record& round, std::optional<std::uint16_t> distance);

    /// Whether there is an outage.
    [[nodiscard]] bool is_out() const noexcept;

private:
    struct flow_row {
        bool has_answered = false;
        std::uint64_t lost_in_row = 0;
    };

    std::optional<monitor_event> answered(flow_row& flow, std::chrono::system_clock::time_point sent_at);
    std::optional<monitor_event> missed(flow_row& flow, std::chrono::system_clock::time_point sent_at);

    std::array<flow_row, most_flows> flows_{};
    std::uint64_t lost_in_row_ = 0;
    std::uint64_t routers_in_row_ = 0;  // rounds in which a router answered where the target is looked for
    std::chrono::system_clock::time_point first_lost_{};
};

}  // namespace tracerouter::stats
