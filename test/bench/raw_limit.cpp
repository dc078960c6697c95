// The raw limit: what a loop that does nothing but send costs on the kind of socket that the tracer uses.
//
// usage: tracerouter-raw-limit FIRST_ADDRESS TARGETS TTLS
// Sends one ICMP echo request to each of so many consecutive IPv4 addresses with each TTL from 1 to TTLS, in batches of
// 64 by sendmmsg on a raw socket with IP_HDRINCL, and reads nothing. Prints one JSON object: packets, wall_s, cpu_s.

#include <arpa/inet.h>
#include <linux/icmp.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

constexpr std::size_t batch = 64;
constexpr std::size_t packet_size = 60;

struct packet {
    alignas(4) std::array<std::byte, packet_size> octets{};
    sockaddr_in to{};
    iovec piece{};
};

void write(packet& out, std::uint32_t address, std::uint8_t ttl) {
    iphdr ip{};
    ip.version = 4;
    ip.ihl = 5;
    ip.ttl = ttl;
    ip.protocol = IPPROTO_ICMP;
    ip.daddr = htonl(address);
    // A whole 16 bit sum is not what is measured; the simulator discards nothing but what reaches a target.
    constexpr std::uint16_t echo_of_zeros = 0xfff7;
    std::memcpy(out.octets.data(), &ip, sizeof ip);
    out.octets[20] = std::byte{ICMP_ECHO};
    std::memcpy(&out.octets[22], &echo_of_zeros, sizeof echo_of_zeros);
    out.to.sin_family = AF_INET;
    out.to.sin_addr.s_addr = htonl(address);
}

double cpu_seconds() {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
    };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

bool send_all(int descriptor, std::array<mmsghdr, batch>& messages, std::size_t count) {
    for (std::size_t sent = 0; sent < count;) {
        const int taken = ::sendmmsg(descriptor, &messages[sent], static_cast<unsigned>(count - sent), 0);
        if (taken < 0 && errno != ENOBUFS && errno != EINTR) return false;
        sent += taken > 0 ? static_cast<std::size_t>(taken) : 0;
    }
    return true;
}

}  // namespace

int main(int argc, char** argv) {
    in_addr first{};
    if (argc != 4 || ::inet_pton(AF_INET, argv[1], &first) != 1) return 2;
    const auto targets = static_cast<std::uint32_t>(std::strtoul(argv[2], nullptr, 10));
    const auto ttls = static_cast<std::uint32_t>(std::strtoul(argv[3], nullptr, 10));
    const int descriptor = ::socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
    constexpr int on = 1;
    if (descriptor < 0 || ::setsockopt(descriptor, IPPROTO_IP, IP_HDRINCL, &on, sizeof on) != 0) return 4;

    static std::array<packet, batch> packets;
    std::array<mmsghdr, batch> messages{};
    for (std::size_t i = 0; i < batch; ++i) {
        packets[i].piece = {packets[i].octets.data(), packet_size};
        messages[i].msg_hdr.msg_name = &packets[i].to;
        messages[i].msg_hdr.msg_namelen = sizeof packets[i].to;
        messages[i].msg_hdr.msg_iov = &packets[i].piece;
        messages[i].msg_hdr.msg_iovlen = 1;
    }
    const auto began = std::chrono::steady_clock::now();
    std::size_t filled = 0;
    for (std::uint32_t number = 0; number < targets; ++number) {
        for (std::uint32_t ttl = 1; ttl <= ttls; ++ttl) {
            write(packets[filled++], ntohl(first.s_addr) + number, static_cast<std::uint8_t>(ttl));
            const bool last = number + 1 == targets && ttl == ttls;
            if (filled < batch && !last) continue;
            if (!send_all(descriptor, messages, filled)) return 5;
            filled = 0;
        }
    }
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - began;
    std::printf("{\"packets\":%llu,\"wall_s\":%.6f,\"cpu_s\":%.6f}\n",
                static_cast<unsigned long long>(targets) * ttls, wall.count(), cpu_seconds());
}
