#pragma once

#include <boost/asio/ip/address.hpp>
#include <boost/system/result.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "net/file_descriptor.hpp"
#include "net/local_networks.hpp"
#include "net/socket_options.hpp"
#include "net/source_cache.hpp"
#include "tracerouter/time.hpp"

namespace tracerouter::net {

/// Asks the kernel which source address it would use: it connects a UDP socket, which sends nothing, and looks at its
/// name.
class route_finder {
public:
    /// Errors: what the kernel said, the interface not being there among others.
    [[nodiscard]] static boost::system::result<route_finder> open(const socket_options& options);

    /// Errors: errc::unsupported_family (of this host, or of the source address asked for), errc::not_probeable,
    /// errc::missing_interface (of a link-local address), or what the kernel said (no route, say).
    ///
    /// An answer holds for its neighbours too, for some seconds, so that a survey does not ask for each address.
    [[nodiscard]] boost::system::result<boost::asio::ip::address> source_for(
        const boost::asio::ip::address& destination, time_point now);

    /// Octets of the largest packet that the interface with this address takes, if that can be told.
    [[nodiscard]] std::optional<std::uint16_t> link_mtu(const boost::asio::ip::address& source) const;

private:
    boost::system::error_code forget_destination(int descriptor) const;
    [[nodiscard]] boost::system::result<boost::asio::ip::address> ask(const boost::asio::ip::address& destination);
    [[nodiscard]] bool holds_for_neighbours(const boost::asio::ip::address& destination, time_point now);

    std::string interface_;
    std::array<file_descriptor, 2> sockets_;  // IPv4, IPv6; not open: that family is not there
    source_cache known_;
    local_networks near_;
};

}  // namespace tracerouter::net
