#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "net/egress_table.hpp"
#include "net/linux/clock_bridge.hpp"
#include "net/linux/datagram_receiver.hpp"
#include "net/linux/datagram_sender.hpp"
#include "net/linux/error_queue.hpp"
#include "net/linux/sockets.hpp"
#include "net/linux/transmit_stamps.hpp"
#include "tracerouter/channel.hpp"

namespace tracerouter::net {

/// One socket with all that belongs to it. Of a raw one it is the kind that says whether it sends or receives.
class probe_socket {
public:
    /// \param descriptor must stay open
    /// \param exits must stay, too
    probe_socket(int descriptor, socket_kind kind, family family, const egress_table& exits);

    /// As channel::send.
    send_report send(std::span<const datagram> batch);

    /// Appends what has arrived, stamps of before included. \return whether there may be more
    bool receive(clock_bridge& clocks, std::vector<sent_stamp>& stamps, std::vector<received_datagram>& datagrams);

    /// As channel::stamp_transmissions.
    void stamp_transmissions(bool by_kernel);

    /// Datagrams lost for lack of buffer since the last call of this function.
    std::uint64_t take_drops() { return receiver_ ? receiver_->take_drops() : 0; }

    /// Whether anything is received here. Of what only sends, nothing is read but stamps, and those whenever something
    /// arrives elsewhere.
    [[nodiscard]] bool listens() const { return receiver_.has_value(); }

    /// Whether the last blocked send was stopped by the device's queue.
    [[nodiscard]] bool congested() const { return sender_ && sender_->congested(); }

    /// Whether an answer may come here. Nothing is read before.
    [[nodiscard]] bool in_use() const { return in_use_; }
    void use() { in_use_ = true; }

private:
    [[nodiscard]] bool reads_errors() const;
    void start_stamps_anew();
    std::span<const datagram> alike(std::span<const datagram> batch);

    int descriptor_;
    socket_kind kind_;
    family family_;
    std::optional<datagram_sender> sender_;      // absent: only receives
    std::optional<datagram_receiver> receiver_;  // absent: only sends
    transmit_stamps transmit_stamps_;
    error_queue errors_;
    std::optional<bool> dont_fragment_;
    bool stamped_ = true;               // by the kernel, what is sent
    std::optional<time_point> strays_;  // until then stamps may come that were asked for before
    bool in_use_ = false;
};

}  // namespace tracerouter::net
