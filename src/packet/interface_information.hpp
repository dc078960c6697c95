#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "tracerouter/trace_result.hpp"

namespace tracerouter::packet {

/// Reads the payload of an Interface Information Object (RFC 5837 section 4), whose c-type says what is in it:
///
///      7   6   5   4   3   2   1   0
///     +-------+---+---+---+---+---+---+
///     | role  |   -   |idx|adr|nam|mtu|
///     +-------+-------+---+---+---+---+
///
/// in this order: index (4 octets); address family (2), reserved (2), address (4 or 16); length of what follows and
/// itself (1), name, zeros to a multiple of 4; MTU (4).
/// Nothing if the payload does not hold exactly what the c-type says.
[[nodiscard]] std::optional<interface_information> parse_interface_information(std::uint8_t c_type,
                                                                               std::span<const std::byte> payload);

}  // namespace tracerouter::packet
