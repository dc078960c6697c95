#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/option_table.hpp"
#include "host/refusal.hpp"

namespace tracerouter::cli {

/// An option as typed.
struct raw_option {
    std::string_view name;  ///< the long one
    std::string spelling;   ///< "-m" or "--max-ttl", as the user prefers
    std::string value;      ///< empty when it is missing, or when the option takes none

    friend bool operator==(const raw_option&, const raw_option&) = default;
};

/// The command line exactly as typed: known options in their order, nothing checked or merged.
struct raw_options {
    std::vector<raw_option> options;
    std::vector<std::string> targets;

    [[nodiscard]] bool has(std::string_view name) const;
};

/// Takes a command line apart in the manner of traceroute(8): -q1, -q 1, --queries 1, --queries=1, -nF; "--" ends the
/// options. Long names are never guessed from their beginning.
[[nodiscard]] host::or_refusal<raw_options> parse_options(const std::vector<std::string>& arguments);

}  // namespace tracerouter::cli
