#pragma once

#include <span>
#include <string_view>

#include "octets.hpp"
#include "packet/answer.hpp"
#include "packet/echo_request.hpp"

namespace tracerouter::packet::test {

/// The probe that all these packets answer, as a router with TTL 1 left receives it.
[[nodiscard]] echo_probe sample_probe();

/// Its first eight octets behind the IP header.
[[nodiscard]] quoted_echo sample_echo();

// Whole datagrams as they come off the wire; the ones with a quote quote the bytes of sample_probe().

[[nodiscard]] octets probe_packet();                 ///< sample_probe() itself
[[nodiscard]] octets echo_reply_packet();            ///< from the target
[[nodiscard]] octets time_exceeded_packet();         ///< quotes the least: 28 octets
[[nodiscard]] octets prohibited_packet();            ///< type 3 code 13, quotes the whole probe
[[nodiscard]] octets fragmentation_needed_packet();  ///< type 3 code 4 with an MTU
[[nodiscard]] octets mpls_stack_packet();            ///< time exceeded, quote of 128 octets, RFC 4884 with two labels
[[nodiscard]] octets legacy_mpls_stack_packet();     ///< the same from a router older than RFC 4884: length field 0

[[nodiscard]] octets cut_echo_reply_packet();         ///< from the target, without the data
[[nodiscard]] octets parameter_problem_packet();      ///< type 12 code 0
[[nodiscard]] octets miscounted_mpls_stack_packet();  ///< one label; length in octets, no checksum made

struct named_packet {
    std::string_view name;
    octets bytes;
};

/// parse_answer of a whole IPv4 datagram, as raw sockets give it.
[[nodiscard]] parsed<answer> parse_datagram(std::span<const std::byte> datagram);

/// Every packet above that answers a probe.
[[nodiscard]] std::span<const named_packet> answers();

}  // namespace tracerouter::packet::test
