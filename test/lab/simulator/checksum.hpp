#pragma once

#include <cstdint>
#include <span>

#include "address.hpp"

namespace lab {

/// The Internet checksum (RFC 1071) of `bytes`, as the number to be stored big-endian; `start` is an unfolded sum that
/// comes before, e.g. that of a pseudo header. Over data that contains its own right checksum it gives 0.
std::uint16_t internet_checksum(std::span<const std::uint8_t> bytes, std::uint64_t start = 0);

/// The unfolded sum of the pseudo header of UDP and TCP (RFC 768, RFC 9293) and, over IPv6, of ICMP too (RFC 8200
/// section 8.1). Both addresses are of the family on the wire.
std::uint64_t pseudo_header_sum(address source, address destination, std::uint8_t protocol, std::size_t length);

}  // namespace lab
