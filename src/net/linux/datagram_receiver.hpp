#pragma once

#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "net/linux/clock_bridge.hpp"
#include "net/linux/control_messages.hpp"
#include "tracerouter/datagram.hpp"

namespace tracerouter::net {

/// Receives batches of datagrams with one system call each (recvmmsg) and reads what the kernel says about them.
class datagram_receiver {
public:
    /// \param stripped the protocol behind the IP header (IP protocol number), if the socket keeps that header back
    explicit datagram_receiver(std::optional<std::uint8_t> stripped);
    datagram_receiver(const datagram_receiver&) = delete;
    datagram_receiver& operator=(const datagram_receiver&) = delete;

    /// Takes what has arrived; to be read by append(). \return whether there may be more
    bool receive(int descriptor);

    /// Appends what the last receive() took to `out`; its spans hold until the next one. A datagram without a usable
    /// stamp is taken to have arrived at `now`.
    void append(const clock_bridge& clocks, time_point now, std::vector<received_datagram>& out);

    /// Datagrams lost for lack of buffer since the last call of this function.
    std::uint64_t take_drops();

private:
    void offer(std::size_t index);
    [[nodiscard]] std::optional<stripped_header> outer(std::size_t index, const control_messages& control) const;

    static constexpr std::size_t capacity = 16;  // datagrams
    // The largest datagram. The memory is only touched as far as datagrams reach.
    static constexpr std::size_t largest_datagram = 65'536;
    // An odd number of cache lines, or the fronts of all buffers would share a few places of the cache.
    static constexpr std::size_t stride = largest_datagram + std::size_t{3} * 64;

    std::optional<std::uint8_t> stripped_;
    std::unique_ptr<std::byte[]> buffers_;
    alignas(cmsghdr) std::array<std::array<std::byte, control_octets>, capacity> control_{};
    std::array<mmsghdr, capacity> messages_{};
    std::array<iovec, capacity> pieces_{};
    std::array<sockaddr_storage, capacity> names_{};
    std::size_t offered_ = 8;  // of the next receive(); few at first, since new memory is dear to touch
    std::size_t received_ = 0;
    time_point opened_at_;
    std::uint32_t dropped_ = 0;        // the kernel's running count
    std::uint32_t dropped_taken_ = 0;  // of these, reported by take_drops()
};

}  // namespace tracerouter::net
