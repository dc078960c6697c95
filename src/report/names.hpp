#pragma once

#include <string_view>

#include "report/reporter.hpp"
#include "tracerouter/time.hpp"
#include "tracerouter/trace_result.hpp"

namespace tracerouter::report {

/// The words that machine output and log use. Scripts depend on them.
[[nodiscard]] std::string_view name_of(stop_reason reason);
[[nodiscard]] std::string_view name_of(hop_state state);
[[nodiscard]] std::string_view name_of(probe_status status);
[[nodiscard]] std::string_view name_of(reply_kind kind);
[[nodiscard]] std::string_view name_of(failure_kind kind);
[[nodiscard]] std::string_view name_of(protocol protocol);
[[nodiscard]] std::string_view name_of(interface_role role);
[[nodiscard]] std::string_view name_of(stamp_source source);

}  // namespace tracerouter::report
