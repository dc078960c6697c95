#pragma once

#include <chrono>
#include <string>

namespace tracerouter::report {

/// RFC 3339 section 5.6 in UTC with microseconds: "2026-11-23T09:00:00.123456Z".
[[nodiscard]] std::string utc_time(std::chrono::system_clock::time_point moment);

}  // namespace tracerouter::report
