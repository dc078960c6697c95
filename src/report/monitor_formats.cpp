#include "report/monitor_formats.hpp"

#include <array>
#include <memory>

#include "report/monitor_csv_reporter.hpp"
#include "report/monitor_events_reporter.hpp"
#include "report/monitor_json_reporter.hpp"
#include "report/monitor_text_reporter.hpp"
#include "report/openmetrics_reporter.hpp"

namespace tracerouter::report {
namespace {

template <class Reporter>
std::unique_ptr<monitor_reporter> make_monitor(sink& out, const monitor_settings& chosen) {
    return std::make_unique<Reporter>(out, chosen);
}

constexpr std::array monitor_rows{
    monitor_format{.word = "text", .has_columns = true, .make = make_monitor<monitor_text_reporter>},
    monitor_format{.word = "json", .make = make_monitor<monitor_json_reporter>},
    monitor_format{.word = "events", .wants_observations = true, .make = make_monitor<monitor_events_reporter>},
    monitor_format{.word = "csv", .make = make_monitor<monitor_csv_reporter>},
    monitor_format{.word = "openmetrics", .whole_page = true, .make = make_monitor<openmetrics_reporter>},
};

}  // namespace

std::span<const monitor_format> monitor_formats() {
    return monitor_rows;
}

}  // namespace tracerouter::report
