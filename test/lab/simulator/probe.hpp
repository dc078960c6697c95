#pragma once

#include <chrono>
#include <cstdint>
#include <span>

#include "address.hpp"

namespace lab {

enum class transport : std::uint8_t {
    icmp,   // ICMP echo request
    udp,    // UDP with a whole header
    tcp,    // TCP with a whole header
    other,  // anything else that is well-formed; routers treat it like the rest, nobody answers it at the end
};

/// A datagram read from the device, taken apart. `bytes` and `payload` point into the reader's buffer.
struct probe {
    std::span<const std::uint8_t> bytes;
    std::span<const std::uint8_t> payload;  // behind the IP header
    address source;
    address destination;
    transport kind = transport::other;
    std::uint8_t protocol = 0;
    std::uint8_t ttl = 0;  // IPv6: hop limit
    std::uint8_t tos = 0;
    bool dont_fragment = false;
    std::uint16_t ip_id = 0;       // IPv4
    bool ipv6 = false;             // on the wire; source and destination are those of the scenario all the same
    std::uint32_t flow_label = 0;  // IPv6

    std::uint16_t identifier = 0;  // ICMP identifier, or UDP/TCP source port
    std::uint16_t sequence = 0;    // ICMP sequence number, or UDP/TCP destination port
    std::uint16_t checksum = 0;    // of the transport header
    std::uint32_t tcp_sequence = 0;
    std::uint8_t tcp_flags = 0;
    std::chrono::nanoseconds at{0};  // when it was read, since the first of all
    std::uint32_t first_word = 0;    // first four octets behind the IP header: what routers hash into a flow
};

enum class parse_status : std::uint8_t {
    ok,
    foreign_version,  // neither IPv4 nor IPv6, or multicast
    fragment,         // not the first fragment: RFC 1812 4.3.2.7 forbids to answer it
    malformed,        // lengths that do not fit together
};

parse_status parse_probe(std::span<const std::uint8_t> datagram, probe& out);

/// Whether the end host would accept it: ICMP, UDP (unless 0 over IPv4) and TCP checksums.
bool transport_checksum_ok(const probe& datagram);

}  // namespace lab
