#pragma once

#include <boost/asio/ip/address.hpp>

#include <cstdint>
#include <optional>
#include <variant>

#include "packet/echo_reply.hpp"
#include "packet/icmp_error.hpp"
#include "packet/parse_error.hpp"
#include "packet/tcp.hpp"
#include "packet/types.hpp"
#include "tracerouter/datagram.hpp"

namespace tracerouter::packet {

/// A datagram that may answer a probe, in its pieces.
struct answer {
    boost::asio::ip::address responder;
    std::optional<packet::ttl> reply_ttl;  ///< hops it had left
    std::optional<std::uint16_t> ip_id;    ///< IP identification, where its header is there
    std::optional<std::uint8_t> icmp_type;
    std::optional<std::uint8_t> icmp_code;
    std::variant<echo_reply, icmp_error, tcp_reply> body;
};

/// Reads what a channel received: ICMP echo replies, the errors of parse_icmp_error, TCP segments that answer a SYN.
/// The checksum of ICMPv4 with its IP header is verified, because raw sockets see packets before the kernel does so;
/// that of all else the kernel has verified. Spans in the answer point into `received`.
/// Errors: every one of parse_error; unsupported_type, other_protocol, fragment and impossible_source say that the
/// packet itself is sound so far.
[[nodiscard]] parsed<answer> parse_answer(const received_datagram& received) noexcept;

}  // namespace tracerouter::packet
