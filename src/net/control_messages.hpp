#pragma once

#include <sys/socket.h>

#include <cstddef>
#include <cstdint>
#include <ctime>
#include <optional>

namespace tracerouter::net {

/// Octets that hold every control message we ask for, and the error report of a transmit stamp.
inline constexpr std::size_t control_octets = 256;

/// What the kernel told about a datagram beside its octets.
struct control_messages {
    std::optional<timespec> stamp;         ///< SCM_TIMESTAMPING, software, wall clock
    std::optional<std::uint32_t> dropped;  ///< SO_RXQ_OVFL: lost for lack of buffer since the socket was opened
    std::optional<std::uint32_t> stamped_datagram;  ///< number of the datagram this transmit stamp is for (OPT_ID)
};

/// Reads the control messages of a received message.
[[nodiscard]] control_messages read_control_messages(const msghdr& message);

}  // namespace tracerouter::net
