#pragma once

#include <boost/asio/ip/address.hpp>

#include <cstdint>
#include <vector>

#include "tracerouter/monitor_result.hpp"
#include "tracerouter/trace_result.hpp"

namespace tracerouter::run {

/// The addresses of all who answered, or are known to be there, each once.
[[nodiscard]] std::vector<boost::asio::ip::address> addresses_of(const hop_result& hop);
[[nodiscard]] std::vector<boost::asio::ip::address> addresses_of(const trace_result& result);
[[nodiscard]] std::vector<boost::asio::ip::address> addresses_of(const monitor_result& result);

/// Takes the hops up to that TTL out of a result, and the source address with them: nobody is to see where it begins.
/// With a TTL of 0 nothing is hidden.
void hide_hops(trace_result& result, std::uint8_t last_ttl);

// What this host did is no word of the network about a target that was not reached.

/// It refused some of the probes.
[[nodiscard]] bool refused_by_this_host(const trace_result& result);
/// It said itself that the target cannot be reached: it found no neighbour to send to.
[[nodiscard]] bool unreachable_from_this_host(const trace_result& result);
/// Either of them.
[[nodiscard]] bool kept_by_this_host(const trace_result& result);

}  // namespace tracerouter::run
