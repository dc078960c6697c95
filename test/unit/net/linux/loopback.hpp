#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/udp.hpp>

namespace tracerouter::net {

/// Whether this host has ::1, which containers often do not.
inline bool has_ipv6_loopback() {
    boost::asio::io_context context;
    boost::asio::ip::udp::socket socket(context);
    boost::system::error_code error;
    socket.open(boost::asio::ip::udp::v6(), error);
    if (!error) socket.bind({boost::asio::ip::address_v6::loopback(), 0}, error);
    return !error;
}

}  // namespace tracerouter::net
