#pragma once

#include <boost/asio/ip/address.hpp>
#include <boost/system/error_code.hpp>

#include <optional>
#include <string>

#include "tracerouter/error.hpp"

namespace tracerouter::net {

[[nodiscard]] inline bool is_link_local(const boost::asio::ip::address& address) {
    return address.is_v6() && address.to_v6().is_link_local();
}

/// Whether datagrams may be meant for a destination at all, from this source and through this interface (empty: any).
/// Errors: errc::unsupported_family, errc::multicast_target, errc::not_probeable, errc::missing_interface.
[[nodiscard]] inline boost::system::error_code check_destination(const boost::asio::ip::address& destination,
                                                                 const std::optional<boost::asio::ip::address>& source,
                                                                 const std::string& interface) {
    if (source && source->is_v4() != destination.is_v4()) return errc::unsupported_family;
    if (destination.is_multicast()) return errc::multicast_target;
    if (destination.is_unspecified() || destination == boost::asio::ip::address_v4::broadcast()) {
        return errc::not_probeable;
    }
    const bool named = !interface.empty() || !is_link_local(destination) || destination.to_v6().scope_id() != 0;
    return named ? boost::system::error_code{} : errc::missing_interface;
}

}  // namespace tracerouter::net
