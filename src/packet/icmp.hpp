#pragma once

#include <cstddef>
#include <cstdint>

namespace tracerouter::packet {

// The numbers of ICMP (RFC 792) that this program sends or understands.

inline constexpr std::size_t icmp_header_size = 8;  ///< of every message here: type, code, checksum, four octets more

inline constexpr std::uint8_t icmp_echo_reply = 0;
inline constexpr std::uint8_t icmp_unreachable = 3;
inline constexpr std::uint8_t icmp_echo_request = 8;
inline constexpr std::uint8_t icmp_time_exceeded = 11;

inline constexpr std::uint8_t icmp_fragmentation_needed = 4;  ///< code of icmp_unreachable

}  // namespace tracerouter::packet
