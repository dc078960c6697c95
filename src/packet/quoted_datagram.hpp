#pragma once

#include <boost/asio/ip/address.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <variant>

#include "packet/echo_request.hpp"
#include "packet/parse_error.hpp"
#include "packet/tcp.hpp"
#include "packet/types.hpp"
#include "packet/udp.hpp"

namespace tracerouter::packet {

/// The transport of a quoted datagram, as far as it is quoted; monostate if that is too little or no probe of ours.
using quoted_transport = std::variant<std::monostate, quoted_echo, quoted_udp, quoted_tcp>;

/// The datagram that an ICMP error quotes, of either family. What the kernel keeps back is absent.
struct quoted_datagram {
    std::optional<boost::asio::ip::address> source{};
    boost::asio::ip::address destination;
    std::optional<packet::ttl> ttl;
    std::optional<std::uint8_t> tos;
    std::optional<std::uint16_t> ip_id;         ///< IPv4 only
    std::optional<std::uint32_t> flow_label{};  ///< IPv6 only, 20 bits
    std::optional<std::size_t> length;          ///< octets of the whole datagram, as it says itself
    quoted_transport transport;
    std::optional<std::uint16_t> balance{};  ///< of an echo request: the word behind its first eight octets

    friend bool operator==(const quoted_datagram&, const quoted_datagram&) = default;
};

/// Reads the datagram at the front of `quote`, which is of the family `v4` says.
/// Errors: those of parse_quoted_ipv4 and parse_quoted_ipv6.
[[nodiscard]] parsed<quoted_datagram> parse_quoted_datagram(std::span<const std::byte> quote, bool v4) noexcept;

/// Reads a message of the given protocol into `out`: transport, and balance of an echo request.
void read_quoted_message(quoted_datagram& out, std::span<const std::byte> message, std::uint8_t protocol) noexcept;

}  // namespace tracerouter::packet
