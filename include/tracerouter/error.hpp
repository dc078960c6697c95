#pragma once

#include <boost/system/error_category.hpp>
#include <boost/system/error_code.hpp>

#include <string>
#include <type_traits>

#include "tracerouter/export.hpp"

namespace tracerouter {

/// What goes wrong in this library, beside what the system says (boost::system::system_category). Values stay; more may
/// come.
enum class errc {
    invalid_options = 1,  ///< a trace option is outside its range
    missing_rights,       ///< the process may not open a raw socket
    ping_sockets_closed,  ///< it may not open a ping socket either (net.ipv4.ping_group_range)
    unsupported_family,   ///< no socket for addresses of this family, or a source address of the other one
    not_probeable,        ///< the address cannot be a target: unspecified or broadcast
    missing_interface,    ///< the address is link-local, without the interface that leads to it
    closed,               ///< the tracer was destroyed before the trace ended
    already_waiting,      ///< another hop_stream::async_next is pending
    no_source_address,    ///< this host has no address on the way to the destination
    prohibited_route,     ///< a route or policy rule of this host prohibits the destination
    blackhole_route,      ///< a route or policy rule of this host discards what is sent there
    unreachable_route,    ///< a route of this host says that the destination cannot be reached
    silent_router,        ///< the router next to this host does not answer at its link address any more
    multicast_target,     ///< the address is that of a group of hosts, to which no single path leads
    fast_path_interface,  ///< a packet socket cannot send on the interface that was asked for as the kernel would
    fast_path_ipsec,      ///< IPsec policies of this host may be about the probes; a packet socket goes past them
};

namespace detail {

class TRACEROUTER_EXPORT tracerouter_category final : public boost::system::error_category {
public:
    [[nodiscard]] const char* name() const noexcept override { return "tracerouter"; }

    [[nodiscard]] std::string message(int value) const override {
        switch (static_cast<errc>(value)) {
            case errc::invalid_options: return "A trace option is outside its range";
            case errc::missing_rights: return "Raw sockets need the capability CAP_NET_RAW";
            case errc::ping_sockets_closed: return "Ping sockets are closed to this group";
            case errc::unsupported_family: return "This host, or the chosen source, has no address of this family";
            case errc::not_probeable: return "Unspecified and broadcast addresses cannot be traced";
            case errc::missing_interface:
                return "A link-local address needs an interface of this host, as in fe80::1%eth0";
            case errc::closed: return "The tracer was closed before the trace ended";
            case errc::already_waiting: return "Another wait for the next hop is pending";
            case errc::no_source_address: return "This host has no source address for the destination";
            case errc::prohibited_route: return "A route of this host prohibits the destination";
            case errc::blackhole_route: return "A route of this host discards packets to the destination";
            case errc::unreachable_route: return "A route of this host makes the destination unreachable";
            case errc::silent_router: return "The router next to this host does not answer at its link address";
            case errc::multicast_target:
                return "A multicast address belongs to a group of hosts, so no single path leads to it";
            case errc::fast_path_interface:
                return "The interface is neither Ethernet of its own nor one without link addresses";
            case errc::fast_path_ipsec: return "IPsec policies of this host may apply to the probes";
        }
        return "Unknown tracerouter error";
    }
};

}  // namespace detail

/// The category of errc: full sentences without a final stop.
[[nodiscard]] TRACEROUTER_EXPORT inline const boost::system::error_category& error_category() noexcept {
    static const detail::tracerouter_category category;
    return category;
}

/// Makes errc values convert to and compare with boost::system::error_code.
[[nodiscard]] inline boost::system::error_code make_error_code(errc value) noexcept {
    return {static_cast<int>(value), error_category()};
}

}  // namespace tracerouter

namespace boost::system {

/// Says that errc values are error codes, so that `error == errc::closed` compiles.
template <>
struct is_error_code_enum<tracerouter::errc> : std::true_type {};

}  // namespace boost::system
