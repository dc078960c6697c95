#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "cli/option_kinds.hpp"
#include "report/formats.hpp"

namespace tracerouter::cli {

/// The long names of options that something asks for. Those of the others stand in their rows alone.
namespace option {

inline constexpr std::string_view icmp = "icmp";
inline constexpr std::string_view udp = "udp";
inline constexpr std::string_view tcp = "tcp";
inline constexpr std::string_view port = "port";
inline constexpr std::string_view source_port = "source-port";
inline constexpr std::string_view first_ttl = "first-ttl";
inline constexpr std::string_view max_ttl = "max-ttl";
inline constexpr std::string_view wait = "wait";
inline constexpr std::string_view gap_limit = "gap-limit";
inline constexpr std::string_view flow = "flow";
inline constexpr std::string_view doubletree = "doubletree";
inline constexpr std::string_view interface = "interface";
inline constexpr std::string_view size = "size";
inline constexpr std::string_view rate = "rate";
inline constexpr std::string_view parallel = "parallel";
inline constexpr std::string_view as_numbers = "as-numbers";
inline constexpr std::string_view table = "table";
inline constexpr std::string_view queries = "queries";
inline constexpr std::string_view paths = "paths";
inline constexpr std::string_view confidence = "confidence";
inline constexpr std::string_view max_flows = "max-flows";
inline constexpr std::string_view max_probes = "max-probes";
inline constexpr std::string_view aliases = "aliases";
inline constexpr std::string_view path_mtu = "mtu";
inline constexpr std::string_view fast_path = "fast-path";
inline constexpr std::string_view all_addresses = "all-addresses";
inline constexpr std::string_view resume = "resume";
inline constexpr std::string_view progress = "progress";
inline constexpr std::string_view statistics = "stats";
inline constexpr std::string_view monitor = "monitor";
inline constexpr std::string_view count = "count";
inline constexpr std::string_view interval = "interval";
inline constexpr std::string_view flows = "flows";
inline constexpr std::string_view columns = "columns";
inline constexpr std::string_view record = "record";
inline constexpr std::string_view replay = "replay";
inline constexpr std::string_view fail_if = "fail-if";
inline constexpr std::string_view help = "help";
inline constexpr std::string_view version = "version";

}  // namespace option

/// Everything about an option: the one source for the parser, the configuration, the help, the man page and what shells
/// complete.
struct option_row {
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

}  // namespace tracerouter::cli
