#include "cli/monitor_rules.hpp"

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "cli/option_table.hpp"
#include "cli/typed_options.hpp"
#include "report/formats.hpp"
#include "report/monitor_formats.hpp"

namespace tracerouter::cli {
namespace {

/// What a run that watches has no use for.
constexpr std::array not_watching{
    unfit_option{option::queries, "a monitor asks each hop once a round"},
    unfit_option{option::path_mtu, "a monitor does not look for the path MTU"},
    unfit_option{option::fast_path, "a monitor sends little, and needs the exact times of the ordinary way"},
    unfit_option{option::doubletree, "a monitor asks all hops"},
    unfit_option{option::all_addresses, "a monitor watches one address of a name"},
    unfit_option{option::resume, "a monitor is not resumed; see --record"},
    unfit_option{option::table, "a monitor has a table of its own"},
    unfit_option{option::gap_limit, "a monitor asks two hops beyond the last one that answers"},
    unfit_option{option::progress, "a monitor shows what it knows itself"},
    unfit_option{option::statistics, "a monitor shows what it knows itself"},
};

/// What only such a run can do.
constexpr std::array watching{option::interval, option::flows, option::columns, option::record, option::fail_if};

host::or_refusal<void> choose_trace_format(run::config& checked) {
    if (checked.format_word.empty() || checked.paths) return {};
    const auto* format = find_format(report::output_formats(), checked.format_word);
    if (format == nullptr)
        return host::refusal{"--format " + checked.format_word +
                             ": is a format of monitors: give --monitor or --count"};
    checked.format = format;
    return {};
}

host::or_refusal<void> choose_monitor_format(run::config& checked) {
    if (checked.format_word.empty()) return {};
    checked.monitor.format = find_format(report::monitor_formats(), checked.format_word);
    if (checked.monitor.format == nullptr)
        return host::refusal{"--format " + checked.format_word + ": is no format of monitors"};
    const bool without_end = checked.monitor.on && !checked.monitor.count && checked.monitor.replay.empty();
    if (without_end && checked.monitor.format->whole_page && checked.output.empty())
        return host::refusal{"--format " + checked.format_word +
                             ": the page is written anew again and again: name its file with -o, or give --count"};
    return {};
}

}  // namespace

host::or_refusal<void> check_monitor(const raw_options& raw, run::config& checked) {
    if (!checked.monitor.wanted()) {
        for (const auto name : watching) {
            const auto* typed = typed_option(raw, name);
            if (typed != nullptr) return refuse(*typed, "is for monitors: give --monitor or --count");
        }
        return choose_trace_format(checked);
    }
    if (auto unfit = first_unfit(raw, not_watching)) return *std::move(unfit);
    if (!checked.monitor.replay.empty() && (!raw.targets.empty() || !checked.lists.empty()))
        return host::refusal{"--replay: the session names its targets: leave others out"};
    if (!checked.monitor.replay.empty() && !checked.monitor.record.empty())
        return host::refusal{"--record: a session that is replayed is recorded already"};
    return choose_monitor_format(checked);
}

}  // namespace tracerouter::cli
