#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "packet/parse_error.hpp"
#include "packet/types.hpp"

namespace tracerouter::packet {

/// An ICMP echo reply (RFC 792): type 0, code, checksum (2), identifier (2), sequence (2), the payload of the request.
struct echo_reply {
    packet::identifier identifier{};
    packet::sequence sequence{};
    std::uint16_t checksum = 0;  ///< as received

    friend bool operator==(const echo_reply&, const echo_reply&) = default;
};

/// The checksum of the request that `reply` returns: both differ in the type alone, 8 and 0.
[[nodiscard]] std::uint16_t request_checksum(const echo_reply& reply) noexcept;

/// Reads a message of type 0 whose checksum was verified. Errors: truncated.
[[nodiscard]] parsed<echo_reply> parse_echo_reply(std::span<const std::byte> message) noexcept;

}  // namespace tracerouter::packet
