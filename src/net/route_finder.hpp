#pragma once

#include <boost/asio/ip/address.hpp>
#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "net/route_cache.hpp"
#include "net/route_events.hpp"
#include "net/route_query.hpp"
#include "net/rtnetlink.hpp"
#include "net/socket_options.hpp"
#include "net/way_out.hpp"
#include "tracerouter/time.hpp"

namespace tracerouter::net {

/// Asks the kernel's routing how datagrams leave. One look-up decides about source address, interface and next hop, as
/// it would for a program that opens a connection with these addresses and ports; what is sent is then told to go that
/// way.
class route_finder {
public:
    /// Whether sockets send headers of ours: then the kernel does not see the ports and may take another way for them.
    enum class headers_by : bool { kernel, us };

    /// Errors: what the kernel said, the interface not being there among others.
    [[nodiscard]] static boost::system::result<route_finder> open(const socket_options& options, headers_by headers);

    /// The way of datagrams with this destination, TOS, protocol and ports; the rest of `query` is filled in from the
    /// options.
    ///
    /// Errors: errc::unsupported_family (that the source asked for is not of), errc::not_probeable,
    /// errc::missing_interface (of a link-local address), errc::no_source_address, errc::prohibited_route,
    /// errc::blackhole_route, errc::unreachable_route, or what the kernel said (no route, say).
    ///
    /// An answer is remembered until a route, rule, address or link of this host changes, and for some seconds at most.
    [[nodiscard]] boost::system::result<way_out> find(const route_query& query, time_point now);

    /// Octets of the largest packet that goes that way unfragmented, as far as this host was told and not as it learnt
    /// from its packets; absent: that cannot be told.
    [[nodiscard]] std::optional<std::uint16_t> link_mtu(route_query query, const way_out& way);

private:
    struct memory {
        std::optional<route_cache> cache;
        unsigned asked = 0;  // since something changed
    };

    route_finder(rtnetlink kernel, route_events events, const socket_options& options, headers_by headers);
    [[nodiscard]] boost::system::error_code check(const boost::asio::ip::address& destination) const;
    void complete(route_query& query) const;
    [[nodiscard]] boost::system::result<way_out> look_up(const route_query& query, time_point now);
    void learn_routes(memory& known, bool v4);
    [[nodiscard]] boost::system::result<way_out> decide(route_query query);
    [[nodiscard]] boost::system::error_code choose_address_of_interface(route_query& query);
    [[nodiscard]] boost::system::result<route_answer> follow_source(const route_query& query,
                                                                    const route_answer& first);
    [[nodiscard]] way_out carry(const route_query& query, const route_answer& answer);
    [[nodiscard]] bool leads(const way_out& way, const route_query& query, const route_answer& wanted);
    [[nodiscard]] boost::system::error_code meaning_of(boost::system::error_code error, const route_query& query);
    [[nodiscard]] bool has_address(const boost::asio::ip::address& source);

    rtnetlink kernel_;
    route_events events_;
    std::optional<boost::asio::ip::address> source_;
    std::string interface_;
    std::optional<std::uint32_t> mark_;
    headers_by headers_;
    std::array<memory, 2> memories_;  // IPv4, IPv6
};

}  // namespace tracerouter::net
