#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "tracerouter/monitor_result.hpp"

namespace tracerouter::view {

/// A column of the table of hops. Its letter is that of mtr where mtr has it.
struct hop_column {
    char letter;
    std::string_view title;
    int worth;  ///< where not all fit, those of least worth are left out first
    std::string_view meaning;
};

/// The columns that are shown unless others are asked for. Without h there is no strip of the history.
inline constexpr std::string_view standard_columns = "LSNBpWh";
/// What the key J shows instead, as the key j of mtr.
inline constexpr std::string_view jitter_columns = "LSNJMXIh";

/// Which letters mean a column, in the order in which the help tells them.
inline constexpr std::string_view column_letters = "LDRSNBAWVGJMXIpq9wch";

/// Null: the letter means none.
[[nodiscard]] const hop_column* find_column(char letter);

/// Letters as typed, each once and without blanks and underscores, with which users of mtr part them. Absent: one of
/// them means no column, or there is none.
[[nodiscard]] std::optional<std::string> checked_columns(std::string_view typed);

/// What stands in that column for a hop of a target, five characters at most (column c: seven). The letter h has none.
///
/// Median and percentiles are those of the last five minutes where these are known: over hours they would show nothing
/// that happens now.
[[nodiscard]] std::string column_text(char letter, const monitor_result& result, const hop_summary& hop);

/// The same for one of several responders of a hop. Losses belong to the hop, and not to one of them.
[[nodiscard]] std::string column_text(char letter, const responder_summary& responder);

/// The last minutes of that length; null: they are not known.
[[nodiscard]] const window_summary* window_of(const hop_summary& hop, std::chrono::seconds length);

}  // namespace tracerouter::view
