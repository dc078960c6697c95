#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "address.hpp"
#include "probe.hpp"

namespace lab {

constexpr std::size_t ipv6_size = 40;  // of the header, RFC 8200 section 3

constexpr std::uint8_t icmpv6_unreachable = 1;
constexpr std::uint8_t icmpv6_too_big = 2;
constexpr std::uint8_t icmpv6_time_exceeded = 3;
constexpr std::uint8_t icmpv6_parameter_problem = 4;
constexpr std::uint8_t icmpv6_echo_request = 128;
constexpr std::uint8_t icmpv6_echo_reply = 129;

address load_ipv6_address(std::span<const std::uint8_t> bytes, std::size_t offset);
void store_ipv6_address(std::span<std::uint8_t> bytes, std::size_t offset, address value);

/// Takes the IPv6 header of a datagram apart, up to `payload`. Extension headers are a transport that nobody knows.
parse_status parse_ipv6_header(std::span<const std::uint8_t> datagram, probe& out);

}  // namespace lab
