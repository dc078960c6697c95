#pragma once

#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "net/linux/clock_bridge.hpp"
#include "net/posix/file_descriptor.hpp"
#include "tracerouter/datagram.hpp"
#include "tracerouter/time.hpp"

struct tpacket2_hdr;

namespace tracerouter::net {

/// Receives the ICMP answers of IPv4 through memory that the kernel shares with us (packet(7), PACKET_RX_RING): it puts
/// each into the next frame of a ring. No system call is made and nothing is copied; a frame is handed back once its
/// datagram has been dealt with.
///
/// Datagrams are taken as they come from the device: before reassembly, so that fragments are left out, and before a
/// firewall of this host.
class packet_ring {
public:
    /// Most datagrams taken at once.
    static constexpr std::size_t capacity = 256;
    /// Octets of the longest datagram that has room in a frame. Routers may quote as much as makes 576 (RFC 1812
    /// section 4.3.2.3). Of a longer one its front is taken, which says of itself that it is longer.
    static constexpr std::size_t longest_datagram = 880;
    /// Frames if nothing else is said: 7.5 MiB, the answers of 30 ms at full speed.
    static constexpr std::size_t usual_frames = 8'192;

    /// Makes a ring of that many frames, a power of two from 64, or where memory is short one of half as many, and so
    /// on.
    /// Errors: what the kernel said, EPERM among others.
    [[nodiscard]] static boost::system::result<packet_ring> open(std::size_t frames = usual_frames);

    /// Takes what arrives from now on, at any interface. Errors: what the kernel said.
    boost::system::error_code start();
    [[nodiscard]] bool started() const { return started_; }

    /// To be waited for. Frames that are not handed back make it readable.
    [[nodiscard]] int descriptor() const { return socket_.get(); }

    /// Takes what has arrived, and hands back what the last call took. \return how many; to be read by append()
    std::size_t receive();

    /// Appends what the last receive() took to `out`; its spans hold until it is handed back.
    void append(const clock_bridge& clocks, time_point now, std::vector<received_datagram>& out) const;

    /// Hands back what the last receive() took.
    void hand_back();

    /// Datagrams lost for lack of free frames since the last call of this function.
    std::uint64_t take_drops();

private:
    struct unmapper {
        std::size_t size;
        void operator()(std::byte* memory) const;
    };

    packet_ring(file_descriptor socket, std::size_t frames, std::byte* memory);
    [[nodiscard]] tpacket2_hdr& frame(std::size_t number) const;

    file_descriptor socket_;
    std::size_t frames_;
    std::unique_ptr<std::byte, unmapper> memory_;
    time_point opened_at_;
    std::size_t next_ = 0;  // frame that the kernel fills next, as far as we know; taken_ frames are before it
    std::size_t taken_ = 0;
    bool losing_ = false;  // the kernel has lost some since we asked how many
    bool started_ = false;
};

}  // namespace tracerouter::net
