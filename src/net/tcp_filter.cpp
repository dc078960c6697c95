#include "net/tcp_filter.hpp"

#include <linux/filter.h>
#include <sys/socket.h>

#include <array>
#include <cstddef>

namespace tracerouter::net {

namespace {

constexpr unsigned flags_at = 13;
constexpr unsigned rst_or_syn = 0x06;
constexpr unsigned ack = 0x10;
constexpr unsigned whole = 0xffff;

// Four instructions that look at the flags in the accumulator.
constexpr std::array<sock_filter, 4> judge{{
    BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, ack, 0, 2),
    BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, rst_or_syn, 0, 1),
    BPF_STMT(BPF_RET | BPF_K, whole),
    BPF_STMT(BPF_RET | BPF_K, 0),
}};

template <std::size_t Size>
bool attach(int descriptor, std::array<sock_filter, Size> program) {
    const sock_fprog filter{.len = Size, .filter = program.data()};
    return ::setsockopt(descriptor, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter) == 0;
}

}  // namespace

bool let_pass_answers_to_syn(int descriptor, family family) {
    // A raw IPv4 socket filters the datagram with its IP header, a raw IPv6 socket without.
    if (family == family::ipv4) {
        return attach<6>(descriptor,
                         {{BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 0), BPF_STMT(BPF_LD | BPF_B | BPF_IND, flags_at),
                           judge[0], judge[1], judge[2], judge[3]}});
    }
    return attach<5>(descriptor,
                     {{BPF_STMT(BPF_LD | BPF_B | BPF_ABS, flags_at), judge[0], judge[1], judge[2], judge[3]}});
}

}  // namespace tracerouter::net
