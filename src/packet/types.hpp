#pragma once

#include <cstdint>

namespace tracerouter::packet {

// Numbers of probes and packets that must not be mistaken for each other.

/// ICMP echo identifier (RFC 792): which trace.
enum class identifier : std::uint16_t {};

/// ICMP echo sequence number (RFC 792), or what stands for it in UDP and TCP: which probe of the trace.
enum class sequence : std::uint16_t {};

/// IPv4 time to live (RFC 791), IPv6 hop limit (RFC 8200): hops a packet may still go.
enum class ttl : std::uint8_t {};

/// UDP and TCP port.
enum class port : std::uint16_t {};

[[nodiscard]] constexpr std::uint16_t value(identifier number) noexcept {
    return static_cast<std::uint16_t>(number);
}
[[nodiscard]] constexpr std::uint16_t value(sequence number) noexcept {
    return static_cast<std::uint16_t>(number);
}
[[nodiscard]] constexpr std::uint8_t value(ttl number) noexcept {
    return static_cast<std::uint8_t>(number);
}
[[nodiscard]] constexpr std::uint16_t value(port number) noexcept {
    return static_cast<std::uint16_t>(number);
}

// Numbers of the protocols above IP (IPv4 protocol, IPv6 next header).
inline constexpr std::uint8_t protocol_icmp = 1;
inline constexpr std::uint8_t protocol_tcp = 6;
inline constexpr std::uint8_t protocol_udp = 17;
inline constexpr std::uint8_t protocol_icmpv6 = 58;

}  // namespace tracerouter::packet
