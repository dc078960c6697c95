#pragma once

#include <string>
#include <string_view>

#include "tracerouter/path_set.hpp"

namespace tracerouter::report {

/// The word for it in machine output; empty: there is no gap. Scripts depend on it.
[[nodiscard]] constexpr std::string_view to_string(path_gap gap) noexcept {
    switch (gap) {
        case path_gap::none: return {};
        case path_gap::probe_limit: return "probe-limit";
        case path_gap::flow_limit: return "flow-limit";
        case path_gap::silent: return "silent";
        case path_gap::limited: return "limited";
        case path_gap::too_wide: return "too-wide";
        case path_gap::interrupted: return "interrupted";
    }
    return {};
}

/// The same; empty: it is not known.
[[nodiscard]] constexpr std::string_view to_string(ip_id_kind kind) noexcept {
    switch (kind) {
        case ip_id_kind::unknown: return {};
        case ip_id_kind::counter: return "counter";
        case ip_id_kind::constant: return "constant";
        case ip_id_kind::random: return "random";
        case ip_id_kind::copied: return "copied";
    }
    return {};
}

[[nodiscard]] constexpr std::string_view to_string(alias_proof proof) noexcept {
    return proof == alias_proof::ip_id ? "ip-id" : "interface-address";
}

/// A share that was reached, as a percentage, rounded down to two decimals: "95", "99.7". What is below 1 is never
/// written as 100.
[[nodiscard]] std::string percent(double share);

/// A share that was asked for, as a percentage with the decimals that it has: "99.9999".
[[nodiscard]] std::string percent_asked(double share);

}  // namespace tracerouter::report
