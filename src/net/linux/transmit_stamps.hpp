#pragma once

#include <cstddef>
#include <cstdint>
#include <ctime>
#include <deque>
#include <span>
#include <vector>

#include "net/linux/clock_bridge.hpp"
#include "tracerouter/datagram.hpp"

namespace tracerouter::net {

/// Brings the kernel's transmit stamps, which carry only a running number, together with the probes they are for. Each
/// time the kernel begins to count anew a run of numbers begins; stamps of the runs before may still come, from queues
/// that are slow to empty.
class transmit_stamps {
public:
    /// These datagrams have been handed to the kernel, at `began` or later.
    void note_sent(std::span<const datagram> batch, time_point began);
    /// The kernel counts from 0 again.
    void start_anew();

    /// The stamp of the datagram with that number, of the oldest run that still waits for one.
    void take(std::uint32_t number, const timespec& stamp, const clock_bridge& clocks);
    /// Appends what take() could make use of to `out`.
    void collect(std::vector<sent_stamp>& out);

private:
    // Stamps come back within the time a datagram spends in the queues of this host; more than this many do not fit.
    static constexpr std::uint64_t remembered = 1 << 14;
    static constexpr std::size_t most_runs = 256;

    struct sent_note {
        time_point began;
        probe_key probe{};
        std::uint64_t position = 0;  // among all that were sent
        bool open = false;           // waits for its stamp
    };
    // Those sent from one beginning of the kernel's count to the next.
    struct run {
        std::uint64_t first;     // position of number 0
        std::uint32_t sent = 0;  // how many
        std::uint32_t open = 0;  // of these, without a stamp
    };
    [[nodiscard]] bool take(run& of, std::uint32_t number, const timespec& stamp, const clock_bridge& clocks);

    std::uint64_t next_position_ = 0;
    std::deque<run> runs_{{0}};      // the last is the present one
    std::deque<sent_note> sent_;     // by position, modulo `remembered`; it grows without moving what is there
    std::vector<sent_stamp> taken_;  // not yet collected
};

}  // namespace tracerouter::net
