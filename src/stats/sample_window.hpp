#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "tracerouter/time.hpp"

namespace tracerouter::stats {

/// Flows that are told apart; those with higher numbers are counted as the last one.
inline constexpr std::uint16_t most_flows = 64;
/// Responders of a TTL that are told apart.
inline constexpr std::uint8_t most_responders = 32;
/// The number of all responders beyond that.
inline constexpr std::uint8_t nameless_responder = 63;
/// Longer round-trip times, 13 days, are taken for this one: it is what a sample has room for.
inline constexpr duration longest_rtt{(std::int64_t{1} << 50) - 1};

/// What is known of a probe in a window.
enum class sample_state : std::uint8_t {
    pending,   ///< its answer is waited for
    answered,  ///< in time
    lost,      ///< not answered in time
    aside,     ///< answered late, limited, or taken back: nothing is counted for it
};

/// A probe in a window: 16 octets.
struct sample {
    std::uint32_t round = 0;             ///< the lower half of its number
    std::uint32_t sent_ms = 0;           ///< wall clock, modulo 2^32 ms
    std::uint64_t nanoseconds : 50 = 0;  ///< round-trip time, if it was answered
    std::uint64_t flow : 6 = 0;          ///< below most_flows
    std::uint64_t responder : 6 = 0;     ///< its number at this TTL, if it was answered
    std::uint64_t state : 2 = 0;         ///< a sample_state

    [[nodiscard]] sample_state what() const noexcept { return static_cast<sample_state>(state); }
    [[nodiscard]] duration rtt() const noexcept { return duration{static_cast<duration::rep>(nanoseconds)}; }
    void become(sample_state now) noexcept { state = static_cast<std::uint8_t>(now) & 3U; }
};

/// The newest probes sent to one TTL, in the order of their rounds. It holds all of the last 15 minutes, but no more
/// than 16,384: at more than 18 probes a second the window of 15 minutes is shorter than it says. 1024 probes are kept
/// however old they are, so that all that is said of fewer is exact.
class sample_window {
public:
    using wall_time = std::chrono::system_clock::time_point;

    /// A probe has left. `flow` is below most_flows. Forgets what is too old.
    void add(std::uint64_t round, std::uint16_t flow, wall_time sent_at);
    /// The newest probe of this round and flow, or none. Valid until the next add.
    [[nodiscard]] sample* find(std::uint64_t round, std::uint16_t flow);

    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    /// Index 0 is the oldest.
    [[nodiscard]] const sample& operator[](std::size_t index) const { return ring_[place(index)]; }
    /// The index of the first probe of a round behind this one.
    [[nodiscard]] std::size_t first_behind(std::uint32_t round) const;
    /// Whether a probe was sent after `begin`.
    [[nodiscard]] bool sent_after(const sample& one, wall_time begin) const {
        const auto begin_ms = std::chrono::floor<std::chrono::milliseconds>(begin.time_since_epoch()).count();
        return newest_ms_ - age_ms(one) > begin_ms;
    }
    /// Octets of memory behind this object.
    [[nodiscard]] std::size_t memory() const noexcept { return ring_.capacity() * sizeof(sample); }

private:
    [[nodiscard]] std::size_t place(std::size_t index) const { return (first_ + index) & (ring_.size() - 1); }
    // Compared with the newest; negative after the clock was set back.
    [[nodiscard]] std::int64_t age_ms(const sample& one) const {
        return static_cast<std::int32_t>(static_cast<std::uint32_t>(newest_ms_) - one.sent_ms);
    }
    void forget_old();
    void forget_first();
    void make_room();
    void put_in_order();

    std::vector<sample> ring_{};  // its size is a power of two, or 0
    std::size_t first_ = 0;
    std::size_t size_ = 0;
    std::int64_t newest_ms_ = 0;  // when the probe was sent that was added last
};

}  // namespace tracerouter::stats
