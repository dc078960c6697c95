#pragma once

#include <boost/asio/ip/address.hpp>

#include <cstdint>
#include <optional>

#include "tracerouter/trace_options.hpp"

namespace tracerouter::engine {

/// What one trace is asked to do.
struct start_request {
    boost::asio::ip::address target;
    boost::asio::ip::address source;
    std::uint16_t link_mtu = 1500;            ///< of our own link, octets
    std::optional<std::uint16_t> identifier;  ///< what the socket puts in its probes; absent: ours to choose
    trace_options options;                    ///< must be valid
    bool announce_hops = false;               ///< events for single hops too, not only for the end
    bool announce_probes = false;             ///< events for single probes, too
    bool stays = false;                       ///< its place is kept when it has ended, for again(), until forget()
    /// Each TTL is asked, whatever is known of the path, and each answer awaited for trace_options::wait. What other
    /// traces know is not used, and nothing is asked again. A trace that lacks answers listens as long again.
    bool watches = false;
    std::uint8_t flows = 1;    ///< parallel paths that it may follow, from 1; engine_config has the limit
    std::uint32_t egress = 0;  ///< to be named with each datagram: route::egress
    bool direct = false;       ///< no router is on the way: route::direct
};

}  // namespace tracerouter::engine
