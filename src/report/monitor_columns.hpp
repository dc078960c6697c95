#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "tracerouter/monitor_result.hpp"

namespace tracerouter::report {

/// A column of a monitor's text report. Letter, title and width are those of mtr 0.95 where mtr has the column.
struct monitor_column {
    char letter;                                              ///< in --columns
    std::string_view title;                                   ///< right-aligned over the column
    std::size_t width;                                        ///< characters, the blank before the value included
    std::optional<std::string> (*value)(const hop_summary&);  ///< without padding; absent if not known
};

/// All columns: those of mtr in its order, then ours.
[[nodiscard]] std::span<const monitor_column> monitor_columns();

/// What mtr shows without -o. The blank is a column of one character.
inline constexpr std::string_view mtr_columns = "LS NABWV";

/// Whether each letter is that of a column, a blank as "_" or " ", or of one that only a live view has: why a hop loses
/// probes (c), and its history (h). A report leaves those out.
[[nodiscard]] bool are_columns(std::string_view letters);

/// The titles over these columns. Letters without a column are left out.
[[nodiscard]] std::string column_titles(std::string_view letters);

/// The values of a hop in these columns, each right-aligned. A value that is not known is "-".
///
/// Milliseconds and percentages that are wider than their column lose decimals, as they do in mtr ("100.0" without
/// "%"). Counts are never cut: they move the rest of the line.
[[nodiscard]] std::string column_values(std::string_view letters, const hop_summary& hop);

}  // namespace tracerouter::report
