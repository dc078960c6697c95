#pragma once

#include <boost/asio/ip/address.hpp>

#include <cstddef>
#include <cstdint>
#include <ctime>
#include <memory>
#include <vector>

#include "net/linux/clock_bridge.hpp"
#include "net/linux/control_messages.hpp"
#include "net/linux/message_batch.hpp"
#include "net/linux/transmit_stamps.hpp"
#include "tracerouter/datagram.hpp"

namespace tracerouter::net {

/// The error queue of a socket: transmit stamps and, where we asked for them, ICMP errors about what was sent.
class error_queue {
public:
    /// \param protocol of the ICMP errors' quotes (IP protocol number)
    /// \param stripped octets of a quoted datagram that the kernel keeps back
    error_queue(int descriptor, std::uint8_t protocol, std::size_t stripped);

    /// Takes what there is, but no more at once than some hundreds: it may come as fast as it is taken. The clocks are
    /// to be sampled behind it, since what it took may be younger than a sample before. \return whether there may be
    /// more
    bool read();

    /// Hands over the transmit stamps taken so far.
    void give_stamps(const clock_bridge& clocks, transmit_stamps& stamps);

    /// Appends the errors taken so far to `out`; their spans hold until the next call of it.
    void append(const clock_bridge& clocks, time_point now, std::vector<received_datagram>& out);

private:
    struct stamp {
        std::uint32_t number;
        timespec time;
    };
    struct error {
        control_messages control;
        boost::asio::ip::address destination;
        std::size_t size;  // of its octets, which lie in octets_ one behind the other
    };

    void keep(std::size_t index);
    [[nodiscard]] received_datagram datagram_of(const error& from, const clock_bridge& clocks, time_point now) const;

    int descriptor_;
    std::uint8_t protocol_;
    std::size_t stripped_;
    time_point opened_at_;
    std::unique_ptr<message_batch> taken_;  // too large for a stack; made when it is needed
    std::vector<stamp> stamps_;
    std::vector<error> errors_;
    std::vector<std::byte> octets_;
    std::vector<std::byte> given_octets_;  // of the last append()
};

}  // namespace tracerouter::net
