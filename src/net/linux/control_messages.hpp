#pragma once

#include <boost/asio/ip/address.hpp>

#include <sys/socket.h>

#include <cstddef>
#include <cstdint>
#include <ctime>
#include <optional>

namespace tracerouter::net {

/// Octets that hold every control message we ask for, and the error report of a transmit stamp or of an ICMP error.
inline constexpr std::size_t control_octets = 512;

/// An ICMP error as the kernel reports it (ip(7), IP_RECVERR).
struct icmp_report {
    std::uint8_t type = 0;
    std::uint8_t code = 0;
    std::uint32_t info = 0;             ///< the MTU, where the error tells one
    std::size_t extensions_at = 0;      ///< octets of the payload before an announced extension structure; 0: none
    boost::asio::ip::address offender;  ///< who sent it
};

/// What the kernel told about a datagram beside its octets.
struct control_messages {
    std::optional<timespec> stamp;         ///< SCM_TIMESTAMPING, software, wall clock
    std::optional<std::uint32_t> dropped;  ///< SO_RXQ_OVFL: lost for lack of buffer since the socket was opened
    std::optional<std::uint32_t> stamped_datagram;  ///< number of the datagram this transmit stamp is for (OPT_ID)
    std::optional<std::uint8_t> ttl;                ///< that it arrived with; IPv6: hop limit
    std::optional<icmp_report> error;
};

/// Reads the control messages of a received message.
[[nodiscard]] control_messages read_control_messages(const msghdr& message);

}  // namespace tracerouter::net
