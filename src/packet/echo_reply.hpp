#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "packet/parse_error.hpp"
#include "packet/types.hpp"

namespace tracerouter::packet {

/// An ICMP echo reply (RFC 792, RFC 4443 section 4.2): type 0 or 129, code, checksum (2), identifier (2), sequence (2),
/// the payload of the request, or less of it: some targets send back no more than 68 octets, some none.
struct echo_reply {
    packet::identifier identifier{};
    packet::sequence sequence{};
    /// Of the request that it returns: both differ in the type alone (8 and 0; 128 and 129), the addresses that ICMPv6
    /// covers change places. Absent if the balance of the request has not come back, without which its checksum says
    /// nothing. The zeros behind that may have been cut: only ICMPv6 covers the size.
    std::optional<std::uint16_t> request_checksum;
    std::size_t size = 0;  ///< octets of the message

    friend bool operator==(const echo_reply&, const echo_reply&) = default;
};

/// Reads a message of type 0 or 129 whose checksum was verified. Errors: truncated.
[[nodiscard]] parsed<echo_reply> parse_echo_reply(std::span<const std::byte> message) noexcept;

}  // namespace tracerouter::packet
