#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "cli/option_kinds.hpp"
#include "report/formats.hpp"

namespace tracerouter::cli {

enum class option : unsigned char {
    ipv4,
    ipv6,
    all_addresses,
    targets,
    exclude,
    icmp,
    udp,
    tcp,
    port,
    source_port,
    first_ttl,
    max_ttl,
    queries,
    wait,
    gap_limit,
    flow,
    doubletree,
    source,
    interface,
    mark,
    tos,
    size,
    dont_fragment,
    mtu,
    unprivileged,
    rate,
    parallel,
    numeric,
    as_numbers,
    as_database,
    place_database,
    dns_timeout,
    hidden_hops,
    format,
    table,
    output,
    resume,
    in_order,
    color,
    progress,
    statistics,
    log_level,
    log_file,
    help,
    version,
};

/// Everything about an option: the one source for the parser, the configuration, the help, the man page and what shells
/// complete.
struct option_row {
    option id;
    char short_name;  ///< 0: none
    std::string_view long_name;
    std::string_view argument;  ///< what the help calls it; empty: the option takes none
    /// With {} for the default, {words} for the words that it takes, and {lacking} for the formats without place for
    /// it.
    std::string_view help;
    option_value value;
    std::optional<report::extra> shows{};  ///< what a format must have a place for
    bool harmless = false;                 ///< another value leaves the results the same, but for their order and times
};

/// The help of a row, filled in.
[[nodiscard]] std::string help_of(const option_row& row);

/// The words that an option takes, a space between them; empty: it is not one of a few words.
[[nodiscard]] std::string words_of(const option_row& row);

struct option_group {
    std::string_view title;
    std::span<const option_row> rows;
};

/// All options, in the order of the help.
[[nodiscard]] std::span<const option_group> option_groups();

/// The row of an option by its long name, or null.
[[nodiscard]] const option_row* find_option(std::string_view long_name);

/// The row of an option.
[[nodiscard]] const option_row* find_option(option id);

}  // namespace tracerouter::cli
