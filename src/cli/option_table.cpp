#include "cli/option_table.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <limits>
#include <string>
#include <variant>
#include <vector>

#include "cli/text.hpp"
#include "report/monitor_columns.hpp"
#include "report/monitor_formats.hpp"
#include "report/paths_formats.hpp"
#include "report/paths_words.hpp"
#include "stats/condition.hpp"
#include "targets/prefix.hpp"
#include "targets/target_source.hpp"
#include "tracerouter/path_monitor.hpp"

namespace tracerouter::cli {
namespace {

constexpr std::uint32_t any_port = std::numeric_limits<std::uint16_t>::max();
constexpr std::uint32_t any_16_bits = std::numeric_limits<std::uint16_t>::max();
constexpr std::uint32_t any_32_bits = std::numeric_limits<std::uint32_t>::max();
constexpr std::int64_t longest_wait = in_milliseconds(max_wait);
constexpr std::int64_t a_day = in_milliseconds(std::chrono::hours{24});

constexpr std::array shows{named_choice<run::show>{"auto", run::show::automatic},
                           named_choice<run::show>{"always", run::show::always},
                           named_choice<run::show>{"never", run::show::never}};
constexpr std::array log_levels{
    named_choice<log_level>{"trace", log_level::trace}, named_choice<log_level>{"debug", log_level::debug},
    named_choice<log_level>{"info", log_level::info}, named_choice<log_level>{"warn", log_level::warn},
    named_choice<log_level>{"error", log_level::error}};

// Options that no kind covers.

/// What is done about it is done elsewhere.
constexpr option_value nothing{.take = [](run::config&, std::string_view) { return read_value<void>{}; }};

read_value<void> take_list(run::config& out, std::string_view typed) {
    const auto name = read_file_name(typed);
    if (!name) return name.error();
    out.lists.emplace_back(*name);
    return {};
}

read_value<void> take_prefix(run::config& out, std::string_view typed) {
    const auto block = targets::parse_prefix(typed);
    if (!block) return wrong_value{"an address or a prefix"};
    out.excluded.push_back(*block);
    return {};
}

read_value<void> take_as_database(run::config& out, std::string_view typed) {
    out.as_numbers = true;
    return keep<&run::config::as_database>(out, read_file_name(typed));
}

std::string usual_ports() {
    const auto port = [](protocol chosen) { return text_of(port_of(trace_options{.protocol = chosen})); };
    return port(protocol::udp) + " with -U, " + port(protocol::tcp) + " with -T";
}

std::string usual_sizes() {
    return text_of(packet_size_of({}, false)) + "; " + text_of(packet_size_of({}, true)) + " over IPv6";
}

constexpr auto number_of_queries = number<&trace_options::queries, 1, max_queries>();

read_value<void> take_queries(run::config& out, std::string_view typed) {
    out.queries_chosen = true;
    return number_of_queries.take(out, typed);
}

std::string usual_queries() {
    return number_of_queries.usual() + "; " + text_of(run::queries_of_many_targets) + " with more than " +
           text_of(targets::few_targets) + " targets";
}

/// Of traces and of monitors. Which of them fit is seen when it is known whether the run watches.
std::vector<std::string_view> format_words() {
    std::vector<std::string_view> words;
    for (const auto& format : report::output_formats()) words.push_back(format.word);
    for (const auto& format : report::paths_formats()) {
        if (std::ranges::find(words, format.word) == words.end()) words.push_back(format.word);
    }
    for (const auto& format : report::monitor_formats()) {
        if (std::ranges::find(words, format.word) == words.end()) words.push_back(format.word);
    }
    return words;
}

read_value<void> take_format(run::config& out, std::string_view typed) {
    std::vector<named_choice<std::string_view>> choices;
    for (const auto word : format_words()) choices.push_back({word, word});
    return keep<&run::config::format_word>(out, read_choice(typed, choices));
}

constexpr option_value format_value{.take = take_format,
                                    .usual = [] { return std::string{default_of<&run::config::format>()->word}; },
                                    .words = format_words};

std::string column_letters() {
    std::string letters;
    for (const auto& column : report::monitor_columns()) letters += column.letter;
    return letters + "ch";
}

read_value<void> take_columns(run::config& out, std::string_view typed) {
    if (typed.empty() || !report::are_columns(typed)) return wrong_value{"letters of columns: " + column_letters()};
    out.monitor.columns = typed;
    std::ranges::replace(out.monitor.columns, '_', ' ');  // as in mtr
    return {};
}

read_value<void> take_condition(run::config& out, std::string_view typed) {
    auto read = stats::parse_condition(typed);
    if (const auto* wrong = std::get_if<std::string>(&read)) return wrong_value{"a condition: " + *wrong};
    out.monitor.fail_if.push_back({std::string{typed}, std::get<stats::condition>(read)});
    return {};
}

constexpr option_value confidence_value{any<&path_options::confidence, read_share>().take,
                                        [] { return report::percent_asked(default_of<&path_options::confidence>()); }};
constexpr option_value port_value{.take = number<&trace_options::port, 1, any_port>().take, .usual = usual_ports};
constexpr option_value size_value{
    .take = number<&trace_options::packet_size, min_packet_size(protocol::icmp, false), any_16_bits>().take,
    .usual = usual_sizes};
constexpr option_value tos_value{any<&trace_options::tos, read_tos>().take, default_text<&trace_options::tos>};

constexpr option_value list_value{take_list};
constexpr option_value exclude_value{take_prefix};
constexpr option_value asn_value{take_as_database};
constexpr option_value queries_value{take_queries, usual_queries};

/// Another value leaves the results the same.
constexpr option_row harmless(option_row row) {
    row.harmless = true;
    return row;
}

constexpr std::array target_rows{
    option_row{0, "targets", "FILE", "read targets, one per line, # comments; - is standard input", list_value},
    option_row{0, "exclude", "PREFIX", "never probe this address or prefix (repeatable)", exclude_value},
    option_row{'4', "ipv4", "", "trace over IPv4 only", means<&run::config::family, targets::address_family::ipv4>()},
    option_row{'6', "ipv6", "", "trace over IPv6 only", means<&run::config::family, targets::address_family::ipv6>()},
    option_row{0, option::all_addresses, "", "trace every address of a name, not only one",
               flag<&run::config::all_addresses>()},
};

constexpr std::array trace_rows{
    option_row{'I', option::icmp, "", "probe with ICMP echo requests{}",
               means<&trace_options::protocol, protocol::icmp>()},
    option_row{'U', option::udp, "", "probe with UDP datagrams{}", means<&trace_options::protocol, protocol::udp>()},
    option_row{'T', option::tcp, "", "probe with TCP SYN segments{}", means<&trace_options::protocol, protocol::tcp>()},
    option_row{'p', option::port, "PORT", "destination port ({})", port_value},
    option_row{0, option::source_port, "PORT", "source port of all -U or -T probes (chosen at random)",
               number<&tracer_options::source_port, 1, any_port>()},
    option_row{'f', option::first_ttl, "N", "lowest TTL to probe ({})", number<&trace_options::first_ttl, 1, 255>()},
    option_row{'m', option::max_ttl, "N", "highest TTL to probe ({})", number<&trace_options::max_ttl, 1, 255>()},
    option_row{'q', option::queries, "N", "probes per hop ({})", queries_value},
    option_row{'w', option::wait, "SEC", "longest wait for an answer ({}); most waits end earlier",
               seconds<&trace_options::wait, 1, longest_wait>()},
    option_row{0, option::gap_limit, "N", "silent hops in a row that end a trace ({})",
               number<&trace_options::gap_limit, 1, 255>()},
    option_row{0, option::flow, "N", "which parallel path (ECMP) to follow (chosen at random)",
               number<&trace_options::flow, 0, any_16_bits>()},
    option_row{0, option::doubletree, "", "probe backwards, stop where another trace knows the path",
               flag<&trace_options::stop_set>()},
};

constexpr std::array packet_rows{
    option_row{'s', "source", "ADDR", "send from this address (chosen by routing)",
               any<&tracer_options::source, read_address>()},
    option_row{'i', option::interface, "NAME", "send through this interface only",
               any<&tracer_options::interface, read_interface>()},
    option_row{0, "fwmark", "N", "set this firewall mark on the probes", any<&tracer_options::mark, read_mark>()},
    option_row{'t', "tos", "TOS", "TOS byte of the probes, as 184 or 0xb8 ({})", tos_value},
    option_row{0, option::size, "BYTES", "size of a probe with all its headers ({})", size_value},
    option_row{'F', "dont-fragment", "", "forbid fragmentation on the way", flag<&trace_options::dont_fragment>()},
    option_row{0, option::path_mtu, "", "find the path MTU and show where it changes, as F=1400",
               flag<&trace_options::path_mtu>(), report::extra::path_mtu},
    option_row{0, "unprivileged", "", "use only sockets that need no privileges",
               flag<&tracer_options::unprivileged>()},
    option_row{0, option::fast_path, "", "send past the host's firewall and queue, by a packet socket",
               flag<&tracer_options::fast_path>()},
    harmless({0, option::rate, "PPS", "packets per second over all traces ({}); 0: no limit",
              number<&tracer_options::rate, 0, any_32_bits>()}),
    harmless({0, option::parallel, "N", "most traces active at once, as the rate needs them ({})",
              number<&tracer_options::window, 1, max_window>()}),
};

constexpr std::array output_rows{
    option_row{'n', "numeric", "", "show addresses only, look up no names", means<&run::config::names, false>()},
    option_row{'A', option::as_numbers, "", "show the AS number of each address", flag<&run::config::as_numbers>(),
               report::extra::as_numbers},
    option_row{0, "asn-db", "FILE", "take AS numbers from this database (implies -A)", asn_value,
               report::extra::as_numbers},
    option_row{0, "geo-db", "FILE", "add country and city from this database (not in {lacking})",
               file<&run::config::place_database>(), report::extra::places},
    option_row{0, "dns-timeout", "SEC", "longest wait of a result for its names ({})",
               seconds<&run::config::dns_timeout, 0, longest_wait>()},
    option_row{0, "mask-first", "N", "leave out the first N hops and the source address",
               number<&run::config::hidden_hops, 0, 254>()},
    option_row{0, "format", "F", "as {words} ({})", format_value},
    option_row{0, option::table, "", "show each trace as a table: loss, best, median, worst times", nothing},
    option_row{'o', "output", "FILE", "write results to FILE; NAME.gz and NAME.zst are compressed",
               file<&run::config::output>()},
    harmless(
        {0, option::resume, "FILE", "keep a checkpoint in FILE, and continue from it", file<&run::config::resume>()}),
    option_row{0, "in-order", "", "trace and show targets in the order given", flag<&run::config::in_order>()},
    option_row{0, "color", "WHEN", "use colours: {words} ({})", choice<&run::config::color, shows>()},
    harmless({0, option::progress, "WHEN", "show the progress of the run: {words} ({})",
              choice<&run::config::progress, shows>()}),
    harmless({0, option::statistics, "SEC", "write a progress line every SEC seconds; SIGUSR1: at once",
              seconds<&run::config::statistics_interval, 100, a_day>()}),
    harmless({0, "log-level", "L", "lowest level to log: {words} ({})", choice<&run::config::level, log_levels>()}),
    harmless(
        {0, "log-file", "FILE", "write the log to FILE instead of standard error", file<&run::config::log_file>()}),
};

constexpr std::array monitor_rows{
    option_row{0, option::monitor, "", "probe again and again: live view on a terminal, else events",
               flag<&run::monitor_config::on>()},
    option_row{0, option::count, "N", "end after N rounds; without --monitor: a report like mtr's",
               number<&run::monitor_config::count, 1, any_32_bits>()},
    option_row{0, option::interval, "SEC", "time from one round of a target to the next ({})",
               seconds<&run::monitor_config::interval, in_milliseconds(min_interval), in_milliseconds(max_interval)>()},
    option_row{0, option::flows, "N", "constant flows of a target, one each round in turn ({})",
               number<&run::monitor_config::flows, 1, max_flows>()},
    option_row{0, option::columns, "LETTERS", "columns of live view and report, by the letters of mtr",
               option_value{take_columns}},
    option_row{0, option::record, "FILE", "write the session to FILE, a line for each probe",
               file<&run::monitor_config::record>()},
    option_row{0, option::replay, "FILE", "show a recorded session; no probe is sent",
               file<&run::monitor_config::replay>()},
    option_row{0, option::fail_if, "COND", "exit with 1 if COND holds, as 'loss>5%' (repeatable)",
               option_value{take_condition}},
};

constexpr std::array paths_rows{
    option_row{0, option::paths, "", "find all parallel paths to each target, not only one",
               flag<&run::config::paths>()},
    option_row{0, option::confidence, "PCT", "chance to find all of them, in per cent ({})", confidence_value},
    option_row{0, option::max_flows, "N", "flows that may be tried for a target ({})",
               number<&path_options::max_flows, 2, most_flows>()},
    option_row{0, option::max_probes, "N", "probes that may be sent to a target ({})",
               number<&path_options::max_probes, 1, most_path_probes>()},
    option_row{0, option::aliases, "", "show which addresses of a diamond are one router",
               flag<&path_options::aliases>()},
};

constexpr std::array other_rows{
    option_row{'h', option::help, "", "show this help", nothing},
    option_row{0, option::version, "", "show the version", nothing},
};

constexpr std::array groups{
    option_group{"Targets", target_rows}, option_group{"Traces", trace_rows},    option_group{"Packets", packet_rows},
    option_group{"Paths", paths_rows},    option_group{"Monitor", monitor_rows}, option_group{"Output", output_rows},
    option_group{"Other", other_rows},
};

std::string lacking(report::extra wanted) {
    std::vector<std::string_view> words;
    for (const auto& format : report::output_formats()) {
        if (!format.gap_of(wanted).empty()) words.push_back(format.word);
    }
    return listed(words);
}

}  // namespace

std::span<const option_group> option_groups() {
    return groups;
}

const option_row* find_option(std::string_view long_name) {
    for (const auto& group : groups) {
        const auto row = std::ranges::find(group.rows, long_name, &option_row::long_name);
        if (row != group.rows.end()) return &*row;
    }
    return nullptr;
}

std::string help_of(const option_row& row) {
    std::string text{row.help};
    if (row.value.usual) text = replaced(text, "{}", row.value.usual());
    if (row.value.words) text = replaced(text, "{words}", listed(row.value.words()));
    if (row.shows) text = replaced(text, "{lacking}", lacking(*row.shows));
    return text;
}

std::string words_of(const option_row& row) {
    std::string text;
    if (!row.value.words) return text;
    for (const auto word : row.value.words()) text.append(text.empty() ? "" : " ").append(word);
    return text;
}

}  // namespace tracerouter::cli
