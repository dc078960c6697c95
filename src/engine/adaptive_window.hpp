#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "tracerouter/time.hpp"

namespace tracerouter::engine {

/// How many traces may be active at once: as many as it takes to send without a pause, up to a limit. Traces that wait
/// for answers send nothing, and how many of them do depends on the network. So the window begins small and grows while
/// there is nothing to send although more traces would like to begin. It grows by portions, since what the last one
/// brings shows only a round trip later.
///
/// Without a packet rate nothing else keeps us from sending more than the network carries. There the window shrinks
/// when answers take much longer than they did: they wait in a queue that we fill.
class adaptive_window {
public:
    /// With fewer traces memory is no concern.
    static constexpr std::size_t least = 1'000;

    /// \param most its limit, from 1
    /// \param rate packets per second; 0: no limit
    adaptive_window(std::size_t most, std::uint32_t rate);

    [[nodiscard]] std::size_t size() const { return size_; }
    /// Traces that begin together, where they wait for room: ending one trace and beginning another in turn evicts the
    /// instructions of both from the cache of the processor.
    [[nodiscard]] std::size_t portion() const { return size_ < portions ? 1 : size_ / portions; }

    /// Until `now`, for so long, there was nothing to send and no room for another trace.
    void starved(duration length, time_point now);
    /// An answer has come in time.
    void answered(duration rtt, time_point now);

private:
    static constexpr std::size_t portions = 16;

    void begin_period(time_point now);
    void judge_delay();

    std::size_t most_;
    std::size_t size_;
    bool watches_delay_;
    // The present period.
    time_point period_began_{};
    duration starved_{};
    duration rtt_sum_{};
    int answers_ = 0;
    // Of all periods so far.
    std::optional<duration> shortest_rtt_;  // on average
    bool delayed_ = false;                  // in the last one
};

}  // namespace tracerouter::engine
