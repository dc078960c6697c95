#pragma once

#include <boost/asio/ip/address.hpp>

#include <cstdint>
#include <optional>

namespace tracerouter::net {

/// All that routes and policy rules of this host may look at in a datagram.
struct route_query {
    boost::asio::ip::address destination{};
    std::optional<boost::asio::ip::address> source{};
    unsigned interface = 0;  ///< index of the one that it must leave by; 0: any
    std::optional<std::uint32_t> mark{};
    std::uint8_t tos = 0;
    std::uint8_t protocol = 0;  ///< IP protocol number, of TCP, UDP or ICMP; 0: not said, and no ports
    std::uint16_t source_port = 0;
    std::uint16_t destination_port = 0;
};

/// What kinds of destination there are for the kernel.
enum class route_kind : std::uint8_t { unicast, local, broadcast, multicast, other };

/// The kernel's answer.
struct route_answer {
    route_kind kind = route_kind::other;
    unsigned interface = 0;                             ///< by whose device it leaves
    std::optional<boost::asio::ip::address> gateway{};  ///< absent: the destination is a neighbour
    std::optional<boost::asio::ip::address> source{};   ///< that this host would give it, if it was not asked for
    std::optional<std::uint32_t> mtu{};                 ///< octets, where the route has a limit of its own
    bool several = false;                               ///< of several next hops the flow decides
    bool wrapped = false;                               ///< it is sent within another packet, or with labels
    /// Whether both lead to the same next hop.
    [[nodiscard]] bool same_way(const route_answer& other) const {
        return interface == other.interface && gateway == other.gateway;
    }
};

}  // namespace tracerouter::net
