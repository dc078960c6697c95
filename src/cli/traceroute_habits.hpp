#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "cli/option_table.hpp"
#include "cli/raw_options.hpp"
#include "host/refusal.hpp"

namespace tracerouter::cli {

/// An option of traceroute(8) that is none of ours, for scripts that pass it. It is another name of one of ours,
/// changes nothing that we do, or cannot be honoured: then one line says what to use instead. None is in the help.
struct habit {
    char short_name = 0;           ///< 0: none
    std::string_view long_name{};  ///< empty: none
    bool takes_value = false;
    std::string_view same_as{};  ///< the long name of ours; empty: harmless, refused, or by its value
    std::string_view instead{};  ///< why it is refused, and what to use; empty: it is not
    /// What its value means; null: what stands above.
    host::or_refusal<std::optional<raw_option>> (*by_value)(std::string_view spelling,
                                                            std::string_view value) = nullptr;
};

/// All of them.
[[nodiscard]] std::span<const habit> traceroute_habits();

/// By the name as typed: "-z" or "--sendwait"; null: it is none of them.
[[nodiscard]] const habit* find_habit(std::string_view spelling);

/// What it means here: one of our options, or nothing where it is harmless.
[[nodiscard]] host::or_refusal<std::optional<raw_option>> translate(const habit& known, std::string_view spelling,
                                                                    std::string_view value);

/// What traceroute takes beyond ours for options of the same name: `-w MAX,HERE,NEAR`, of which MAX is ours, and a
/// packet length behind a single target.
void take_habits_of_values(raw_options& raw);

}  // namespace tracerouter::cli
