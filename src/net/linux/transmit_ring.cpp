#include "net/linux/transmit_ring.hpp"

#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <utility>

#include "base/last_error.hpp"
#include "net/posix/socket_calls.hpp"

namespace tracerouter::net {

namespace {

// virtio_net_hdr of <linux/virtio_net.h>, which no C++ compiler takes. Zeros: nothing is left to the device.
struct transmit_wish {
    std::uint8_t flags = 0;
    std::uint8_t gso_type = 0;
    std::uint16_t copied = 0;  // octets from the front, in the byte order of this machine
    std::uint16_t gso_size = 0;
    std::uint16_t checksum_start = 0;
    std::uint16_t checksum_offset = 0;
};
static_assert(sizeof(transmit_wish) == 10);

constexpr std::size_t frame_size = 2'048;
// As many as a fast driver has in its hands before it gives the first of them back.
constexpr std::size_t frames = 1'024;
constexpr std::size_t frames_per_block = 32;
// The kernel charges about 800 octets for a short frame.
constexpr int send_buffer_octets = frames * 1'024;

// Where the kernel looks for what it sends (packet(7)): behind its own header, without the address.
constexpr std::size_t content_at = TPACKET2_HDRLEN - sizeof(sockaddr_ll);
// It begins with a header that says how much of the frame is copied. Without it the kernel would copy the link header
// only and lend the rest to the driver, page by page. Virtual devices must then copy it again.
constexpr std::size_t front = content_at + sizeof(transmit_wish);
static_assert(front + transmit_ring::longest_link_header + transmit_ring::longest_datagram <= frame_size);

constexpr std::uint32_t busy = TP_STATUS_SEND_REQUEST | TP_STATUS_SENDING | TP_STATUS_WRONG_FORMAT;

std::atomic_ref<std::uint32_t> status_of(tpacket2_hdr& header) {
    return std::atomic_ref<std::uint32_t>{header.tp_status};
}

bool set_up(int descriptor, std::optional<std::uint32_t> mark) {
    constexpr int yes = 1;
    // Only root gets more than the limit of the system. What there is then is enough.
    if (!set_option(descriptor, SOL_SOCKET, SO_SNDBUFFORCE, send_buffer_octets)) {
        set_option(descriptor, SOL_SOCKET, SO_SNDBUF, send_buffer_octets);
    }
    return set_option(descriptor, SOL_PACKET, PACKET_VERSION, int{TPACKET_V2}) &&
           set_option(descriptor, SOL_PACKET, PACKET_QDISC_BYPASS, yes) &&
           set_option(descriptor, SOL_PACKET, PACKET_VNET_HDR, yes) &&
           (!mark || set_option(descriptor, SOL_SOCKET, SO_MARK, *mark)) &&
           set_option(descriptor, SOL_PACKET, PACKET_TX_RING,
                      tpacket_req{.tp_block_size = frames_per_block * frame_size,
                                  .tp_block_nr = frames / frames_per_block,
                                  .tp_frame_size = frame_size,
                                  .tp_frame_nr = frames});
}

}  // namespace

void transmit_ring::unmapper::operator()(std::byte* memory) const {
    ::munmap(memory, frames * frame_size);
}

boost::system::result<transmit_ring> transmit_ring::open(std::optional<std::uint32_t> mark) {
    // Of protocol 0: it receives nothing.
    file_descriptor socket{::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0)};
    if (!socket.is_open() || !set_up(socket.get(), mark)) return last_error();
    void* memory = ::mmap(nullptr, frames * frame_size, PROT_READ | PROT_WRITE, MAP_SHARED, socket.get(), 0);
    if (memory == MAP_FAILED) return last_error();
    return transmit_ring(std::move(socket), static_cast<std::byte*>(memory));
}

transmit_ring::transmit_ring(file_descriptor socket, std::byte* memory) : socket_(std::move(socket)), memory_(memory) {}

tpacket2_hdr& transmit_ring::frame(std::size_t number) const {
    return *reinterpret_cast<tpacket2_hdr*>(&memory_.get()[number % frames * frame_size]);
}

bool transmit_ring::put(std::span<const std::byte> link_header, std::span<const std::byte> datagram) {
    if (waiting_ == capacity || link_header.size() > longest_link_header || datagram.size() > longest_datagram) {
        return false;
    }
    tpacket2_hdr& header = frame(next_ + waiting_);
    if ((status_of(header).load(std::memory_order_acquire) & busy) != 0) return false;
    const std::size_t size = link_header.size() + datagram.size();
    const transmit_wish wish{.copied = static_cast<std::uint16_t>(size)};
    auto* const place = reinterpret_cast<std::byte*>(&header);
    std::memcpy(place + content_at, &wish, sizeof wish);
    if (!link_header.empty()) std::memcpy(place + front, link_header.data(), link_header.size());
    std::memcpy(place + front + link_header.size(), datagram.data(), datagram.size());
    header.tp_len = static_cast<std::uint32_t>(sizeof wish + size);
    status_of(header).store(TP_STATUS_SEND_REQUEST, std::memory_order_release);
    ++waiting_;
    return true;
}

// The kernel stops at the first frame that it cannot send, and goes on there the next time. So frames that it leaves
// are taken back, for another socket may send them, and their places are used again.
transmit_ring::outcome transmit_ring::flush(unsigned interface, std::uint16_t ether_type) {
    sockaddr_ll where{};
    where.sll_family = AF_PACKET;
    where.sll_protocol = htons(ether_type);
    where.sll_ifindex = static_cast<int>(interface);
    outcome done;
    const auto* const address = reinterpret_cast<const sockaddr*>(&where);
    if (::sendto(socket_.get(), nullptr, 0, MSG_DONTWAIT, address, sizeof where) < 0) done.error = last_error();
    constexpr std::uint32_t left = TP_STATUS_SEND_REQUEST | TP_STATUS_WRONG_FORMAT;
    const auto was_left = [&](std::size_t number) {
        return (status_of(frame(next_ + number)).load(std::memory_order_acquire) & left) != 0;
    };
    while (done.taken < waiting_ && !was_left(done.taken)) ++done.taken;
    for (std::size_t number = done.taken; number < waiting_; ++number) {
        status_of(frame(next_ + number)).store(TP_STATUS_AVAILABLE, std::memory_order_release);
    }
    if (done.taken == waiting_) done.error = {};
    if (done.taken < waiting_ && !done.error) done.error = system_error(EAGAIN);
    next_ += done.taken;
    waiting_ = 0;
    return done;
}

}  // namespace tracerouter::net
