#pragma once

#include <boost/system/error_code.hpp>

#include <chrono>
#include <cstdint>
#include <optional>

#include "tracerouter/datagram.hpp"
#include "tracerouter/error.hpp"
#include "tracerouter/path_set.hpp"
#include "tracerouter/time.hpp"

namespace tracerouter {

/// What probes are.
enum class protocol : std::uint8_t {
    icmp,  ///< echo requests (RFC 792, RFC 4443)
    udp,   ///< datagrams to a port where nobody listens (RFC 768)
    tcp,   ///< SYN segments (RFC 9293)
};

/// How one target is traced. The defaults are those of the command line; validate() says whether values are in range.
struct trace_options {
    tracerouter::protocol protocol = protocol::icmp;  ///< what probes are; TCP needs raw sockets
    std::optional<std::uint16_t> port{};              ///< destination port, from 1; absent: 33434 (UDP), 80 (TCP)
    std::uint8_t first_ttl = 1;                       ///< lowest TTL probed, 1 to max_ttl
    std::uint8_t max_ttl = 30;                        ///< highest TTL probed, up to 255
    std::uint8_t queries = 3;                         ///< probes per TTL, 1 to max_queries
    duration wait = std::chrono::seconds{3};  ///< longest wait for one probe, up to max_wait; usually ended by evidence
    std::uint8_t gap_limit = 5;               ///< silent hops after the last answering one that end a trace, from 1
    /// With stop_set: silent hops that end a trace, from 1 and at most gap_limit, where many traces have shown how few
    /// routers are silent. As gap_limit: always as many as that.
    std::uint8_t least_gap = 2;
    std::uint8_t tos = 0;        ///< the TOS byte (RFC 2474 DSCP, RFC 3168 ECN) of every probe; IPv6: traffic class
    bool dont_fragment = false;  ///< sets DF (RFC 791 section 3.1); IPv6 is never fragmented on the way
    /// Go from the target towards the source and stop at a hop from which other traces of this tracer have shown the
    /// way, which is then inferred: for those who want all routers with few probes. Not with path_mtu.
    bool stop_set = false;
    bool path_mtu = false;  ///< find the path MTU up to each hop once the hops are known
    /// Octets of a whole probe, IP header included, min_packet_size to max_packet_size. Absent: 60, and 80 over IPv6.
    std::optional<std::uint16_t> packet_size{};
    /// Which of the parallel paths: the same number is the same flow in every run. Absent: one by chance.
    std::optional<std::uint16_t> flow{};
    /// Find all parallel paths, once the hops of the first one are known: trace_result::paths. Hops are asked once
    /// then. Not with stop_set, nor with path_mtu.
    std::optional<path_options> paths{};

    friend bool operator==(const trace_options&, const trace_options&) = default;
};

/// Octets of the smallest probe: IP header, transport header and what tells probes apart.
[[nodiscard]] constexpr std::uint16_t min_packet_size(protocol protocol, bool ipv6) noexcept {
    const int transport = protocol == protocol::icmp ? 10 : protocol == protocol::udp ? 14 : 40;
    return static_cast<std::uint16_t>(ip_header_size(ipv6) + transport);
}

/// Octets of the largest probe. A SYN that carries more than this would say so in what it acknowledges.
[[nodiscard]] constexpr std::uint16_t max_packet_size(protocol protocol) noexcept {
    return protocol == protocol::tcp ? 32'767 : 65'535;
}

/// Octets of every probe to a target of that family.
[[nodiscard]] inline std::uint16_t packet_size_of(const trace_options& options, bool ipv6) noexcept {
    return options.packet_size.value_or(ipv6 ? 80 : 60);
}

/// The destination port of every probe; 0 for ICMP, which has none.
[[nodiscard]] inline std::uint16_t port_of(const trace_options& options) noexcept {
    if (options.protocol == protocol::icmp) return 0;
    return options.port.value_or(options.protocol == protocol::udp ? 33'434 : 80);
}

/// Most probes per TTL (trace_options::queries).
inline constexpr std::uint8_t max_queries = 10;

/// Longest wait for one probe (trace_options::wait).
inline constexpr duration max_wait = std::chrono::seconds{60};

/// Says whether every option is inside the range given beside it, for targets of that family; otherwise
/// errc::invalid_options.
[[nodiscard]] inline boost::system::error_code validate(const trace_options& options, bool ipv6 = false) noexcept {
    const std::uint16_t size = packet_size_of(options, ipv6);
    const bool valid_paths =
        !options.paths ||
        (options.paths->confidence > 0 && options.paths->confidence < 1 && options.paths->max_flows >= 2 &&
         options.paths->max_flows <= most_flows && options.paths->max_probes >= 1 &&
         options.paths->max_probes <= most_path_probes && !options.stop_set && !options.path_mtu);
    const bool valid = options.first_ttl >= 1 && options.first_ttl <= options.max_ttl && options.queries >= 1 &&
                       options.queries <= max_queries && options.wait > duration::zero() && options.wait <= max_wait &&
                       options.gap_limit >= 1 && options.least_gap >= 1 && options.port != 0 &&
                       !(options.stop_set && options.path_mtu) && valid_paths &&
                       size >= min_packet_size(options.protocol, ipv6) && size <= max_packet_size(options.protocol);
    return valid ? boost::system::error_code{} : make_error_code(errc::invalid_options);
}

}  // namespace tracerouter
