#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "net/linux/clock_bridge.hpp"
#include "net/linux/control_messages.hpp"
#include "net/linux/message_batch.hpp"
#include "tracerouter/datagram.hpp"

namespace tracerouter::net {

/// Receives batches of datagrams with one system call each (recvmmsg) and reads what the kernel says about them.
class datagram_receiver {
public:
    /// \param stripped the protocol behind the IP header (IP protocol number), if the socket keeps that header back
    explicit datagram_receiver(std::optional<std::uint8_t> stripped);

    /// Takes what has arrived; to be read by append(). \return whether there may be more
    bool receive(int descriptor);

    /// Appends what the last receive() took to `out`; its spans hold until the next one. A datagram without a usable
    /// stamp is taken to have arrived at `now`.
    void append(const clock_bridge& clocks, time_point now, std::vector<received_datagram>& out);

    /// Datagrams lost for lack of buffer since the last call of this function.
    std::uint64_t take_drops();

private:
    [[nodiscard]] std::optional<stripped_header> outer(std::size_t index, const control_messages& control) const;

    std::optional<std::uint8_t> stripped_;
    message_batch taken_;
    std::size_t offered_ = 8;  // of the next receive(); few at first, since new memory is dear to touch
    time_point opened_at_;
    std::uint32_t dropped_ = 0;        // the kernel's running count
    std::uint32_t dropped_taken_ = 0;  // of these, reported by take_drops()
};

}  // namespace tracerouter::net
