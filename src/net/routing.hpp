#pragma once

#include <boost/system/result.hpp>

#include <cstdint>
#include <optional>

#include "net/route_query.hpp"
#include "net/way_out.hpp"
#include "tracerouter/time.hpp"

namespace tracerouter::net {

/// Who knows how datagrams leave this host. One look-up decides about source address, interface and next hop, as it
/// would for a program that opens a connection with these addresses and ports; what is sent is then told to go that
/// way.
class routing {
public:
    /// Whether sockets send headers of ours: then the kernel does not see the ports and may take another way for them.
    enum class headers_by : bool { kernel, us };

    routing() = default;
    routing(routing&&) = default;
    routing& operator=(routing&&) = default;
    virtual ~routing() = default;

    /// The way of datagrams with this destination, TOS, protocol and ports; the rest of `query` is filled in from the
    /// options.
    ///
    /// Errors: errc::unsupported_family (that the source asked for is not of), errc::multicast_target,
    /// errc::not_probeable, errc::missing_interface (of a link-local address), errc::no_source_address,
    /// errc::prohibited_route, errc::blackhole_route, errc::unreachable_route, or what the kernel said (no route, say).
    [[nodiscard]] virtual boost::system::result<way_out> find(const route_query& query, time_point now) = 0;

    /// Whether datagrams can still leave the way that was found for such a query: this host has the source address and
    /// the interface, and that leads there.
    [[nodiscard]] virtual bool stands(const way_out& way, const route_query& query, time_point now) = 0;

    /// Octets of the largest packet that goes that way unfragmented, as far as this host was told and not as it learnt
    /// from its packets; absent: that cannot be told.
    [[nodiscard]] virtual std::optional<std::uint16_t> link_mtu(route_query query, const way_out& way) = 0;

    /// How often routes, rules, addresses or links have changed, as far as this was heard.
    [[nodiscard]] virtual std::uint64_t changes() const = 0;
    /// Hears of changes. What descriptor() becomes readable for is taken by it.
    virtual void hear() = 0;
    /// Readable when there is something to hear; none: nothing is ever heard.
    [[nodiscard]] virtual std::optional<int> descriptor() const = 0;
};

}  // namespace tracerouter::net
