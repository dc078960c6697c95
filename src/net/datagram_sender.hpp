#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <span>

#include "tracerouter/channel.hpp"
#include "tracerouter/datagram.hpp"

namespace tracerouter::net {

/// Sends batches of datagrams with one system call each (sendmmsg).
class datagram_sender {
public:
    static constexpr std::size_t capacity = 64;

    /// Sends from the front of `batch`, as channel::send says, but leaves `at` to the caller.
    send_report send(int descriptor, std::span<const datagram> batch);

    /// Whether the last blocked send was stopped by the device's queue (ENOBUFS), of which no event tells when it has
    /// room again.
    [[nodiscard]] bool congested() const { return congested_; }

private:
    void fill(std::size_t index, const datagram& item);

    std::array<mmsghdr, capacity> messages_{};
    std::array<iovec, capacity> pieces_{};
    std::array<sockaddr_in, capacity> destinations_{};
    bool congested_ = false;
};

}  // namespace tracerouter::net
