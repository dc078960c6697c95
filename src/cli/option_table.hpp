#pragma once

#include <optional>
#include <span>
#include <string_view>

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

/// Everything about an option but what its value does: the one source for the parser, the help, the man page
/// and what shells complete.
struct option_row {
    option id;
    char short_name;  ///< 0: none
    std::string_view long_name;
    std::string_view argument;  ///< what the help calls it; empty: the option takes none
    std::string_view help;
    std::string_view
        choices{};  ///< the words it takes, a space between them, for shells; empty: not one of a few words
    std::optional<report::extra> shows{};  ///< what a format must have a place for
};

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
