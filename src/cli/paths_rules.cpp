#include "cli/paths_rules.hpp"

#include <array>

#include "cli/option_table.hpp"
#include "cli/typed_options.hpp"
#include "report/paths_formats.hpp"

namespace tracerouter::cli {
namespace {

constexpr std::array not_for_paths{
    unfit_option{option::queries, "each flow is asked once: give --confidence"},
    unfit_option{option::path_mtu, "parallel paths may have several path MTUs"},
    unfit_option{option::doubletree, "--paths asks all hops"},
    unfit_option{option::table, "parallel paths have no table"},
    unfit_option{option::source_port, "other source ports are other paths"},
    unfit_option{option::monitor, "a monitor follows --flows constant flows"},
    unfit_option{option::count, "a monitor follows --flows constant flows"},
    unfit_option{option::replay, "a session has the paths of its flows"},
};

constexpr std::array only_for_paths{option::confidence, option::max_flows, option::max_probes, option::aliases};

}  // namespace

host::or_refusal<void> check_paths(const raw_options& raw, run::config& checked) {
    if (!checked.paths) {
        for (const auto name : only_for_paths) {
            if (const auto* typed = typed_option(raw, name)) return refuse(*typed, "is for --paths");
        }
        return {};
    }
    if (auto unfit = first_unfit(raw, not_for_paths)) return *std::move(unfit);
    if (checked.tracer.unprivileged && checked.trace.protocol == protocol::udp)
        return host::refusal{"--paths: UDP without privileges follows one path only: use ICMP"};
    if (checked.tracer.unprivileged && checked.wanted_paths.aliases)
        return host::refusal{"--aliases: without privileges the IP identification of answers is not seen"};
    checked.trace.paths = checked.wanted_paths;
    checked.format = &report::paths_formats().front();
    if (checked.format_word.empty()) return {};
    checked.format = find_format(report::paths_formats(), checked.format_word);
    if (checked.format == nullptr)
        return host::refusal{"--format " + checked.format_word + ": has no place for parallel paths: give " +
                             listed(words_in(report::paths_formats()))};
    return {};
}

}  // namespace tracerouter::cli
