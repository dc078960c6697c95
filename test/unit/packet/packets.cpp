#include "packets.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace tracerouter::packet::test {
namespace {

constexpr const char* quoted_probe =
    "45 00 00 3c"  // version 4, 20 octets of header; TOS 0; total length 60
    "12 34 00 00"  // identification; no flags, offset 0
    "01 01 11 66"  // TTL 1, ICMP, header checksum
    "c6 12 00 02"  // from 198.18.0.2
    "c6 12 0a 01"  // to 198.18.10.1
    "08 00 be ef"  // echo request, code 0, the wanted checksum
    "80 01 01 02"  // identifier 0x8001, sequence 0x0102
    "b8 0c";       // balance; 30 zeros follow

constexpr std::size_t least_quote = 28;
constexpr std::size_t whole_quote = 60;
constexpr std::size_t padded_quote = 128;

octets quote(std::size_t size) {
    octets bytes = from_hex(quoted_probe);
    bytes.resize(size);
    return bytes;
}

octets join(std::initializer_list<octets> pieces) {
    octets whole;
    for (const octets& piece : pieces) std::ranges::copy(piece, std::back_inserter(whole));
    return whole;
}

octets label_stack() {
    return from_hex(
        "20 00 53 e3"    // extension structure: version 2, checksum
        "00 0c 01 01"    // object of 12 octets, class 1 (MPLS), c-type 1 (incoming stack)
        "05 dc 30 01"    // label 24003, traffic class 0, not the bottom, TTL 1
        "49 34 0b fe");  // label 299840, traffic class 5, bottom, TTL 254
}

}  // namespace

echo_probe sample_probe() {
    return {.header = {.source = boost::asio::ip::make_address_v4("198.18.0.2"),
                       .destination = boost::asio::ip::make_address_v4("198.18.10.1"),
                       .ttl = packet::ttl{1},
                       .ip_id = 0x1234,
                       .packet_size = 60},
            .identifier = packet::identifier{0x8001},
            .sequence = packet::sequence{0x0102},
            .checksum = 0xbeef};
}

quoted_echo sample_echo() {
    return {sample_probe().identifier, sample_probe().sequence, sample_probe().checksum};
}

octets probe_packet() {
    return quote(whole_quote);
}

octets echo_reply_packet() {
    octets bytes = from_hex(
        "45 00 00 3c"  // total length 60
        "ab cd 00 00"  // identification
        "39 01 3f cc"  // TTL 57, ICMP, header checksum
        "c6 12 0a 01"  // from 198.18.10.1
        "c6 12 00 02"  // to 198.18.0.2
        "00 00 c6 ef"  // echo reply, code 0, the probe's checksum + 0x0800
        "80 01 01 02"  // identifier, sequence
        "b8 0c");      // the payload comes back
    bytes.resize(whole_quote);
    return bytes;
}

octets time_exceeded_packet() {
    return join({from_hex("45 c0 00 38"    // TOS 0xc0, total length 56
                          "55 55 00 00"    // identification
                          "40 01 97 88"    // TTL 64, ICMP, header checksum
                          "c6 12 01 01"    // from 198.18.1.1
                          "c6 12 00 02"    // to 198.18.0.2
                          "0b 00 ad 0c"    // time exceeded in transit, checksum
                          "00 00 00 00"),  // unused
                 quote(least_quote)});
}

octets prohibited_packet() {
    return join({from_hex("45 00 00 58"    // total length 88
                          "00 00 00 00"    // identification
                          "3a 01 f3 77"    // TTL 58, ICMP, header checksum
                          "c6 12 01 07"    // from 198.18.1.7
                          "c6 12 00 02"    // to 198.18.0.2
                          "03 0d fc f2"    // communication administratively prohibited, checksum
                          "00 00 00 00"),  // unused
                 quote(whole_quote)});
}

octets fragmentation_needed_packet() {
    return join({from_hex("45 c0 00 38"    // TOS 0xc0, total length 56
                          "00 07 00 00"    // identification
                          "3f 01 ed d6"    // TTL 63, ICMP, header checksum
                          "c6 12 01 01"    // from 198.18.1.1
                          "c6 12 00 02"    // to 198.18.0.2
                          "03 04 af 90"    // fragmentation needed, checksum
                          "00 00 05 78"),  // unused, next-hop MTU 1400
                 quote(least_quote)});
}

octets mpls_stack_packet() {
    return join({from_hex("45 00 00 ac"    // total length 172
                          "01 00 00 00"    // identification
                          "fd 01 2f 27"    // TTL 253, ICMP, header checksum
                          "c6 12 01 03"    // from 198.18.1.3
                          "c6 12 00 02"    // to 198.18.0.2
                          "0b 00 f4 df"    // time exceeded in transit, checksum
                          "00 20 00 00"),  // length 32 words: a quote of 128 octets
                 quote(padded_quote), label_stack()});
}

octets legacy_mpls_stack_packet() {
    return join({from_hex("45 00 00 ac"    // total length 172
                          "01 01 00 00"    // identification
                          "fd 01 2f 26"    // TTL 253, ICMP, header checksum
                          "c6 12 01 03"    // from 198.18.1.3
                          "c6 12 00 02"    // to 198.18.0.2
                          "0b 00 f4 ff"    // time exceeded in transit, checksum
                          "00 00 00 00"),  // no length
                 quote(padded_quote), label_stack()});
}

octets cut_echo_reply_packet() {
    return resized(echo_reply_packet(), 28);
}

octets parameter_problem_packet() {
    octets bytes = time_exceeded_packet();
    bytes[20] = std::byte{12};
    bytes[24] = std::byte{20};  // pointer: the first octet behind the quoted header
    reseal(bytes);
    return bytes;
}

octets miscounted_mpls_stack_packet() {
    octets bytes = mpls_stack_packet();
    bytes[25] = std::byte{128};
    const octets unchecked = from_hex("20 00 00 00 00 08 01 01 14 83 0b 01");
    bytes.resize(28 + padded_quote);
    bytes.insert(bytes.end(), unchecked.begin(), unchecked.end());
    reseal(bytes);
    return bytes;
}

parsed<answer> parse_datagram(std::span<const std::byte> datagram) {
    received_datagram received;
    received.bytes = datagram;
    return parse_answer(received);
}

std::span<const named_packet> answers() {
    static const std::array packets{
        named_packet{"echo_reply", echo_reply_packet()},
        named_packet{"time_exceeded", time_exceeded_packet()},
        named_packet{"prohibited", prohibited_packet()},
        named_packet{"fragmentation_needed", fragmentation_needed_packet()},
        named_packet{"mpls_stack", mpls_stack_packet()},
        named_packet{"legacy_mpls_stack", legacy_mpls_stack_packet()},
        named_packet{"cut_echo_reply", cut_echo_reply_packet()},
        named_packet{"parameter_problem", parameter_problem_packet()},
        named_packet{"miscounted_mpls_stack", miscounted_mpls_stack_packet()},
    };
    return packets;
}

}  // namespace tracerouter::packet::test
