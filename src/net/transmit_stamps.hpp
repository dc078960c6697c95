#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "net/clock_bridge.hpp"
#include "tracerouter/datagram.hpp"

namespace tracerouter::net {

/// Brings the kernel's transmit stamps, which come through the error queue and carry only a running number, together
/// with the probes they are for.
class transmit_stamps {
public:
    explicit transmit_stamps(int descriptor) : descriptor_(descriptor), sent_(remembered) {}

    /// These datagrams have been handed to the kernel, at `began` or later.
    void note_sent(std::span<const datagram> batch, time_point began);
    /// The kernel refused a datagram. Whether it gave it a number is not known, so the numbering begins anew, after
    /// the stamps that are already there have been taken.
    void note_refused(const clock_bridge& clocks);

    /// Takes the stamps that have come in and appends them to `out`.
    void collect(const clock_bridge& clocks, std::vector<sent_stamp>& out);

private:
    void drain(const clock_bridge& clocks);

    // Stamps come back within the time a datagram spends in the queues of this host; more than this many do not fit.
    static constexpr std::uint32_t remembered = 1 << 14;

    struct sent_note {
        time_point began;
        probe_key probe{};
        std::uint32_t number = 0;
        bool open = false;  // waits for its stamp
    };

    int descriptor_;
    std::uint32_t next_number_ = 0;
    std::vector<sent_note> sent_;      // by number, modulo its size
    std::vector<sent_stamp> drained_;  // taken, not yet collected
};

}  // namespace tracerouter::net
