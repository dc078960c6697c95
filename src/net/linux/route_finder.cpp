#include "net/linux/route_finder.hpp"

#include <ifaddrs.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>
#include <vector>

#include "base/last_error.hpp"
#include "net/destinations.hpp"
#include "net/linux/route_refusal.hpp"
#include "net/posix/socket_address.hpp"
#include "tracerouter/error.hpp"

namespace tracerouter::net {

using boost::asio::ip::address;
using boost::system::error_code;

namespace {

/// To read all routes and rules costs about as much as that many look-ups. More routes than that are not read: hosts
/// with so many are routers.
constexpr unsigned look_ups_before_reading = 16;
constexpr std::size_t most_routes = 1'024;

/// What the kernel sees of a datagram whose headers we write: neither TOS nor ports, and, of IPv4, IPPROTO_RAW for a
/// protocol. It cannot be asked about that one; it is another than that of the datagram, in any case.
void hide(route_query& sent) {
    sent.tos = 0;
    const bool tcp = sent.protocol == IPPROTO_TCP;
    if (sent.destination.is_v4()) sent.protocol = tcp ? std::uint8_t{IPPROTO_ICMP} : std::uint8_t{IPPROTO_TCP};
    sent.source_port = 0;
    sent.destination_port = 0;
}

/// Those that datagrams to `destination` may come from.
std::vector<address> addresses_of(const std::string& interface, const address& destination) {
    ifaddrs* all = nullptr;
    if (::getifaddrs(&all) != 0) return {};
    const std::unique_ptr<ifaddrs, void (*)(ifaddrs*)> owner{all, ::freeifaddrs};
    std::vector<address> found;
    for (const ifaddrs* one = all; one; one = one->ifa_next) {
        if (!one->ifa_addr || interface != one->ifa_name) continue;
        sockaddr_storage storage{};
        const int family = one->ifa_addr->sa_family;
        if (family == AF_INET) std::memcpy(&storage, one->ifa_addr, sizeof(sockaddr_in));
        if (family == AF_INET6) std::memcpy(&storage, one->ifa_addr, sizeof(sockaddr_in6));
        const address own = socket_address::read(storage);
        if (family == (destination.is_v4() ? AF_INET : AF_INET6) && !is_link_local(own)) found.push_back(own);
    }
    return found;
}

}  // namespace

boost::system::result<route_finder> route_finder::open(const socket_options& options, headers_by headers) {
    auto kernel = rtnetlink::open();
    if (!kernel) return kernel.error();
    if (!options.interface.empty() && kernel->index_of(options.interface) == 0) return system_error(ENODEV);
    auto events = route_events::open();
    if (!events) return events.error();
    return route_finder{*std::move(kernel), *std::move(events), options, headers};
}

route_finder::route_finder(rtnetlink kernel, route_events events, const socket_options& options, headers_by headers)
    : kernel_(std::move(kernel)),
      events_(std::move(events)),
      source_(options.source),
      interface_(options.interface),
      mark_(options.mark),
      headers_(headers) {}

boost::system::result<way_out> route_finder::find(const route_query& query, time_point now) {
    if (const error_code error = check_destination(query.destination, source_, interface_)) return error;
    hear();
    // Of link-local addresses every interface has its own.
    return is_link_local(query.destination) ? decide(query) : look_up(query, now);
}

void route_finder::hear() {
    if (!events_.take()) return;
    memories_ = {};
    ++changes_;
}

// A way that is not the best any more is kept as long as it leads there.
bool route_finder::stands(const way_out& way, const route_query& query, time_point now) {
    const auto best = find(query, now);
    const bool same = best && best->source == way.source && best->interface == way.interface;
    return same || can_leave(way, query);
}

bool route_finder::can_leave(const way_out& way, route_query query) {
    if (way.interface != 0 && !kernel_.has_interface(way.interface)) return false;
    if (kernel_.check_own_address(way.source, way.interface)) return false;
    if (way.direct) return true;
    query.source = way.source;
    query.mark = mark_;
    query.interface = way.interface;
    // IPv4 takes all destinations for neighbours on an interface without a route.
    const auto answer = kernel_.ask(query);
    return answer && answer->gateway && (way.interface == 0 || way.interface == answer->interface);
}

boost::system::result<way_out> route_finder::look_up(const route_query& query, time_point now) {
    const address& destination = query.destination;
    memory& known = memories_[destination.is_v4() ? 0 : 1];
    if (known.cache) {
        if (const std::optional<way_out> way = known.cache->find(destination, query.tos, now)) return *way;
    } else if (++known.asked == look_ups_before_reading) {
        learn_routes(known, destination.is_v4());
    }
    const boost::system::result<way_out> way = decide(query);
    if (way && known.cache) known.cache->put(destination, query.tos, *way, now);
    return way;
}

// Where routes or rules look at more than the destination, each flow is asked for.
void route_finder::learn_routes(memory& known, bool v4) {
    route_cache cache;
    std::size_t count = 0;
    bool by_flow = false;
    const error_code error = kernel_.list(v4, [&](const routing_entry& entry) {
        cache.cut(entry.prefix, entry.length);
        by_flow = by_flow || entry.by_flow;
        return ++count < most_routes;
    });
    if (error || by_flow) return;
    cache.seal();
    known.cache = std::move(cache);
}

void route_finder::complete(route_query& query) const {
    query.source = source_;
    query.mark = mark_;
    // Its index may change: an interface can go and come back.
    query.interface = interface_.empty() ? 0 : kernel_.index_of(interface_);
    if (query.interface == 0 && is_link_local(query.destination)) {
        query.interface = static_cast<unsigned>(query.destination.to_v6().scope_id());
    }
}

boost::system::result<way_out> route_finder::decide(const route_query& wanted) {
    route_query query = wanted;
    complete(query);
    if (!interface_.empty() && query.interface == 0) return system_error(ENODEV);
    if (!interface_.empty()) {
        if (const error_code error = choose_address_of_interface(query)) return error;
    }
    boost::system::result<route_answer> answer = kernel_.ask(query);
    if (!answer) return meaning_of(answer.error(), query);
    if (answer->kind == route_kind::multicast) return error_code{errc::multicast_target};
    if (answer->kind == route_kind::broadcast) return error_code{errc::not_probeable};
    // Who has no route there through that interface takes it for a neighbour, which is no more than a guess.
    const bool guessed = !interface_.empty() && !kernel_.ask_table(query);
    std::optional<route_query>& routed = routed_[wanted.destination.is_v4() ? 0 : 1];
    if (guessed && routed && is_gone(*routed)) return system_error(ENETUNREACH);
    if (!interface_.empty() && !guessed && answer->gateway) routed = wanted;
    // From a loopback address nothing leaves this host, although IPv6 gives it a route.
    const bool stays = query.source && query.source->is_loopback() && answer->kind != route_kind::local;
    if (stays || (!query.source && !answer->source)) return error_code{errc::no_source_address};
    if (query.source) {
        answer->source = query.source;
    } else {
        answer = follow_source(query, *answer);
        if (!answer) return meaning_of(answer.error(), query);
    }
    return carry(query, *answer, guessed);
}

// After an outage an interface is up before its routes are: what had a route through it shows that.
bool route_finder::is_gone(route_query query) {
    complete(query);
    return choose_address_of_interface(query) || !kernel_.ask_table(query);
}

// A route through the interface may be in a table that only its own addresses lead to. Without any, IPv4 takes all
// destinations for neighbours, even those that a route of this host prohibits.
error_code route_finder::choose_address_of_interface(route_query& query) {
    if (kernel_.ask_table(query)) return {};
    if (!query.source) {
        for (const address& own : addresses_of(interface_, query.destination)) {
            route_query from = query;
            from.source = own;
            if (!kernel_.ask_table(from)) continue;
            query.source = own;
            return {};
        }
    }
    route_query anywhere = query;
    anywhere.interface = 0;
    const auto other = kernel_.ask(anywhere);
    return other || other.error().value() == ENETUNREACH ? error_code{} : meaning_of(other.error(), anywhere);
}

// Rules may look at the source address, which is known only now. Of several next hops, however, the flow has chosen
// one, and the source with it: another look-up would choose anew.
boost::system::result<route_answer> route_finder::follow_source(const route_query& query, const route_answer& first) {
    route_query with_source = query;
    with_source.source = first.source;
    auto second = kernel_.ask(with_source);
    if (!second || second->same_way(first)) return second ? first : second;
    // Where a source is named, IPv6 minds an interface no more.
    if (!interface_.empty() && second->interface != first.interface) return first;
    const auto table = kernel_.ask_table(query);
    if (table && table->several) return first;
    second->source = first.source;
    return second;
}

// With its source and its interface a datagram goes the way that was found, but where the kernel looks at ports that it
// does not see, or where several routers are behind one interface. IPv6 minds the interface only where no source is
// named. What sockets are told less of, the kernel chooses by the same flow as it did for us.
way_out route_finder::carry(const route_query& query, const route_answer& answer, bool guessed) {
    const bool direct = answer.kind == route_kind::local || (!answer.gateway && !guessed);
    way_out way{.source = *answer.source,
                .interface = answer.interface,
                .direct = direct,
                .gateway = answer.gateway,
                .needs_stack = answer.kind == route_kind::local || answer.wrapped};
    if (is_link_local(way.source)) {
        auto scoped = way.source.to_v6();
        scoped.scope_id(answer.interface);
        way.source = scoped;
    }
    if (answer.kind == route_kind::local) {
        // It does not leave, whatever interface its address belongs to.
        way.interface = is_link_local(way.source) ? query.interface : 0;
        way.names_source = !names_source_at_birth(query);
        return way;
    }
    if (names_source_at_birth(query)) return carry_by_ping_socket(query, answer, way);
    if (leads(way, query, answer)) return way;
    if (headers_ == headers_by::us) {
        if (answer.gateway && answer.gateway->is_v4() == query.destination.is_v4()) way.next_hop = answer.gateway;
        return way;
    }
    const way_out by_source{.source = way.source, .direct = direct};
    const way_out by_interface{
        .source = way.source, .names_source = false, .interface = way.interface, .direct = direct};
    const way_out by_kernel{.source = way.source, .names_source = false, .direct = direct};
    for (const way_out& other : {by_source, by_interface, by_kernel}) {
        const bool usual = other.names_source || !query.source;  // or what the socket is bound to would be lost
        if (usual && leads(other, query, answer)) return other;
    }
    return way;
}

// A ping socket of IPv6 sends from the address that it is bound to, or from the one that the kernel chooses: what is
// said with a datagram is not minded.
bool route_finder::names_source_at_birth(const route_query& query) const {
    return headers_ == headers_by::kernel && query.protocol == IPPROTO_ICMPV6 && !source_;
}

way_out route_finder::carry_by_ping_socket(const route_query& query, const route_answer& answer, way_out way) {
    route_query unbound = query;
    unbound.source.reset();
    const way_out bound = way;
    way.names_source = false;
    if (leads(way, unbound, answer)) return way;
    way.interface = 0;
    return leads(way, unbound, answer) ? way : bound;
}

bool route_finder::leads(const way_out& way, const route_query& query, const route_answer& wanted) {
    route_query sent = query;
    if (way.names_source) sent.source = way.source;
    if (way.interface != 0) sent.interface = way.interface;
    if (headers_ == headers_by::us) hide(sent);
    const auto taken = kernel_.ask(sent);
    return taken && taken->same_way(wanted) && (sent.source || taken->source == wanted.source);
}

error_code route_finder::meaning_of(error_code error, const route_query& query) {
    // Kernels differ in how they call these.
    if (query.source && query.source->is_loopback()) return errc::no_source_address;
    if (query.source && kernel_.check_own_address(*query.source, query.interface)) return system_error(EADDRNOTAVAIL);
    return meaning_of_refusal(error);
}

std::optional<std::uint16_t> route_finder::link_mtu(route_query query, const way_out& way) {
    complete(query);
    query.source = way.source;
    const auto answer = kernel_.ask(query);
    const auto of_link = kernel_.mtu_of(way.interface != 0 ? way.interface : answer ? answer->interface : 0);
    if (!of_link) return std::nullopt;
    const auto entry = kernel_.ask_table(query);
    const std::uint32_t of_route = entry && entry->mtu ? *entry->mtu : *of_link;
    return static_cast<std::uint16_t>(std::clamp<std::uint32_t>(std::min(*of_link, of_route), 68, 65'535));
}

}  // namespace tracerouter::net
