#pragma once

#include <cstdint>
#include <ctime>
#include <deque>
#include <span>
#include <vector>

#include "net/clock_bridge.hpp"
#include "tracerouter/datagram.hpp"

namespace tracerouter::net {

/// Brings the kernel's transmit stamps, which carry only a running number, together with the probes they are for.
class transmit_stamps {
public:
    /// These datagrams have been handed to the kernel, at `began` or later.
    void note_sent(std::span<const datagram> batch, time_point began);
    /// The kernel counts from 0 again. The stamps that were there before must have been taken.
    void start_anew();

    /// The stamp of the datagram with that number.
    void take(std::uint32_t number, const timespec& stamp, const clock_bridge& clocks);
    /// Appends what take() could make use of to `out`.
    void collect(std::vector<sent_stamp>& out);

private:
    // Stamps come back within the time a datagram spends in the queues of this host; more than this many do not fit.
    static constexpr std::uint32_t remembered = 1 << 14;

    struct sent_note {
        time_point began;
        probe_key probe{};
        std::uint32_t number = 0;
        bool open = false;  // waits for its stamp
    };

    std::uint32_t next_number_ = 0;
    std::deque<sent_note> sent_;     // by number, modulo `remembered`; it grows without moving what is there
    std::vector<sent_stamp> taken_;  // not yet collected
};

}  // namespace tracerouter::net
