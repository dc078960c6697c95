#pragma once

#include <boost/asio/ip/address.hpp>

#include <compare>
#include <cstddef>
#include <cstdint>

namespace tracerouter::targets {

/// An address as the number that it is, whatever its family.
struct address_number {
    std::uint64_t high = 0;
    std::uint64_t low = 0;

    friend auto operator<=>(const address_number&, const address_number&) = default;
};

/// Of a link-local address with its scope, for which there is room: bits 10 to 63 are zero (RFC 4291 section 2.5.6).
[[nodiscard]] inline address_number number_of(const boost::asio::ip::address& address) {
    if (address.is_v4()) return {0, address.to_v4().to_uint()};
    address_number number;
    for (const std::uint8_t octet : address.to_v6().to_bytes()) {
        number = {number.high << 8 | number.low >> 56, number.low << 8 | octet};
    }
    number.high ^= address.to_v6().scope_id();
    return number;
}

/// The address that has the number of `like` but for its lower half.
[[nodiscard]] inline boost::asio::ip::address with_low(const boost::asio::ip::address& like, std::uint64_t low) {
    if (like.is_v4()) return boost::asio::ip::address_v4{static_cast<std::uint32_t>(low)};
    auto octets = like.to_v6().to_bytes();
    for (std::size_t i = octets.size(); i-- > 8; low >>= 8) octets[i] = static_cast<std::uint8_t>(low);
    return boost::asio::ip::address_v6{octets, like.to_v6().scope_id()};
}

}  // namespace tracerouter::targets
