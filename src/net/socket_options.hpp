#pragma once

#include <boost/asio/ip/address.hpp>

#include <optional>
#include <string>

namespace tracerouter::net {

/// What the user wants of our sockets.
struct socket_options {
    std::optional<boost::asio::ip::address> source;  ///< send from this address
    std::string interface;                           ///< send and receive through this interface only; empty: any
};

}  // namespace tracerouter::net
