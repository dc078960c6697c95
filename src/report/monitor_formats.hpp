#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "report/monitor_reporter.hpp"
#include "report/monitor_settings.hpp"
#include "report/sink.hpp"

namespace tracerouter::report {

/// Everything about an output format of a monitor but how it is written: a row of their table.
struct monitor_format {
    std::string_view word;            ///< behind --format
    bool wants_observations = false;  ///< of each probe; without them a session costs nothing until its end
    bool has_columns = false;         ///< takes monitor_settings::columns
    bool whole_page = false;  ///< each finish() writes everything anew: what was written before is to be replaced
    std::unique_ptr<monitor_reporter> (*make)(sink& out, const monitor_settings& chosen);
};

/// In the order of the help. The first is the default of a report, "events" that of a session without end.
[[nodiscard]] std::span<const monitor_format> monitor_formats();

}  // namespace tracerouter::report
