#include "run/opening_parts.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "host/resolver_needs.hpp"
#include "host/rights.hpp"
#include "host/terminal.hpp"
#include "run/monitor_output.hpp"
#include "targets/target_syntax.hpp"

namespace tracerouter::run {

host::refusal output_refused(const std::string& name, boost::system::error_code error) {
    return {name + ": " + error.message(), host::exit_code::failed};
}

host::or_refusal<std::unique_ptr<host::file_sink>> open_output(const std::string& name) {
    auto sink = host::file_sink::open(name);
    if (!sink) return output_refused(name, sink.error());
    return *std::move(sink);
}

host::or_refusal<std::unique_ptr<host::file_sink>> open_output(const config& config) {
    return config.output.empty() ? std::make_unique<host::file_sink>() : open_output(config.output);
}

std::unique_ptr<host::live_terminal> open_terminal(const config& config) {
    if (!is_view_wanted(config) || !host::can_show_pictures()) return nullptr;
    auto terminal = std::make_unique<host::live_terminal>();
    return terminal->open() ? nullptr : std::move(terminal);
}

// Daemons of this machine are asked about names and nothing else. A run that asks nobody needs the time zone of its
// log.
host::jail_openings still_needed(const config& config, const run_needs& needs) {
    const bool names = !config.lists.empty() || std::ranges::any_of(config.targets, [](const auto& target) {
        return std::holds_alternative<targets::host_name>(target.spec);
    });
    host::jail_openings openings{.readable = host::time_zone_files()};
    if (names || needs.facts) openings = host::resolver_needs();
    if (!names) openings.daemons = host::local_daemons::closed;
    if (needs.terminal) openings.modes = host::terminal_modes::settable;
    return openings;
}

host::or_refusal<void> drop_all_rights() {
    const auto error = host::drop_rights();
    if (!error) return {};
    const std::string what = "privileges that are no longer needed cannot be given up: ";
    return host::refusal{what + error.message(), host::exit_code::missing_rights};
}

}  // namespace tracerouter::run
