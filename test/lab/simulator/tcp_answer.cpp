#include "tcp_answer.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>

#include "checksum.hpp"
#include "dual_stack.hpp"
#include "path.hpp"
#include "wire.hpp"

namespace lab {

std::size_t write_tcp_answer(const answer_plan& plan, const probe& datagram, std::span<std::uint8_t> out) {
    const bool acknowledges = (datagram.tcp_flags & TH_ACK) != 0;
    tcphdr header{};
    header.source = htons(datagram.sequence);
    header.dest = htons(datagram.identifier);
    header.doff = sizeof header / 4;
    const std::uint32_t acknowledged = htonl(datagram.tcp_sequence + plan.met.how->acknowledges);
    header.ack_seq = acknowledged;
    header.ack = 1;
    if (plan.kind == answer_kind::tcp_syn_ack) {
        header.syn = 1;
        header.seq = htonl(static_cast<std::uint32_t>(flow_hash(datagram)));
        header.window = htons(65535);
    } else if (plan.kind == answer_kind::tcp_bare_reset) {
        header.rst = 1;
        header.seq = acknowledged;
        header.ack = 0;
        header.ack_seq = 0;
    } else {
        header.rst = 1;
        // RFC 9293 3.10.7.1: a reset that answers an ACK takes its sequence number from there and acknowledges nothing.
        if (acknowledges) {
            header.seq = htonl(load32(datagram.payload, 8));
            header.ack = 0;
            header.ack_seq = 0;
        }
    }
    store(out, header);
    const auto pseudo = pseudo_header_sum(on_wire(plan.from, datagram.ipv6), on_wire(datagram.source, datagram.ipv6),
                                          IPPROTO_TCP, sizeof header);
    store16(out, 16, internet_checksum(out.first(sizeof header), pseudo));
    return sizeof header;
}

}  // namespace lab
