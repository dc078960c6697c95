#pragma once

#include <string>
#include <string_view>

#include "engine/events.hpp"
#include "tracerouter/trace_result.hpp"

/// \file What log_level::trace shows: a line for each probe, answer and decision, so that a match that fails can be
/// found. Nothing here comes from the network as text.
namespace tracerouter::trace {

/// "198.18.10.1: TTL 5 query 1: time-exceeded from 198.18.1.5 after 33.412 ms", or what else became of a probe.
[[nodiscard]] std::string line_of(const engine::probe_event& event, std::string_view target);

/// "foreign from 203.0.113.9 about a probe by icmp to 198.18.10.1, identifier 4711, sequence 12: no probe of this run":
/// what a datagram claims that was not matched, as far as it was read.
[[nodiscard]] std::string line_of(const engine::unmatched_datagram& datagram);

/// "198.18.10.1: hop 5 is final: silent".
[[nodiscard]] std::string line_of(const hop_result& hop, std::string_view target);

}  // namespace tracerouter::trace
