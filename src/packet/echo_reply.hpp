#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "packet/parse_error.hpp"
#include "packet/types.hpp"

namespace tracerouter::packet {

/// An ICMP echo reply (RFC 792, RFC 4443 section 4.2): type 0 or 129, code, checksum (2), identifier (2), sequence (2),
/// the payload of the request.
struct echo_reply {
    packet::identifier identifier{};
    packet::sequence sequence{};
    /// Of the request that it returns: both differ in the type alone (8 and 0; 128 and 129), the addresses that ICMPv6
    /// covers change places.
    std::uint16_t request_checksum = 0;

    friend bool operator==(const echo_reply&, const echo_reply&) = default;
};

/// Reads a message of type 0 or 129 whose checksum was verified. Errors: truncated.
[[nodiscard]] parsed<echo_reply> parse_echo_reply(std::span<const std::byte> message) noexcept;

}  // namespace tracerouter::packet
