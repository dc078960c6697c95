#include "net/route_finder.hpp"

#include <sys/socket.h>

#include <cerrno>
#include <cstdint>
#include <utility>

#include "net/icmp_socket.hpp"
#include "tracerouter/error.hpp"

namespace tracerouter::net {

using boost::asio::ip::address;
using boost::asio::ip::udp;
using boost::system::error_code;

namespace {

// Any port will do: nothing is ever sent.
constexpr std::uint16_t discard_port = 9;

bool probeable(const address& destination) {
    return !destination.is_unspecified() && !destination.is_multicast() &&
           destination != boost::asio::ip::address_v4::broadcast();
}

}  // namespace

boost::system::result<route_finder> route_finder::open(const boost::asio::any_io_executor& executor,
                                                       socket_options options) {
    udp::socket socket(executor);
    error_code error;
    socket.open(udp::v4(), error);
    if (!error) error = bind_to_interface(socket.native_handle(), options.interface);
    if (!error && options.source) socket.bind({*options.source, 0}, error);
    if (error) return error;
    return route_finder(std::move(socket), std::move(options));
}

route_finder::route_finder(udp::socket socket, socket_options options)
    : socket_(std::move(socket)), options_(std::move(options)) {}

boost::system::result<address> route_finder::source_for(const address& destination) {
    if (!destination.is_v4()) return error_code{errc::unsupported_family};
    if (!probeable(destination)) return error_code{errc::not_probeable};
    error_code error = forget_destination();
    if (!error) socket_.connect({destination, discard_port}, error);
    // The kernel's answer to a UDP socket that would reach a whole subnet.
    if (error.value() == EACCES) return error_code{errc::not_probeable};
    if (error) return error;
    const address source = socket_.local_endpoint(error).address();
    if (error) return error;
    return source;
}

// A connected socket would keep the source address of its last destination.
error_code route_finder::forget_destination() {
    const sockaddr nowhere{.sa_family = AF_UNSPEC, .sa_data = {}};
    return ::connect(socket_.native_handle(), &nowhere, sizeof nowhere) == 0
               ? error_code{}
               : error_code{errno, boost::system::system_category()};
}

}  // namespace tracerouter::net
