#pragma once

#include <boost/asio/ip/address.hpp>

#include <cstdint>
#include <optional>
#include <string>

#include "tracerouter/log.hpp"

namespace tracerouter::net {

/// What the user wants of our sockets.
struct socket_options {
    std::optional<boost::asio::ip::address> source{};  ///< send from this address, in its family
    std::string interface {};                          ///< send through this interface only; empty: any
    std::optional<std::uint16_t> source_port{};        ///< send UDP and TCP from this port
    /// The port may be that of another socket which gives it up soon, as SO_REUSEADDR lets both of them say.
    bool port_taken_over = false;
    std::optional<std::uint32_t> mark{};  ///< firewall mark of what is sent (SO_MARK)
    bool bulk = false;                    ///< take many answers at little cost, where the kernel lets us
    bool fast_path = false;  ///< send through a packet socket, past the firewall and the queue of this host
    log_callback log{};
};

}  // namespace tracerouter::net
