#pragma once

#include <boost/asio/ip/address.hpp>

namespace tracerouter {

/// The IPv4 address that an IPv4-mapped IPv6 address stands for (RFC 4291 section 2.5.5.2); any other address as it is.
/// Programs and files write IPv4 addresses in this form, but no packet ever carries one. Every address that
/// comes in from outside passes this function: that of a trace, a source, what a name means.
[[nodiscard]] inline boost::asio::ip::address without_mapping(const boost::asio::ip::address& address) {
    if (!address.is_v6() || !address.to_v6().is_v4_mapped()) return address;
    return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, address.to_v6());
}

}  // namespace tracerouter
