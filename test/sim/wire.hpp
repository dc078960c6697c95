#pragma once

#include <boost/asio/ip/address_v4.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "tracerouter/trace_result.hpp"

/// \file Octets of probes and answers, read and written without the code under test.
namespace tracerouter::sim {

using octets = std::vector<std::byte>;

/// IP identification of all answers.
inline constexpr std::uint16_t reply_id = 0x2b1d;

/// What a router sees of a probe.
struct seen_probe {
    boost::asio::ip::address_v4 source;
    boost::asio::ip::address_v4 destination;
    std::uint8_t ttl = 0;
    std::uint8_t tos = 0;
    bool dont_fragment = false;
    std::uint16_t size = 0;
    std::uint16_t checksum = 0;  ///< of the ICMP message
    std::uint16_t identifier = 0;
    std::uint16_t sequence = 0;
};

/// Reads an echo request; nothing if any length, type or checksum of it is wrong.
[[nodiscard]] std::optional<seen_probe> read_probe(std::span<const std::byte> datagram);

/// What every router reads of a datagram of any protocol.
[[nodiscard]] std::uint8_t ttl_of(std::span<const std::byte> datagram);

/// The ICMP error that a probe meets.
struct error_answer {
    std::uint8_t type = 11;
    std::uint8_t code = 0;
    std::uint8_t quoted_ttl = 1;
    std::optional<std::uint16_t> quoted_checksum;                   ///< if a translator changed it
    std::optional<boost::asio::ip::address_v4> quoted_source = {};  ///< the same
    std::vector<mpls_label> labels;
    std::uint16_t mtu = 0;
};

[[nodiscard]] octets write_echo_reply(std::span<const std::byte> probe, boost::asio::ip::address_v4 from,
                                      std::uint8_t ttl);
/// The segment of a closed port (RFC 9293 section 3.10.7.1): RST and ACK of a SYN with all its data.
[[nodiscard]] octets write_reset(std::span<const std::byte> probe, boost::asio::ip::address_v4 from, std::uint8_t ttl);
[[nodiscard]] octets write_error(std::span<const std::byte> probe, boost::asio::ip::address_v4 from, std::uint8_t ttl,
                                 const error_answer& answer);

/// Where things are in an answer, for those who forge one.
inline constexpr std::size_t icmp_at = 20;
inline constexpr std::size_t quote_at = 28;
inline constexpr std::size_t quoted_id_at = 32;
inline constexpr std::size_t quoted_source_at = 40;
inline constexpr std::size_t quoted_icmp_at = 48;

[[nodiscard]] std::uint16_t get_u16(std::span<const std::byte> bytes, std::size_t at);
void put_u16(std::span<std::byte> bytes, std::size_t at, std::uint16_t number);
/// Makes length and checksums of a datagram right, IP header (20 octets) and ICMP message.
void seal(octets& datagram);

}  // namespace tracerouter::sim
