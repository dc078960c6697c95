#pragma once

#include <boost/system/error_code.hpp>

#include <chrono>
#include <cstdint>
#include <optional>

#include "tracerouter/error.hpp"
#include "tracerouter/time.hpp"

namespace tracerouter {

/// How one target is traced. The defaults are those of the command line.
struct trace_options {
    std::uint8_t first_ttl = 1;               ///< lowest TTL probed, 1 to max_ttl
    std::uint8_t max_ttl = 30;                ///< highest TTL probed, up to 255
    std::uint8_t queries = 3;                 ///< probes per TTL, 1 to 10
    duration wait = std::chrono::seconds{3};  ///< longest wait for one probe; evidence usually ends it earlier
    std::uint8_t gap_limit = 5;               ///< silent hops after the last answering one that end a trace, from 1
    std::uint8_t tos = 0;                     ///< the TOS byte (RFC 2474 DSCP, RFC 3168 ECN) of every probe
    std::uint16_t packet_size = 60;           ///< octets of a whole probe, IP header included, from min_packet_size
    bool dont_fragment = false;               ///< sets DF (RFC 791 section 3.1)
    /// Which of the parallel paths: the same number is the same flow in every run. Absent: one by chance.
    std::optional<std::uint16_t> flow{};

    friend bool operator==(const trace_options&, const trace_options&) = default;
};

/// IPv4 header (20), ICMP header (8) and the two octets that keep the checksum constant.
inline constexpr std::uint16_t min_packet_size = 30;
inline constexpr std::uint8_t max_queries = 10;
inline constexpr duration max_wait = std::chrono::seconds{60};

/// Says whether every option is inside the range given beside it; otherwise errc::invalid_options.
[[nodiscard]] inline boost::system::error_code validate(const trace_options& options) noexcept {
    const bool valid = options.first_ttl >= 1 && options.first_ttl <= options.max_ttl && options.queries >= 1 &&
                       options.queries <= max_queries && options.wait > duration::zero() && options.wait <= max_wait &&
                       options.gap_limit >= 1 && options.packet_size >= min_packet_size;
    return valid ? boost::system::error_code{} : make_error_code(errc::invalid_options);
}

}  // namespace tracerouter
