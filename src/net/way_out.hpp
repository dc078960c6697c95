#pragma once

#include <boost/asio/ip/address.hpp>

#include <optional>

namespace tracerouter::net {

/// How datagrams to a destination leave this host, as one look-up has decided.
struct way_out {
    boost::asio::ip::address source{};
    bool names_source = true;  ///< the kernel is told the source; otherwise it chooses the same by itself
    unsigned interface = 0;    ///< index of the one it leaves by; 0: the kernel need not be told
    /// Whom the datagram is handed to, where the kernel would choose another by itself; absent: the kernel's choice.
    std::optional<boost::asio::ip::address> next_hop{};
    bool direct = false;  ///< no router is on the way
    /// The router that it is handed to, whoever chooses it; absent: the destination is a neighbour, or that is unknown.
    std::optional<boost::asio::ip::address> gateway{};
    bool needs_stack = false;  ///< it stays on this host, or the kernel wraps it into another packet

    friend bool operator==(const way_out&, const way_out&) = default;
};

}  // namespace tracerouter::net
