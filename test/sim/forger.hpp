#pragma once

#include <boost/asio/ip/address_v4.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

#include "delivery.hpp"
#include "dice.hpp"

namespace tracerouter::sim {

inline constexpr boost::asio::ip::address_v4::uint_type liar = 0xc0000201;  // 192.0.2.1
inline constexpr std::uint8_t ttl_of_lies = 50;

/// A datagram that is to be taken for nobody's.
[[nodiscard]] delivery foreign(octets bytes);

/// A packet that looks like an answer to `probe` and is none: another's identifier, a sequence number never sent, the
/// wrong target or cookie, a truncated or damaged answer, or noise.
/// \param alone no other trace has the target of the probe
[[nodiscard]] delivery forge(std::span<const std::byte> probe, bool alone, dice& dice);

}  // namespace tracerouter::sim
