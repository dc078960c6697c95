#pragma once

#include <boost/asio/ip/address_v4.hpp>

#include <vector>

#include "tracerouter/time.hpp"

namespace tracerouter::net {

/// The IPv4 networks that this host is itself a part of. In them, an address may be one of a broadcast.
class local_networks {
public:
    /// Whether one of them has addresses in the /24 of `address`. What is known is read anew when it is older than
    /// `lifetime`; where it cannot be read, they are taken to be everywhere.
    [[nodiscard]] bool reach(const boost::asio::ip::address_v4& address, time_point now, duration lifetime);

private:
    struct network {
        boost::asio::ip::address_v4::uint_type address;
        boost::asio::ip::address_v4::uint_type mask;
    };
    static std::vector<network> read();

    std::vector<network> networks_ = read();  // at once: with the sockets, before anybody waits for a turn to end
    time_point read_at_ = clock::now();
};

}  // namespace tracerouter::net
