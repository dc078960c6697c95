// The limit of the fast path: what a loop that does nothing but send costs on the packet socket that the tracer uses.
//
// usage: tracerouter-ring-limit DEVICE SOURCE FIRST_ADDRESS TARGETS TTLS
// As tracerouter-raw-limit, through the ring of net/linux/transmit_ring. Frames to an Ethernet device go to nobody.
// Prints one JSON object: packets, wall_s, cpu_s.

#include <linux/if_ether.h>
#include <net/if.h>
#include <poll.h>
#include <sys/resource.h>

#include <boost/asio/ip/address_v4.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <span>

#include "net/linux/link_query.hpp"
#include "net/linux/transmit_ring.hpp"
#include "packet/ipv4.hpp"

namespace {

using namespace tracerouter;
using boost::asio::ip::address_v4;

constexpr std::size_t packet_size = 60;
// To a station of nobody (locally administered), from another one.
constexpr std::array<std::byte, 14> to_nobody{std::byte{2}, {}, {}, {}, {}, std::byte{2}, std::byte{2},
                                              {},           {}, {}, {}, {}, std::byte{8}, {}};

double cpu_seconds() {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
    };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

struct sender {
    net::transmit_ring ring;
    unsigned interface;
    std::span<const std::byte> link_header;
    address_v4 source;

    // An echo request of zeros.
    bool put(address_v4 destination, std::uint8_t ttl) {
        std::array<std::byte, packet_size> octets{};
        packet::writer header{octets};
        packet::write_ipv4(header, {.total_length = packet_size,
                                    .ttl = packet::ttl{ttl},
                                    .protocol = 1,
                                    .source = source,
                                    .destination = destination});
        octets[20] = std::byte{8};
        octets[22] = std::byte{0xf7};
        octets[23] = std::byte{0xff};
        return ring.put(link_header, octets);
    }
};

// Counts what the device has taken. What it has no room for is forgotten and sent again.
bool send_each(sender& out, std::uint32_t first, std::uint64_t packets, std::uint32_t ttls) {
    for (std::uint64_t sent = 0; sent < packets;) {
        std::uint64_t next = sent;
        while (next < packets && out.put(address_v4{first + static_cast<std::uint32_t>(next / ttls)},
                                         static_cast<std::uint8_t>(next % ttls + 1))) {
            ++next;
        }
        const auto done = out.ring.flush(out.interface, ETH_P_IP);
        sent += done.taken;
        if (sent == next) continue;
        if (done.error != boost::system::errc::no_buffer_space) return false;
        ::poll(nullptr, 0, 1);
    }
    return true;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 6) return 2;
    auto ring = net::transmit_ring::open(std::nullopt);
    auto links = net::link_query::open();
    const unsigned interface = ::if_nametoindex(argv[1]);
    if (!ring || !links) return 4;
    const auto link = links->link(interface);
    if (!link) return 4;
    const bool ethernet = link->kind != net::link_kind::bare;
    sender out{*std::move(ring), interface, std::span{to_nobody}.first(ethernet ? to_nobody.size() : 0),
               boost::asio::ip::make_address_v4(argv[2])};
    const auto ttls = static_cast<std::uint32_t>(std::strtoul(argv[5], nullptr, 10));
    const std::uint64_t packets = std::strtoull(argv[4], nullptr, 10) * ttls;
    const auto began = std::chrono::steady_clock::now();
    if (!send_each(out, boost::asio::ip::make_address_v4(argv[3]).to_uint(), packets, ttls)) return 5;
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - began;
    std::printf("{\"packets\":%llu,\"wall_s\":%.6f,\"cpu_s\":%.6f}\n", static_cast<unsigned long long>(packets),
                wall.count(), cpu_seconds());
}
