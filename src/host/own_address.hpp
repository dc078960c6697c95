#pragma once

#include <boost/asio/ip/address.hpp>
#include <boost/system/error_code.hpp>

#include <string>

namespace tracerouter::host {

/// Says whether this host answers to an address: one of its own unicast addresses, as its routing tables say. So none
/// of a network (broadcast), of a group (multicast), of nobody (unspecified) or of another host is. `interface`: an
/// address of the routing table (VRF) of this interface is as good; empty: none. \return address_not_available where it
/// does not, or what the kernel said when it could not be asked
[[nodiscard]] boost::system::error_code check_own_address(const boost::asio::ip::address& address,
                                                          const std::string& interface);

}  // namespace tracerouter::host
