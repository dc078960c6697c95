#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "report/formats.hpp"
#include "report/monitor_formats.hpp"
#include "stats/condition.hpp"
#include "targets/prefix.hpp"
#include "targets/system_resolver.hpp"
#include "targets/target_source.hpp"
#include "tracerouter/log.hpp"
#include "tracerouter/trace_options.hpp"
#include "tracerouter/tracer.hpp"

namespace tracerouter::run {

/// When something that is made for people is shown.
enum class show : unsigned char {
    automatic,  ///< on a terminal; color not if NO_COLOR is set, progress not between results on the same terminal
    always,
    never,
};

/// Probes per hop with more than targets::few_targets, where no number is chosen.
inline constexpr std::uint8_t queries_of_many_targets = 1;

/// A condition under which the run fails.
struct fail_condition {
    std::string text;  ///< as typed
    stats::condition condition;
};

/// How targets are watched, in a run that watches them.
struct monitor_config {
    bool on = false;                                 ///< rounds without end, unless there is a count
    std::optional<std::uint32_t> count;              ///< rounds of each target; alone it means a report at the end
    duration interval = std::chrono::seconds{1};     ///< from one round to the next
    std::uint16_t flows = 4;                         ///< that take turns
    std::string columns;                             ///< letters; empty: the usual ones
    std::string record;                              ///< the file of a session; empty: none
    std::string replay;                              ///< the same, to be shown; empty: none
    std::vector<fail_condition> fail_if;             ///< the exit code says whether one holds
    const report::monitor_format* format = nullptr;  ///< null: none was chosen

    /// Whether this is such a run.
    [[nodiscard]] bool wanted() const { return on || count || !replay.empty(); }
};

/// What is to be done: every value checked. Nothing behind it sees an option as typed.
struct config {
    std::vector<targets::typed_target> targets;
    std::vector<std::string> lists;  ///< files of more targets; "-": standard input
    std::vector<targets::prefix> excluded;
    targets::address_family family = targets::address_family::any;
    bool all_addresses = false;  ///< of a name; otherwise the first that can be probed

    trace_options trace;
    bool paths = false;  ///< all parallel paths are looked for, as wanted_paths says
    path_options wanted_paths;
    bool queries_chosen = false;  ///< otherwise their number follows from that of the targets
    tracer_options tracer;
    monitor_config monitor;

    std::string format_word;                                                  ///< as typed; empty: the default
    const report::output_format* format = &report::output_formats().front();  ///< never null
    std::string output;                                                       ///< a file; empty: standard output
    std::string resume;                                                       ///< the file of a checkpoint; empty: none
    std::string identity;               ///< all options that change results, as typed
    std::optional<std::uint64_t> seed;  ///< of the order of targets; none: the given one
    bool names = true;
    bool as_numbers = false;
    std::string as_database;                                ///< a file; empty: the usual places, then DNS
    std::string place_database;                             ///< a file; empty: no places
    duration dns_timeout = std::chrono::milliseconds{500};  ///< how long a run waits for names at its end
    std::uint8_t hidden_hops = 0;
    bool in_order = false;
    show color = show::automatic;
    show progress = show::automatic;
    std::optional<duration> statistics_interval;
    log_level level = log_level::warn;
    std::string log_file;  ///< empty: standard error
};

}  // namespace tracerouter::run
