#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <variant>

#include "packet/echo_reply.hpp"
#include "packet/icmp_error.hpp"
#include "packet/ipv4.hpp"
#include "packet/parse_error.hpp"

namespace tracerouter::packet {

/// A datagram that may answer a probe, in its pieces.
struct answer {
    ipv4_header outer;
    std::uint8_t icmp_type = 0;
    std::uint8_t icmp_code = 0;
    std::variant<echo_reply, icmp_error> body;
};

/// Reads a whole IPv4 datagram, as a raw socket gives it, that carries ICMP of type 0 (echo reply), 3 (destination
/// unreachable) or 11 (time exceeded). The ICMP checksum is verified, because raw sockets see packets before the
/// kernel does so. Spans in the answer point into `ip_datagram`.
/// Errors: every one of parse_error; unsupported_type and not_icmp say that the packet itself is sound so far.
[[nodiscard]] parsed<answer> parse_answer(std::span<const std::byte> ip_datagram) noexcept;

}  // namespace tracerouter::packet
