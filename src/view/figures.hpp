#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "tracerouter/time.hpp"

namespace tracerouter::view {

// Figures as the view shows them, each in five characters at most. What is not known is "-".

/// Milliseconds in three digits and no more than two decimals: "0.41", "20.3", "99.9", "123", "59999".
[[nodiscard]] std::string milliseconds_text(std::optional<duration> value);

/// A count, from 100,000 on in thousands or more: "99999", "123k", "45M".
[[nodiscard]] std::string count_text(std::uint64_t value);

/// A share of 1 in percent, with one decimal: "0.0", "12.5", "100.0".
[[nodiscard]] std::string percent_text(std::optional<double> share);

/// The share of some among all; absent if there are none.
[[nodiscard]] std::optional<double> share_of(std::uint64_t some, std::uint64_t all);

/// A span of time in its largest unit: "5s", "12m", "3h", "45d".
[[nodiscard]] std::string span_text(std::chrono::seconds span);

/// Seconds without needless zeros: "1", "0.25".
[[nodiscard]] std::string seconds_text(duration value);

/// The time of day in UTC: "09:05:00".
[[nodiscard]] std::string time_of_day(std::chrono::system_clock::time_point moment);

}  // namespace tracerouter::view
