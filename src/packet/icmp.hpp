#pragma once

#include <cstddef>
#include <cstdint>

namespace tracerouter::packet {

// The numbers of ICMP (RFC 792) and ICMPv6 (RFC 4443) that this program sends or understands.

inline constexpr std::size_t icmp_header_size = 8;  ///< of every message here: type, code, checksum, four octets more

inline constexpr std::uint8_t icmp_echo_reply = 0;
inline constexpr std::uint8_t icmp_unreachable = 3;
inline constexpr std::uint8_t icmp_echo_request = 8;
inline constexpr std::uint8_t icmp_time_exceeded = 11;
inline constexpr std::uint8_t icmp_parameter_problem = 12;

// Codes of icmp_unreachable.
inline constexpr std::uint8_t icmp_port_unreachable = 3;
inline constexpr std::uint8_t icmp_fragmentation_needed = 4;
inline constexpr std::uint8_t icmp_network_prohibited = 9;
inline constexpr std::uint8_t icmp_host_prohibited = 10;
inline constexpr std::uint8_t icmp_communication_prohibited = 13;  ///< RFC 1812 section 5.2.7.1

inline constexpr std::uint8_t icmpv6_unreachable = 1;
inline constexpr std::uint8_t icmpv6_packet_too_big = 2;
inline constexpr std::uint8_t icmpv6_time_exceeded = 3;
inline constexpr std::uint8_t icmpv6_parameter_problem = 4;
inline constexpr std::uint8_t icmpv6_echo_request = 128;
inline constexpr std::uint8_t icmpv6_echo_reply = 129;

// Codes of icmpv6_unreachable. The last two say why something is prohibited.
inline constexpr std::uint8_t icmpv6_prohibited = 1;
inline constexpr std::uint8_t icmpv6_port_unreachable = 4;
inline constexpr std::uint8_t icmpv6_source_policy = 5;
inline constexpr std::uint8_t icmpv6_reject_route = 6;

/// Code of time exceeded, in both families: a host has waited in vain for the other fragments of a datagram. It says
/// nothing about the TTL.
inline constexpr std::uint8_t icmp_reassembly_exceeded = 1;

}  // namespace tracerouter::packet
