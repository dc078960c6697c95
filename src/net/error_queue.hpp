#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "net/clock_bridge.hpp"
#include "net/transmit_stamps.hpp"
#include "tracerouter/datagram.hpp"

namespace tracerouter::net {

/// The error queue of a socket: transmit stamps and, where we asked for them, ICMP errors about what was sent.
class error_queue {
public:
    /// \param protocol of the ICMP errors' quotes (IP protocol number)
    /// \param stripped octets of a quoted datagram that the kernel keeps back
    error_queue(int descriptor, std::uint8_t protocol, std::size_t stripped)
        : descriptor_(descriptor), protocol_(protocol), stripped_(stripped), opened_at_(clock::now()) {}

    /// Takes all there is: stamps go to `stamps`, errors are kept until append().
    void drain(const clock_bridge& clocks, time_point now, transmit_stamps& stamps);

    /// Appends the errors taken so far to `out`; their spans hold until the next call of it.
    void append(std::vector<received_datagram>& out);

private:
    struct batch;
    void keep(const batch& from, unsigned index, const clock_bridge& clocks, time_point now);

    int descriptor_;
    std::uint8_t protocol_;
    std::size_t stripped_;
    time_point opened_at_;
    std::vector<received_datagram> kept_;  // their octets lie in kept_octets_, one behind the other
    std::vector<std::byte> kept_octets_;
    std::vector<std::byte> given_octets_;  // of the last append()
};

}  // namespace tracerouter::net
