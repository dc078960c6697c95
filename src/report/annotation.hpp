#pragma once

#include <string>

#include "tracerouter/trace_result.hpp"

namespace tracerouter::report {

/// What traceroute(8) writes behind the time of an answer that ends the path: !N, !H, !P, !F, !S, !X, !V, !C, or
/// !<code> for the other codes of ICMP destination unreachable (RFC 792, RFC 1812 section 5.2.7.1, RFC 4443
/// section 3.1),
/// !<type-code> for parameter problems. Empty for all else.
[[nodiscard]] std::string annotation(const reply& answer);

}  // namespace tracerouter::report
