#pragma once

#include <cstdint>

namespace tracerouter::packet {

// Numbers of probes and packets that must not be mistaken for each other.

/// ICMP echo identifier (RFC 792): which trace.
enum class identifier : std::uint16_t {};

/// ICMP echo sequence number (RFC 792): which probe of the trace.
enum class sequence : std::uint16_t {};

/// IPv4 time to live (RFC 791): hops a packet may still go.
enum class ttl : std::uint8_t {};

[[nodiscard]] constexpr std::uint16_t value(identifier number) noexcept {
    return static_cast<std::uint16_t>(number);
}
[[nodiscard]] constexpr std::uint16_t value(sequence number) noexcept {
    return static_cast<std::uint16_t>(number);
}
[[nodiscard]] constexpr std::uint8_t value(ttl number) noexcept {
    return static_cast<std::uint8_t>(number);
}

}  // namespace tracerouter::packet
