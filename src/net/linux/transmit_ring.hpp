#pragma once

#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "net/posix/file_descriptor.hpp"

struct tpacket2_hdr;

namespace tracerouter::net {

/// Puts frames on interfaces through memory that the kernel shares with us (packet(7), PACKET_TX_RING): they are
/// written into the next frames of a ring, and one system call sends all of them. They go straight to the driver
/// (PACKET_QDISC_BYPASS), past the firewall and the queue of this host.
class transmit_ring {
public:
    /// Octets of the longest link header.
    static constexpr std::size_t longest_link_header = 14;
    /// Octets of the longest datagram that has room in a frame.
    static constexpr std::size_t longest_datagram = 1'900;
    /// Most frames that put() takes before a flush().
    static constexpr std::size_t capacity = 64;

    /// \param mark firewall mark of what is sent; none: 0
    /// Errors: what the kernel said; EPERM or EACCES without CAP_NET_RAW.
    [[nodiscard]] static boost::system::result<transmit_ring> open(std::optional<std::uint32_t> mark);

    /// For its stamps of what it sends (SO_TIMESTAMPING).
    [[nodiscard]] int descriptor() const { return socket_.get(); }

    /// Writes a frame behind those that wait for flush(). Link header and datagram are as long as said above, or
    /// shorter.
    /// \return false: the ring is full, because the driver has not sent earlier frames yet, or because `capacity` wait
    bool put(std::span<const std::byte> link_header, std::span<const std::byte> datagram);

    /// What a call of flush() did.
    struct outcome {
        std::size_t taken = 0;              ///< frames that the driver took, from the front
        boost::system::error_code error{};  ///< why it took no more; the others are forgotten
    };

    /// Sends the frames that wait. \param ether_type what the datagrams are (ETH_P_IP, ETH_P_IPV6)
    outcome flush(unsigned interface, std::uint16_t ether_type);

private:
    struct unmapper {
        void operator()(std::byte* memory) const;
    };

    transmit_ring(file_descriptor socket, std::byte* memory);
    [[nodiscard]] tpacket2_hdr& frame(std::size_t number) const;

    file_descriptor socket_;
    std::unique_ptr<std::byte, unmapper> memory_;
    std::size_t next_ = 0;     // frame that the kernel sends next
    std::size_t waiting_ = 0;  // frames from there on that wait for flush()
};

}  // namespace tracerouter::net
