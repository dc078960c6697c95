#pragma once

#include <chrono>

#include "report/text_buffer.hpp"

namespace tracerouter::report {

/// RFC 3339 section 5.6 in UTC with microseconds, of the years 0 to 9999: "2026-11-23T09:00:00.123456Z".
void append_utc_time(text_buffer& out, std::chrono::system_clock::time_point moment);

/// The same with nanoseconds: "2026-11-23T09:00:00.123456789Z". What reads it back gets the same moment.
void append_exact_utc_time(text_buffer& out, std::chrono::system_clock::time_point moment);

}  // namespace tracerouter::report
