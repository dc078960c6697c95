#pragma once

#include <cstdint>

#include "host/refusal.hpp"
#include "tracerouter/tracer.hpp"

namespace tracerouter::host {

/// Most that users may ask for whom nothing but the file of the program grants CAP_NET_RAW (setcap, the Debian
/// package).
inline constexpr std::uint32_t most_granted_rate = 10'000;
inline constexpr std::uint32_t most_granted_window = 1'000;
/// Lower source ports are those of services, which others trust.
inline constexpr std::uint32_t least_granted_port = 1'024;

/// Refuses what is asked for beyond that: the grant is for raw probes, and not for floods or for going past the rules
/// of a firewall.
[[nodiscard]] or_refusal<void> check_grant(const tracer_options& asked);

}  // namespace tracerouter::host
