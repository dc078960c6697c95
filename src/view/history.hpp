#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "tracerouter/probe_observation.hpp"
#include "tracerouter/time.hpp"

namespace tracerouter::view {

/// What became of the probes that were sent to one TTL in a span of time.
struct history_bin {
    std::optional<duration> best{};  ///< the shortest round-trip time; absent if none was answered in time
    std::uint32_t decided = 0;       ///< probes answered in time or lost
    std::uint32_t lost = 0;          ///< of these

    friend bool operator==(const history_bin&, const history_bin&) = default;
};

/// The last quarter of an hour of one target, second by second and TTL by TTL: 6 octets for each second and TTL, from
/// the first probe to that TTL on. A probe belongs to the second in which it was sent, by the wall clock.
class history {
public:
    /// A moment in whole seconds.
    using second = std::chrono::sys_seconds;

    static constexpr std::chrono::seconds length{900};
    static constexpr std::size_t most_marks = 16;

    /// Probes that are older than all that is kept change nothing. One that is just sent and seems to be so old shows
    /// that the clock was set back: the history begins anew.
    void observe(const probe_observation& seen);

    /// The probes sent from `from` on for `span`, all of whose seconds count as one bin.
    [[nodiscard]] history_bin bin(std::uint16_t ttl, second from, std::chrono::seconds span) const;

    /// The counters were reset at that moment; the newest are kept.
    void mark_reset(std::chrono::system_clock::time_point at);
    [[nodiscard]] const std::vector<second>& resets() const noexcept { return resets_; }

    /// The second of the newest probe; absent: there is none.
    [[nodiscard]] std::optional<second> newest() const noexcept { return newest_; }

    void clear() { *this = {}; }

    /// Octets of memory behind this object, approximately.
    [[nodiscard]] std::size_t memory() const noexcept {
        return rings_.size() * static_cast<std::size_t>(length.count()) * sizeof(packed_bin);
    }

private:
    /// Counts stay at their highest value: 255 probes a second and TTL are more than the shortest interval brings.
    struct packed_bin {
        std::uint16_t rtt_low = 0;   ///< lower half of the best round-trip time, microseconds rounded up
        std::uint16_t rtt_high = 0;  ///< upper half; both 0: none
        std::uint8_t decided = 0;
        std::uint8_t lost = 0;

        [[nodiscard]] std::uint32_t rtt() const noexcept { return std::uint32_t{rtt_high} << 16 | rtt_low; }
    };
    static_assert(sizeof(packed_bin) == 6);

    void advance_to(second now);
    [[nodiscard]] bool is_kept(second moment) const;
    [[nodiscard]] static std::size_t slot_of(second moment);
    static void count(packed_bin& bin, const probe_observation& seen);
    static void keep_best(packed_bin& bin, duration rtt);

    std::map<std::uint16_t, std::vector<packed_bin>> rings_;  ///< by TTL; a second's slot is its number modulo length
    std::optional<second> newest_;
    std::vector<second> resets_;  ///< oldest first
};

}  // namespace tracerouter::view
