#include "net/linux/plain_routing.hpp"

#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstddef>
#include <fstream>
#include <utility>

#include "base/last_error.hpp"
#include "net/destinations.hpp"
#include "net/linux/route_refusal.hpp"
#include "net/linux/sockets.hpp"
#include "net/posix/socket_address.hpp"
#include "net/posix/socket_calls.hpp"

namespace tracerouter::net {

using boost::asio::ip::address;
using boost::system::error_code;

namespace {

/// Addresses of an interface that are tried.
constexpr std::size_t most_own = 8;

/// Connecting sends nothing; but no destination port would be an error.
constexpr std::uint16_t any_port = 33'434;

file_descriptor open_datagram_socket(bool v4) {
    return file_descriptor{::socket(v4 ? AF_INET : AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
}

bool connect(int descriptor, const address& destination, std::uint16_t port) {
    const socket_address place{destination, port};
    return ::connect(descriptor, place.data(), place.size()) == 0;
}

// Of what it was connected to before, source and interface included.
void disconnect(int descriptor) {
    sockaddr nothing{};
    nothing.sa_family = AF_UNSPEC;
    ::connect(descriptor, &nothing, sizeof nothing);
}

boost::system::result<address> own_address_of(int descriptor) {
    const auto name = local_name(descriptor);
    if (!name) return name.error();
    return socket_address::read(*name);
}

// What can be bound to is an address of ours, or that of a network, to which nobody may connect.
bool may_be_source(const address& own) {
    const file_descriptor socket = open_datagram_socket(own.is_v4());
    const socket_address place{own};
    return socket.is_open() && ::bind(socket.get(), place.data(), place.size()) == 0 &&
           connect(socket.get(), own, any_port);
}

address read_ipv6_digits(const std::string& digits) {
    boost::asio::ip::address_v6::bytes_type octets{};
    for (std::size_t at = 0; at < octets.size() && 2 * at + 1 < digits.size(); ++at) {
        const char* pair = digits.data() + 2 * at;
        std::from_chars(pair, pair + 2, octets[at], 16);
    }
    return boost::asio::ip::address_v6{octets};
}

/// Those of an interface that IPv6 datagrams to other hosts may come from. getifaddrs() would need rtnetlink.
std::vector<address> ipv6_addresses_of(const std::string& interface) {
    constexpr unsigned global_scope = 0;
    std::ifstream table{"/proc/net/if_inet6"};
    std::vector<address> found;
    std::string digits;
    std::string name;
    unsigned index = 0;
    unsigned length = 0;
    unsigned scope = 0;
    unsigned flags = 0;
    while (table >> digits >> std::hex >> index >> length >> scope >> flags >> name) {
        if (name == interface && scope == global_scope) found.push_back(read_ipv6_digits(digits));
    }
    return found;
}

bool anything_can_be_bound_to(bool v4) {
    std::ifstream setting{v4 ? "/proc/sys/net/ipv4/ip_nonlocal_bind" : "/proc/sys/net/ipv6/ip_nonlocal_bind"};
    int value = 0;
    return setting >> value && value != 0;
}

}  // namespace

boost::system::result<plain_routing> plain_routing::open(const socket_options& options, headers_by headers) {
    plain_routing opened;
    opened.source_ = options.source;
    opened.interface_ = options.interface;
    opened.headers_ = headers;
    opened.v4_ = open_datagram_socket(true);
    error_code error = opened.v4_.is_open() ? error_code{} : last_error();
    opened.v6_ = open_datagram_socket(false);
    if (error && !opened.v6_.is_open()) return error;
    for (const file_descriptor* socket : {&opened.v4_, &opened.v6_}) {
        error = socket->is_open() ? apply_routing(socket->get(), options) : error_code{};
        if (error) return error;
    }
    if (opened.v6_.is_open()) opened.open_own(options);
    return opened;
}

// What is bound to an address is so for good. A mark can only be set now, as long as there are rights.
void plain_routing::open_own(const socket_options& options) {
    for (const address& own : ipv6_addresses_of(interface_)) {
        file_descriptor socket = open_datagram_socket(false);
        const socket_address place{own};
        const bool bound = socket.is_open() && !apply_routing(socket.get(), options) &&
                           ::bind(socket.get(), place.data(), place.size()) == 0;
        if (bound && own_.size() < most_own) own_.push_back({own, std::move(socket)});
    }
}

bool plain_routing::needed(error_code netlink_error) {
    constexpr std::array refusals{EAFNOSUPPORT, EPROTONOSUPPORT, EPERM, EACCES, ENOSYS};
    return std::ranges::find(refusals, netlink_error.value()) != refusals.end();
}

// A route through the interface may be in a table that only its own addresses lead to. IPv4 needs none: without a route
// it takes all for neighbours on an interface, and then has a source.
boost::system::result<way_out> plain_routing::find(const route_query& query, time_point) {
    if (const error_code error = check_destination(query.destination, source_, interface_)) return error;
    const file_descriptor& socket = query.destination.is_v4() ? v4_ : v6_;
    if (!socket.is_open()) return error_code{errc::unsupported_family};
    const auto way = way_from(socket.get(), source_, query);
    if (way || source_ || way.error().value() != ENETUNREACH || query.destination.is_v4()) return way;
    for (const auto& [own, bound] : own_) {
        if (const auto other = way_from(bound.get(), own, query)) return other;
    }
    return way;
}

// A ping socket of IPv6 names its source at its birth. It need not, where the kernel has just chosen that one.
boost::system::result<way_out> plain_routing::way_from(int descriptor, const source& wanted,
                                                       const route_query& query) const {
    disconnect(descriptor);
    if (const error_code error = prepare(descriptor, wanted, query)) return error;
    const std::uint16_t port = query.destination_port != 0 ? query.destination_port : any_port;
    if (!connect(descriptor, query.destination, port)) {
        const error_code error = last_error();
        return wanted && !may_be_source(*wanted) ? system_error(EADDRNOTAVAIL) : meaning_of_refusal(error);
    }
    const auto own = own_address_of(descriptor);
    if (!own) return own.error();
    if (own->is_unspecified()) return error_code{errc::no_source_address};
    const bool by_ping_socket = headers_ == headers_by::kernel && query.protocol == IPPROTO_ICMPV6;
    return way_out{.source = *own,
                   .names_source = !by_ping_socket || (wanted && !source_),
                   .interface = interface_.empty() ? 0 : ::if_nametoindex(interface_.c_str())};
}

error_code plain_routing::prepare(int descriptor, const source& wanted, const route_query& query) const {
    if (const error_code error = bind_to_interface(descriptor, interface_)) return error;
    const int tos = query.tos;
    const bool v4 = query.destination.is_v4();
    set_option(descriptor, v4 ? int{IPPROTO_IP} : int{IPPROTO_IPV6}, v4 ? IP_TOS : IPV6_TCLASS, tos);
    if (!wanted) return {};
    if (const auto own = own_address_of(descriptor); own && *own == *wanted) return {};
    const socket_address place{*wanted};
    return ::bind(descriptor, place.data(), place.size()) == 0 ? error_code{} : last_error();
}

bool plain_routing::stands(const way_out& way, const route_query&, time_point) {
    const bool there = way.interface == 0 || way.interface == ::if_nametoindex(interface_.c_str());
    return there && may_be_source(way.source);
}

// A kernel that lets everything be bound to does not tell our addresses from others.
error_code plain_routing::check_own_address(const address& address) {
    const bool own = !address.is_unspecified() && !address.is_multicast() && !anything_can_be_bound_to(address.is_v4());
    return own && may_be_source(address) ? error_code{} : system_error(EADDRNOTAVAIL);
}

}  // namespace tracerouter::net
