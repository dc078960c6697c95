#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

#include "net/posix/socket_handle.hpp"
#include "net/socket_options.hpp"

namespace tracerouter::net {

enum class family : std::uint8_t { ipv4, ipv6 };

enum class socket_kind : std::uint8_t {
    raw_icmp,  ///< receives ICMP
    raw_tcp,   ///< receives TCP segments that answer a SYN
    ping,      ///< without rights: sends echo requests, receives their answers (Linux: SOCK_DGRAM, IPPROTO_ICMP)
    udp,       ///< without rights: sends UDP, receives ICMP errors about it
    raw_send,  ///< sends whole datagrams of any protocol, and is told what the queue of a device drops. The last, so
               ///< that transmit stamps are read after the answers that they must be there for
};
inline constexpr std::size_t socket_kinds = 5;

[[nodiscard]] constexpr bool receives_only(socket_kind kind) {
    return kind == socket_kind::raw_icmp || kind == socket_kind::raw_tcp;
}

/// Opens a socket that stamps what it sends and receives (SO_TIMESTAMPING), counts what does not fit (SO_RXQ_OVFL) and
/// drops what answers no probe, as far as its kind can. Errors: errc::missing_rights, errc::ping_sockets_closed, or
/// what the kernel said.
[[nodiscard]] boost::system::result<socket_handle> open_socket(const boost::asio::any_io_executor& executor,
                                                               socket_kind kind, family family,
                                                               const socket_options& options);

/// Lets `descriptor` use one interface only (SO_BINDTODEVICE) and marks what it sends (SO_MARK), as the options say.
boost::system::error_code apply_routing(int descriptor, const socket_options& options);

/// Lets `descriptor` use one interface only; empty: any.
boost::system::error_code bind_to_interface(int descriptor, const std::string& interface);

/// Lets another socket that says the same take the port of this one (SO_REUSEADDR), or no other.
void share_port(int descriptor, bool shared);

/// Lets a raw ICMP socket of IPv4 receive nothing more. Errors: what the kernel said.
boost::system::error_code deafen(int descriptor);

/// Lets nobody fragment what is sent, or anybody. To raw sockets, which send headers of ours, it only means that this
/// host fragments or refuses nothing because of what it has learnt.
void set_dont_fragment(int descriptor, family family, bool wanted);

/// Turns transmit stamps on and starts their numbering at 0 again.
void restart_transmit_stamps(int descriptor);
/// Turns them off; those asked for before still come.
void stop_transmit_stamps(int descriptor);

/// The number by which the kernel tells sockets of this kind apart: ICMP identifier of a ping socket, port of a UDP
/// socket. Errors: what the kernel said.
[[nodiscard]] boost::system::result<std::uint16_t> local_number(int descriptor);

}  // namespace tracerouter::net
