#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/icmp.hpp>
#include <boost/system/result.hpp>

#include <string>

#include "net/socket_options.hpp"

namespace tracerouter::net {

/// Opens the raw ICMPv4 socket: we write the IP header (IP_HDRINCL), the kernel drops types that answer no probe
/// (ICMP_FILTER), counts what does not fit (SO_RXQ_OVFL) and stamps both directions (SO_TIMESTAMPING).
/// Errors: errc::missing_rights, or what the kernel said.
[[nodiscard]] boost::system::result<boost::asio::ip::icmp::socket> open_icmp_socket(
    const boost::asio::any_io_executor& executor, const socket_options& options);

/// Lets `descriptor` use one interface only (SO_BINDTODEVICE). Empty: any.
boost::system::error_code bind_to_interface(int descriptor, const std::string& interface);

/// Turns transmit stamps on and starts their numbering at 0 again.
void restart_transmit_stamps(int descriptor);

}  // namespace tracerouter::net
