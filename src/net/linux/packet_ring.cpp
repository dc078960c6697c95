#include "net/linux/packet_ring.hpp"

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <ctime>
#include <utility>

#include "base/last_error.hpp"
#include "net/linux/filters.hpp"
#include "net/posix/socket_calls.hpp"

namespace tracerouter::net {

using boost::system::error_code;

namespace {

// An odd number of cache lines, so that the fronts of frames, which are all that short answers touch, spread over the
// whole cache; and a block of them is whole pages.
constexpr std::size_t frame_size = std::size_t{15} * 64;
constexpr std::size_t frames_per_block = 64;
// Smaller ones would lose more than a socket's buffer.
constexpr std::size_t fewest_frames = 1'024;

// The kernel puts 16 octets for link headers between its own header and the datagram.
constexpr std::size_t datagram_at = TPACKET_ALIGN(TPACKET2_HDRLEN) + 16;
static_assert(datagram_at + packet_ring::longest_datagram == frame_size);

/// Frames are a cache line or more apart from each other, and came from another core: they are asked for ahead.
constexpr std::size_t read_ahead = 4;

std::atomic_ref<std::uint32_t> status_of(tpacket2_hdr& header) {
    return std::atomic_ref<std::uint32_t>{header.tp_status};
}

bool make_ring(int descriptor, std::size_t frames) {
    return set_option(descriptor, SOL_PACKET, PACKET_RX_RING,
                      tpacket_req{.tp_block_size = frames_per_block * frame_size,
                                  .tp_block_nr = static_cast<unsigned>(frames / frames_per_block),
                                  .tp_frame_size = frame_size,
                                  .tp_frame_nr = static_cast<unsigned>(frames)});
}

// Returns how many frames it has; 0: the kernel refuses.
std::size_t make_largest_ring(int descriptor, std::size_t frames) {
    while (!make_ring(descriptor, frames)) {
        if (errno != ENOMEM || frames <= fewest_frames) return 0;
        frames /= 2;
    }
    return frames;
}

}  // namespace

void packet_ring::unmapper::operator()(std::byte* memory) const {
    ::munmap(memory, size);
}

boost::system::result<packet_ring> packet_ring::open(std::size_t frames) {
    // Of no protocol yet: nothing arrives.
    file_descriptor socket{::socket(AF_PACKET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
    if (!socket.is_open()) return last_error();
    if (!let_pass_icmp_answers(socket.get()) ||
        !set_option(socket.get(), SOL_PACKET, PACKET_VERSION, int{TPACKET_V2})) {
        return last_error();
    }
    frames = make_largest_ring(socket.get(), frames);
    if (frames == 0) return last_error();
    void* memory = ::mmap(nullptr, frames * frame_size, PROT_READ | PROT_WRITE, MAP_SHARED, socket.get(), 0);
    if (memory == MAP_FAILED) return last_error();
    return packet_ring(std::move(socket), frames, static_cast<std::byte*>(memory));
}

packet_ring::packet_ring(file_descriptor socket, std::size_t frames, std::byte* memory)
    : socket_(std::move(socket)),
      frames_(frames),
      memory_(memory, unmapper{frames * frame_size}),
      opened_at_(clock::now()) {}

error_code packet_ring::start() {
    sockaddr_ll place{};
    place.sll_family = AF_PACKET;
    place.sll_protocol = htons(ETH_P_IP);
    if (::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&place), sizeof place) != 0) return last_error();
    started_ = true;
    return {};
}

tpacket2_hdr& packet_ring::frame(std::size_t number) const {
    return *reinterpret_cast<tpacket2_hdr*>(&memory_.get()[number % frames_ * frame_size]);
}

std::size_t packet_ring::receive() {
    hand_back();
    for (const std::size_t most = std::min(capacity, frames_); taken_ < most; ++taken_) {
        tpacket2_hdr& header = frame(next_ + taken_);
        const std::uint32_t status = status_of(header).load(std::memory_order_acquire);
        if ((status & TP_STATUS_USER) == 0) break;
        losing_ = losing_ || (status & TP_STATUS_LOSING) != 0;
        __builtin_prefetch(&frame(next_ + taken_ + read_ahead));
        __builtin_prefetch(reinterpret_cast<const std::byte*>(&header) + datagram_at);
    }
    next_ += taken_;
    return taken_;
}

void packet_ring::append(const clock_bridge& clocks, time_point now, std::vector<received_datagram>& out) const {
    for (std::size_t number = next_ - taken_; number != next_; ++number) {
        const tpacket2_hdr& header = frame(number);
        const timespec stamp{.tv_sec = header.tp_sec, .tv_nsec = header.tp_nsec};
        const auto [at, source] = clocks.arrival(stamp, opened_at_, now);
        out.push_back({.bytes = {reinterpret_cast<const std::byte*>(&header) + header.tp_net, header.tp_snaplen},
                       .at = at,
                       .source = source,
                       .outer = {},
                       .error = {}});
    }
}

void packet_ring::hand_back() {
    for (; taken_ > 0; --taken_) status_of(frame(next_ - taken_)).store(TP_STATUS_KERNEL, std::memory_order_release);
}

std::uint64_t packet_ring::take_drops() {
    if (!std::exchange(losing_, false)) return 0;
    tpacket_stats statistics{};
    socklen_t size = sizeof statistics;
    ::getsockopt(socket_.get(), SOL_PACKET, PACKET_STATISTICS, &statistics, &size);  // which begins to count anew
    return statistics.tp_drops;
}

}  // namespace tracerouter::net
