// The raw limit: what a loop that does nothing but send costs on the kind of socket that the tracer uses.
//
// usage: tracerouter-raw-limit FIRST_ADDRESS TARGETS TTLS [deaf]
// Sends one ICMP echo request to each of so many consecutive IPv4 addresses with each TTL from 1 to TTLS, in batches of
// 64 by sendmmsg on a non-blocking raw socket with IP_HDRINCL, and reads nothing. `deaf`: the kernel does not keep the
// answers for it either. Prints one JSON object: packets, wall_s, cpu_s.

#include <arpa/inet.h>
#include <linux/icmp.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <poll.h>
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
#include <string_view>

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
    const std::uint16_t checksum = htons(0xf7ff);  // of an echo request of zeros
    std::memcpy(out.octets.data(), &ip, sizeof ip);
    out.octets[20] = std::byte{ICMP_ECHO};
    std::memcpy(&out.octets[22], &checksum, sizeof checksum);
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

// Whether the reason for which nothing could be sent has passed. A full queue of the device tells nobody when it has
// room again.
bool wait_for_room(int descriptor) {
    if (errno == EINTR) return true;
    if (errno == ENOBUFS) return ::poll(nullptr, 0, 1) == 0;
    pollfd writable{descriptor, POLLOUT, 0};
    return (errno == EAGAIN || errno == EWOULDBLOCK) && ::poll(&writable, 1, -1) == 1;
}

bool send_all(int descriptor, std::array<mmsghdr, batch>& messages, std::size_t count) {
    for (std::size_t sent = 0; sent < count;) {
        const int taken = ::sendmmsg(descriptor, &messages[sent], static_cast<unsigned>(count - sent), MSG_DONTWAIT);
        if (taken < 0 && !wait_for_room(descriptor)) return false;
        sent += taken > 0 ? static_cast<std::size_t>(taken) : 0;
    }
    return true;
}

int open_socket(bool deaf) {
    const int descriptor = ::socket(AF_INET, SOCK_RAW | SOCK_NONBLOCK, IPPROTO_ICMP);
    constexpr int on = 1;
    constexpr icmp_filter every_type{~std::uint32_t{0}};
    if (::setsockopt(descriptor, IPPROTO_IP, IP_HDRINCL, &on, sizeof on) != 0) return -1;
    if (deaf && ::setsockopt(descriptor, SOL_RAW, ICMP_FILTER, &every_type, sizeof every_type) != 0) return -1;
    return descriptor;
}

bool send_each(int descriptor, std::uint32_t first, std::uint32_t targets, std::uint32_t ttls) {
    static std::array<packet, batch> packets;
    std::array<mmsghdr, batch> messages{};
    for (std::size_t i = 0; i < batch; ++i) {
        packets[i].piece = {packets[i].octets.data(), packet_size};
        messages[i].msg_hdr.msg_name = &packets[i].to;
        messages[i].msg_hdr.msg_namelen = sizeof packets[i].to;
        messages[i].msg_hdr.msg_iov = &packets[i].piece;
        messages[i].msg_hdr.msg_iovlen = 1;
    }
    std::size_t filled = 0;
    for (std::uint32_t number = 0; number < targets; ++number) {
        for (std::uint32_t ttl = 1; ttl <= ttls; ++ttl) {
            write(packets[filled++], first + number, static_cast<std::uint8_t>(ttl));
            if (filled < batch) continue;
            if (!send_all(descriptor, messages, filled)) return false;
            filled = 0;
        }
    }
    return send_all(descriptor, messages, filled);
}

}  // namespace

int main(int argc, char** argv) {
    in_addr first{};
    const bool deaf = argc == 5 && std::string_view{argv[4]} == "deaf";
    if (argc != (deaf ? 5 : 4) || ::inet_pton(AF_INET, argv[1], &first) != 1) return 2;
    const auto targets = static_cast<std::uint32_t>(std::strtoul(argv[2], nullptr, 10));
    const auto ttls = static_cast<std::uint32_t>(std::strtoul(argv[3], nullptr, 10));
    const int descriptor = open_socket(deaf);
    if (descriptor < 0) return 4;
    const auto began = std::chrono::steady_clock::now();
    if (!send_each(descriptor, ntohl(first.s_addr), targets, ttls)) return 5;
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - began;
    std::printf("{\"packets\":%llu,\"wall_s\":%.6f,\"cpu_s\":%.6f}\n", static_cast<unsigned long long>(targets) * ttls,
                wall.count(), cpu_seconds());
}
