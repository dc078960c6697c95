#pragma once

#include <chrono>

#include "tracerouter/time.hpp"

/// \file How many ICMP errors Linux sends to one prober: a burst, and then one in each interval. The kernel calls that
/// icmp_ratelimit (net.ipv4, net.ipv6.icmp) and XRLIM_BURST_FACTOR.
namespace tracerouter::engine {

/// Errors that a router sends at once.
inline constexpr int icmp_burst = 6;

/// One error more in each of these times.
inline constexpr duration icmp_interval_ipv4 = std::chrono::seconds{1};
inline constexpr duration icmp_interval_ipv6 = std::chrono::milliseconds{100};

/// After this time a router whose limit is used up answers again, over either family. We leave it some slack.
inline constexpr duration longest_icmp_refill = icmp_interval_ipv4 + std::chrono::milliseconds{50};

}  // namespace tracerouter::engine
