#pragma once

#include <boost/asio/ip/address.hpp>

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <span>

#include "net/linux/control_messages.hpp"
#include "net/posix/socket_address.hpp"

namespace tracerouter::net {

/// Messages that one system call receives (recvmmsg), and the memory that the kernel writes them to, which is used
/// again for each batch.
class message_batch {
public:
    static constexpr std::size_t capacity = 16;

    /// \param largest octets of the longest message; of a longer one the rest is cut off
    /// \param named whether the kernel is asked for the address that goes with each
    message_batch(std::size_t largest, bool named);
    message_batch(const message_batch&) = delete;
    message_batch& operator=(const message_batch&) = delete;

    /// Takes up to `most` messages, without blocking; those taken before are gone. \return how many
    std::size_t receive(int descriptor, std::size_t most, int flags = 0);

    [[nodiscard]] std::size_t size() const { return received_; }
    [[nodiscard]] std::span<const std::byte> octets(std::size_t index) const {
        return {&buffers_[index * stride_], std::min<std::size_t>(messages_[index].msg_len, largest_)};
    }
    /// The sender, or in an error queue the destination; unspecified if there is none.
    [[nodiscard]] boost::asio::ip::address name(std::size_t index) const {
        if (messages_[index].msg_hdr.msg_namelen == 0) return {};
        return socket_address::read(names_[index]);
    }
    [[nodiscard]] control_messages control(std::size_t index) const {
        return read_control_messages(messages_[index].msg_hdr);
    }

private:
    void offer(std::size_t index);

    std::size_t largest_;
    std::size_t stride_;
    bool named_;
    std::unique_ptr<std::byte[]> buffers_;  // touched only as far as messages reach
    alignas(cmsghdr) std::array<std::array<std::byte, control_octets>, capacity> control_{};
    std::array<mmsghdr, capacity> messages_{};
    std::array<iovec, capacity> pieces_{};
    std::array<sockaddr_storage, capacity> names_{};
    std::size_t received_ = 0;
};

}  // namespace tracerouter::net
