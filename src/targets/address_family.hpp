#pragma once

#include <boost/asio/ip/address.hpp>

namespace tracerouter::targets {

/// Which addresses are wanted.
enum class address_family : unsigned char {
    any,   ///< all addresses of a name, in the order of the system (RFC 6724)
    ipv4,  ///< IPv4 only
    ipv6,  ///< IPv6 only
};

[[nodiscard]] inline bool belongs_to(address_family wanted, const boost::asio::ip::address& address) {
    return wanted == address_family::any || address.is_v4() == (wanted == address_family::ipv4);
}

}  // namespace tracerouter::targets
