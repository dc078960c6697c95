#pragma once

#include <boost/asio/ip/address.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "tracerouter/time.hpp"

namespace tracerouter {

/// Names one probe of one engine. Opaque to everyone but the engine that made it.
enum class probe_key : std::uint64_t {};

/// Octets of the IP header of a datagram that we send, which has neither options nor extension headers.
[[nodiscard]] constexpr std::uint16_t ip_header_size(bool ipv6) noexcept {
    return ipv6 ? 40 : 20;
}

/// Octets of the UDP header (RFC 768).
inline constexpr std::uint16_t udp_header_size = 8;

/// What the IP header of a datagram says (RFC 791 section 3.1, RFC 8200 section 3), for sockets that write the header
/// themselves and for all who would have to read it.
struct ip_fields {
    std::uint8_t protocol = 0;   ///< of what is behind the header: 1 ICMP, 6 TCP, 17 UDP, 58 ICMPv6
    std::uint8_t ttl = 0;        ///< IPv6: hop limit
    std::uint8_t tos = 0;        ///< IPv6: traffic class
    bool dont_fragment = false;  ///< IPv6: always
    friend bool operator==(const ip_fields&, const ip_fields&) = default;
};

/// A datagram to be sent.
struct datagram {
    probe_key probe{};                       ///< to be named in the sent_stamp, if there will be one
    boost::asio::ip::address destination{};  ///< where it goes; of the family of its header
    /// Whole, with its IPv4 or IPv6 header of ip_header_size() octets. Sockets that write headers of their own take
    /// what is behind these, and the rest from `ip` and `destination_port`.
    std::span<const std::byte> bytes{};
    std::uint32_t egress = 0;            ///< by which interface and to which next hop: route::egress; 0: any
    ip_fields ip{};                      ///< as the header in `bytes` has them
    std::uint16_t destination_port = 0;  ///< of UDP and TCP, as `bytes` have it; 0: there is none
};

/// A probe has left.
struct sent_stamp {
    probe_key probe{};                            ///< which one
    time_point at{};                              ///< when
    stamp_source source = stamp_source::process;  ///< who says so
};

/// What a socket tells of an IP header that it keeps back.
struct stripped_header {
    boost::asio::ip::address source{};  ///< who sent it
    std::uint8_t protocol = 0;          ///< of what is behind it: 1 ICMP, 6 TCP, 17 UDP, 58 ICMPv6
    std::optional<std::uint8_t> ttl{};  ///< with which it arrived; IPv6: hop limit
};

/// An ICMP error (RFC 792, RFC 4443) that the kernel has taken apart for a socket without rights (ip(7), IP_RECVERR).
struct queued_error {
    std::uint8_t icmp_type = 0;              ///< of the family of its sender
    std::uint8_t icmp_code = 0;              ///< within that type
    std::uint32_t mtu = 0;                   ///< as it came; means something in two kinds of error only
    boost::asio::ip::address destination{};  ///< of the datagram that it quotes
    std::size_t stripped = 0;                ///< octets of the quoted datagram that the kernel keeps back
    std::size_t extensions_at = 0;           ///< where an announced extension structure begins; 0: none is announced
};

/// A datagram that arrived.
struct received_datagram {
    /// Without `outer`: a whole IPv4 datagram. With it: the message behind the IP header, whose checksum is taken to
    /// have been verified. With `error` too: what the kernel left of the quoted datagram, which is a message of
    /// `outer`'s protocol or, for UDP, the payload of one.
    std::span<const std::byte> bytes{};
    time_point at{};                              ///< when it arrived
    stamp_source source = stamp_source::process;  ///< who says so
    std::optional<stripped_header> outer{};       ///< the IP header, if the socket kept it back; always so for IPv6
    std::optional<queued_error> error{};          ///< an ICMP error, if it came from an error queue
};

}  // namespace tracerouter
