#include "net/linux/filters.hpp"

#include <linux/filter.h>
#include <linux/icmp.h>
#include <linux/if_packet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <cstdint>

#include "net/posix/socket_calls.hpp"

namespace tracerouter::net {

namespace {

// Names of the IPv4 header (RFC 791 section 3.1).
constexpr unsigned fragment_at = 6;
constexpr unsigned fragment_bits = 0x3fff;  // more fragments, or not the first
constexpr unsigned protocol_at = 9;

constexpr unsigned tcp_flags_at = 13;
constexpr unsigned syn = 0x02;
constexpr unsigned rst = 0x04;
constexpr unsigned ack = 0x10;

constexpr sock_filter pass = BPF_STMT(BPF_RET | BPF_K, 0xffff);
constexpr sock_filter drop = BPF_STMT(BPF_RET | BPF_K, 0);

// The transport header's place goes to X.
constexpr sock_filter skip_ipv4_header = BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 0);

constexpr sock_filter load_octet(unsigned at) {
    return BPF_STMT(BPF_LD | BPF_B | BPF_ABS, at);
}

constexpr sock_filter load_octet_behind_header(unsigned at) {
    return BPF_STMT(BPF_LD | BPF_B | BPF_IND, at);
}

constexpr sock_filter skip_if_equal(unsigned value, std::uint8_t instructions) {
    return BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, instructions, 0);
}

constexpr sock_filter skip_unless_equal(unsigned value, std::uint8_t instructions) {
    return BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, instructions);
}

constexpr sock_filter skip_if_any(unsigned bits, std::uint8_t instructions) {
    return BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, bits, instructions, 0);
}

constexpr sock_filter skip_if_none(unsigned bits, std::uint8_t instructions) {
    return BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, bits, 0, instructions);
}

template <std::size_t Size>
bool attach(int descriptor, std::array<sock_filter, Size> program) {
    const sock_fprog filter{.len = Size, .filter = program.data()};
    return set_option(descriptor, SOL_SOCKET, SO_ATTACH_FILTER, filter);
}

}  // namespace

bool let_pass_answers_to_syn(int descriptor, family family) {
    constexpr sock_filter if_reset = skip_if_any(rst, 2);
    constexpr sock_filter if_acknowledged = skip_if_none(ack, 2);
    constexpr sock_filter if_accepted = skip_if_none(syn, 1);
    // A raw IPv4 socket filters the datagram with its IP header, a raw IPv6 socket without.
    if (family == family::ipv4) {
        return attach<7>(descriptor, {skip_ipv4_header, load_octet_behind_header(tcp_flags_at), if_reset,
                                      if_acknowledged, if_accepted, pass, drop});
    }
    return attach<6>(descriptor, {load_octet(tcp_flags_at), if_reset, if_acknowledged, if_accepted, pass, drop});
}

bool let_pass_icmp_answers(int descriptor) {
    constexpr sock_filter load_packet_type =
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, std::uint32_t(SKF_AD_OFF + SKF_AD_PKTTYPE));
    constexpr sock_filter load_fragment = BPF_STMT(BPF_LD | BPF_H | BPF_ABS, fragment_at);
    return attach<14>(descriptor,
                      {load_packet_type, skip_unless_equal(PACKET_HOST, 11),         //
                       load_octet(protocol_at), skip_unless_equal(IPPROTO_ICMP, 9),  //
                       load_fragment, skip_if_any(fragment_bits, 7),                 //
                       skip_ipv4_header, load_octet_behind_header(0),                //
                       skip_if_equal(ICMP_ECHOREPLY, 3), skip_if_equal(ICMP_DEST_UNREACH, 2),
                       skip_if_equal(ICMP_TIME_EXCEEDED, 1), skip_unless_equal(ICMP_PARAMETERPROB, 1), pass, drop});
}

bool let_pass_nothing(int descriptor) {
    return attach<1>(descriptor, {drop});
}

}  // namespace tracerouter::net
