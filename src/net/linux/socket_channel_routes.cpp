#include "net/linux/socket_channel.hpp"

#include <net/if.h>
#include <netinet/in.h>

#include <memory>
#include <optional>
#include <utility>

#include "net/linux/plain_routing.hpp"
#include "net/linux/route_finder.hpp"
#include "net/linux/sockets.hpp"
#include "net/posix/socket_calls.hpp"
#include "tracerouter/error.hpp"

namespace tracerouter::net {

using boost::system::error_code;

namespace {

/// What routes may look at. Echo requests have no ports.
route_query query_of(const boost::asio::ip::address& destination, const trace_options& options, std::uint16_t port) {
    route_query query{.destination = destination, .tos = options.tos};
    switch (options.protocol) {
        case protocol::icmp:
            query.protocol = destination.is_v4() ? std::uint8_t{IPPROTO_ICMP} : std::uint8_t{IPPROTO_ICMPV6};
            return query;
        case protocol::udp: query.protocol = IPPROTO_UDP; break;
        case protocol::tcp: query.protocol = IPPROTO_TCP; break;
    }
    query.source_port = port;
    query.destination_port = port_of(options);
    return query;
}

}  // namespace

error_code socket_channel::open_routes() {
    using headers_by = routing::headers_by;
    const headers_by headers = raw_ ? headers_by::us : headers_by::kernel;
    bound_to_ = raw_ ? 0 : ::if_nametoindex(options_.interface.c_str());
    auto finder = route_finder::open(options_, headers);
    if (finder) {
        routes_ = std::make_unique<route_finder>(*std::move(finder));
        return watch_routes();
    }
    if (!plain_routing::needed(finder.error())) return finder.error();
    if (options_.log) options_.log(log_level::debug, "routes are not asked for: " + finder.error().message());
    auto plain = plain_routing::open(options_, headers);
    if (!plain) return plain.error();
    routes_ = std::make_unique<plain_routing>(*std::move(plain));
    return {};
}

error_code socket_channel::watch_routes() {
    const auto heard = duplicate(*routes_->descriptor());
    if (!heard) return heard.error();
    changes_ = waiter_->add(socket_handle(executor_, *heard));
    waiter_->watch(*changes_);
    return {};
}

std::uint64_t socket_channel::route_changes() {
    if (changes_ && waiter_->take_arrived(*changes_)) routes_->hear();
    return routes_->changes();
}

bool socket_channel::stands(const route& given, const boost::asio::ip::address& destination,
                            const trace_options& options) {
    if (bound_to_ != 0 && bound_to_ != ::if_nametoindex(options_.interface.c_str())) return false;
    const egress_table::exit& exit = exits_.at(given.egress);
    const way_out way{.source = given.source, .interface = exit.interface, .direct = given.direct};
    return routes_->stands(way, query_of(destination, options, given.identifier.value_or(0)), now());
}

// A socket is bound to an interface for good, and of no use once that has gone and come back as another. Those that
// need no right are opened anew.
error_code socket_channel::follow_interface() {
    if (bound_to_ == 0) return {};
    const unsigned there = ::if_nametoindex(options_.interface.c_str());
    if (there == 0 || there == bound_to_) return {};
    for (const socket_kind kind : {socket_kind::ping, socket_kind::udp}) {
        for (const family family : {family::ipv4, family::ipv6}) {
            if (!at(kind, family)) continue;
            if (const error_code error = reopen(kind, family, options_)) return error;
        }
    }
    bound_to_ = there;
    return {};
}

// Its port stays taken meanwhile, so that no other program gets it.
error_code socket_channel::take_over_port(socket_kind kind, family family, socket_options options) {
    const int before = waiter_->descriptor(at(kind, family)->number);
    options.port_taken_over = kind == socket_kind::udp && options.source_port;
    if (options.port_taken_over) share_port(before, true);
    const error_code error = open(kind, family, options);
    if (error && options.port_taken_over) share_port(before, false);
    return error;
}

error_code socket_channel::reopen(socket_kind kind, family family, const socket_options& options) {
    const bool was_in_use = at(kind, family)->socket.in_use();
    if (blocked_ == at(kind, family).get()) blocked_ = nullptr;
    if (const error_code error = take_over_port(kind, family, options)) return error;
    if (was_in_use) use(*at(kind, family));
    return {};
}

// A ping socket of IPv6 has one source, and that from its birth.
error_code socket_channel::follow_source(const way_out& way) {
    const std::optional wanted = way.names_source ? std::optional{way.source} : std::nullopt;
    if (options_.source || at(socket_kind::ping, family::ipv6)->source == wanted) return {};
    socket_options options = options_;
    options.source = wanted;
    if (const error_code error = reopen(socket_kind::ping, family::ipv6, options)) return error;
    at(socket_kind::ping, family::ipv6)->source = wanted;
    return {};
}

/// That of all probes of a protocol. A raw socket has none of its own, so that it may send from any port.
std::optional<std::uint16_t> socket_channel::identifier_of(const opened_socket& sender, protocol protocol) const {
    return raw_ && protocol != protocol::icmp ? options_.source_port : sender.identifier;
}

boost::system::result<route> socket_channel::route_of_flow(const boost::asio::ip::address& destination,
                                                           const trace_options& options, std::uint16_t identifier) {
    if (const error_code error = follow_interface()) return error;
    const family family = destination.is_v4() ? family::ipv4 : family::ipv6;
    const opened_socket_pointer& sender = at(kind_for(options.protocol), family);
    if (!sender) return error_code{errc::unsupported_family};
    const bool tcp = options.protocol == protocol::tcp;
    if (tcp && !at(socket_kind::raw_tcp, family)) return error_code{errc::missing_rights};
    const std::uint16_t port = identifier_of(*sender, options.protocol).value_or(identifier);
    const route_query query = query_of(destination, options, port);
    const auto way = routes_->find(query, now());
    if (!way) return way.error();
    if (sender == at(socket_kind::ping, family::ipv6)) {
        if (const error_code error = follow_source(*way)) return error;
    }
    if (tcp) use(*at(socket_kind::raw_tcp, family));
    if (ring_ && destination.is_v4()) {
        if (const error_code error = start_ring()) return error;
    } else if (const opened_socket_pointer& listener = at(socket_kind::raw_icmp, family)) {
        use(*listener);
    }
    // Of the sender that there is now: it may have been opened anew.
    route found{.source = way->source,
                .identifier = identifier_of(*sender, options.protocol),
                .egress = exits_.number_of(*way, fast_path_ ? routes_->changes() : 0),
                .direct = way->direct};
    if (options.path_mtu) found.link_mtu = routes_->link_mtu(query, *way).value_or(found.link_mtu);
    return found;
}

}  // namespace tracerouter::net
