#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "net/clock_bridge.hpp"
#include "net/datagram_receiver.hpp"
#include "net/datagram_sender.hpp"
#include "net/egress_table.hpp"
#include "net/error_queue.hpp"
#include "net/sockets.hpp"
#include "net/transmit_stamps.hpp"
#include "tracerouter/channel.hpp"

namespace tracerouter::net {

/// One socket with all that belongs to it.
class wire {
public:
    /// \param descriptor must stay open
    /// \param exits must stay, too
    wire(int descriptor, socket_kind kind, family family, const egress_table& exits);

    /// As channel::send.
    send_report send(std::span<const datagram> batch);

    /// Appends what has arrived, stamps of before included. \return whether there may be more
    bool receive(clock_bridge& clocks, std::vector<sent_stamp>& stamps, std::vector<received_datagram>& datagrams);

    /// As channel::stamp_transmissions.
    void stamp_transmissions(bool by_kernel);

    /// Datagrams lost for lack of buffer since the last call of this function.
    std::uint64_t take_drops() { return receiver_.take_drops(); }

    /// What arrives is taken elsewhere: nothing is read but stamps.
    void stop_listening() { listening_ = false; }
    [[nodiscard]] bool listening() const { return listening_; }

    /// Whether the last blocked send was stopped by the device's queue.
    [[nodiscard]] bool congested() const { return sender_.congested(); }

    /// Whether an answer may come here. Nothing is read before.
    [[nodiscard]] bool in_use() const { return in_use_; }
    void use() { in_use_ = true; }

private:
    [[nodiscard]] bool expects_errors() const;
    void start_stamps_anew();
    std::span<const datagram> alike(std::span<const datagram> batch);

    int descriptor_;
    socket_kind kind_;
    family family_;
    datagram_sender sender_;
    datagram_receiver receiver_;
    transmit_stamps transmit_stamps_;
    error_queue errors_;
    std::optional<bool> dont_fragment_;
    bool stamped_ = true;               // by the kernel, what is sent
    std::optional<time_point> strays_;  // until then stamps may come that were asked for before
    bool listening_ = true;
    bool in_use_ = false;
};

}  // namespace tracerouter::net
