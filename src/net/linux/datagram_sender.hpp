#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "net/egress_table.hpp"
#include "net/posix/socket_address.hpp"
#include "tracerouter/channel.hpp"
#include "tracerouter/datagram.hpp"

namespace tracerouter::net {

/// Sends batches of datagrams with one system call each (sendmmsg).
class datagram_sender {
public:
    static constexpr std::size_t capacity = 64;

    /// How much of a datagram the socket wants.
    enum class form : std::uint8_t {
        whole,    ///< all of it
        message,  ///< what is behind the IP header; TTL and TOS go with it as control messages
        payload,  ///< what is behind the UDP header; likewise, and the address has the port
    };

    /// \param exits what datagram::egress is about; must stay
    datagram_sender(form wanted, const egress_table& exits);
    datagram_sender(const datagram_sender&) = delete;
    datagram_sender& operator=(const datagram_sender&) = delete;

    /// Sends from the front of `batch`, as channel::send says, but with one system call: up to `capacity` datagrams. It
    /// leaves the times to the caller. Where fewer are sent without a reason, the next call tells it, or succeeds.
    send_report send(int descriptor, std::span<const datagram> batch);

    /// Whether the last blocked send was stopped by the device's queue (ENOBUFS), of which no event tells when it has
    /// room again.
    [[nodiscard]] bool congested() const { return congested_; }

private:
    class control_writer;

    void fill(std::size_t index, const datagram& item);
    [[nodiscard]] std::uint16_t port_of(const datagram& item) const;
    void direct(std::size_t index, const datagram& item, control_writer& control);

    form form_;
    const egress_table& exits_;
    std::array<mmsghdr, capacity> messages_{};
    std::array<iovec, capacity> pieces_{};
    std::array<socket_address, capacity> destinations_{};
    // Room for two integers, TTL and TOS, and for an address with an interface.
    static constexpr std::size_t control_octets = 2 * CMSG_SPACE(sizeof(int)) + CMSG_SPACE(sizeof(in6_pktinfo));
    alignas(cmsghdr) std::array<std::array<std::byte, control_octets>, capacity> control_{};
    bool congested_ = false;
};

}  // namespace tracerouter::net
