#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/system/result.hpp>

#include "net/socket_options.hpp"

namespace tracerouter::net {

/// Asks the kernel which source address it would use: it connects a UDP socket, which sends nothing, and looks at its
/// name.
class route_finder {
public:
    /// Errors: what the kernel said, the interface not being there among others.
    [[nodiscard]] static boost::system::result<route_finder> open(const boost::asio::any_io_executor& executor,
                                                                  socket_options options);

    /// Errors: errc::unsupported_family, errc::not_probeable, or what the kernel said (no route, say).
    [[nodiscard]] boost::system::result<boost::asio::ip::address> source_for(
        const boost::asio::ip::address& destination);

private:
    route_finder(boost::asio::ip::udp::socket socket, socket_options options);
    boost::system::error_code forget_destination();

    boost::asio::ip::udp::socket socket_;
    socket_options options_;
};

}  // namespace tracerouter::net
