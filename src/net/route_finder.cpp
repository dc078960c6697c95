#include "net/route_finder.hpp"

#include <ifaddrs.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <memory>
#include <utility>

#include "net/socket_address.hpp"
#include "net/sockets.hpp"
#include "tracerouter/error.hpp"

namespace tracerouter::net {

using boost::asio::ip::address;
using boost::system::error_code;

namespace {

// Any port will do: nothing is ever sent.
constexpr std::uint16_t discard_port = 9;

error_code last_error() {
    return {errno, boost::system::system_category()};
}

bool probeable(const address& destination) {
    return !destination.is_unspecified() && !destination.is_multicast() &&
           destination != boost::asio::ip::address_v4::broadcast();
}

error_code connect(int descriptor, const socket_address& destination) {
    return ::connect(descriptor, destination.data(), destination.size()) == 0 ? error_code{} : last_error();
}

boost::system::result<address> name_of(int descriptor) {
    sockaddr_storage name{};
    socklen_t size = sizeof name;
    if (::getsockname(descriptor, reinterpret_cast<sockaddr*>(&name), &size) != 0) return last_error();
    return socket_address::read(name);
}

boost::system::result<file_descriptor> open_family(bool v4, const socket_options& options) {
    file_descriptor socket{::socket(v4 ? AF_INET : AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
    if (!socket.is_open()) return last_error();
    if (const error_code error = apply_routing(socket.get(), options)) return error;
    if (!options.source) return socket;
    const socket_address source{*options.source};
    if (::bind(socket.get(), source.data(), source.size()) != 0) return last_error();
    return socket;
}

bool has_address(const sockaddr& interface, const address& wanted) {
    sockaddr_storage storage{};
    if (interface.sa_family == AF_INET) std::memcpy(&storage, &interface, sizeof(sockaddr_in));
    if (interface.sa_family == AF_INET6) std::memcpy(&storage, &interface, sizeof(sockaddr_in6));
    return socket_address::read(storage) == wanted;
}

std::optional<std::uint16_t> mtu_of_interface(int descriptor, const char* name) {
    ifreq request{};
    std::strncpy(request.ifr_name, name, sizeof request.ifr_name - 1);
    if (::ioctl(descriptor, SIOCGIFMTU, &request) != 0) return std::nullopt;
    return static_cast<std::uint16_t>(std::clamp(request.ifr_mtu, 68, 65'535));
}

// Several interfaces may have it.
bool lacks_interface(const address& destination) {
    return destination.is_v6() && destination.to_v6().is_link_local() && destination.to_v6().scope_id() == 0;
}

}  // namespace

boost::system::result<route_finder> route_finder::open(const socket_options& options) {
    route_finder finder;
    finder.interface_ = options.interface;
    for (const bool v4 : {true, false}) {
        // Who names a source address wants its family only.
        if (options.source && options.source->is_v4() != v4) continue;
        auto socket = open_family(v4, options);
        if (socket) {
            finder.sockets_[v4 ? 0 : 1] = *std::move(socket);
        } else if (const int why = socket.error().value(); why != EAFNOSUPPORT && why != EPERM && why != EACCES) {
            return socket.error();
        }
    }
    return finder;
}

boost::system::result<address> route_finder::source_for(const address& destination, time_point now) {
    if (!sockets_[destination.is_v4() ? 0 : 1].is_open()) return error_code{errc::unsupported_family};
    if (!probeable(destination)) return error_code{errc::not_probeable};
    if (interface_.empty() && lacks_interface(destination)) return error_code{errc::missing_interface};
    if (const std::optional<address> known = known_.find(destination, now)) return *known;
    boost::system::result<address> source = ask(destination);
    if (source && holds_for_neighbours(destination, now)) known_.put(destination, *source, now);
    return source;
}

// Not where one of them may be refused as the broadcast address of a network of ours.
bool route_finder::holds_for_neighbours(const address& destination, time_point now) {
    if (destination.is_v6()) return !destination.to_v6().is_link_local();  // of which every interface has its own
    return !near_.reach(destination.to_v4(), now, source_cache::lifetime);
}

boost::system::result<address> route_finder::ask(const address& destination) {
    const file_descriptor& socket = sockets_[destination.is_v4() ? 0 : 1];
    error_code error = forget_destination(socket.get());
    if (!error) error = connect(socket.get(), socket_address{destination, discard_port});
    // The kernel's answer to a UDP socket that would reach a whole subnet.
    if (error.value() == EACCES) return error_code{errc::not_probeable};
    if (error) return error;
    return name_of(socket.get());
}

// A connected socket would keep the source address of its last destination; one that is not any more is bound to no
// interface either.
error_code route_finder::forget_destination(int descriptor) const {
    const sockaddr nowhere{.sa_family = AF_UNSPEC, .sa_data = {}};
    if (::connect(descriptor, &nowhere, sizeof nowhere) != 0) return last_error();
    return bind_to_interface(descriptor, interface_);
}

std::optional<std::uint16_t> route_finder::link_mtu(const address& source) const {
    ifaddrs* all = nullptr;
    if (::getifaddrs(&all) != 0) return std::nullopt;
    const std::unique_ptr<ifaddrs, void (*)(ifaddrs*)> owner{all, ::freeifaddrs};
    for (const ifaddrs* one = all; one; one = one->ifa_next) {
        if (one->ifa_addr && has_address(*one->ifa_addr, source)) {
            return mtu_of_interface(sockets_[source.is_v4() ? 0 : 1].get(), one->ifa_name);
        }
    }
    return std::nullopt;
}

}  // namespace tracerouter::net
