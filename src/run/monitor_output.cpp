#include "run/monitor_output.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "host/encoder.hpp"
#include "host/own_name.hpp"

namespace tracerouter::run {
namespace {

const report::monitor_format& format_named(std::string_view word) {
    return *std::ranges::find(report::monitor_formats(), word, &report::monitor_format::word);
}

}  // namespace

const report::monitor_format& monitor_format_of(const monitor_config& config) {
    if (config.format != nullptr) return *config.format;
    return format_named(config.on && config.replay.empty() ? "events" : "text");
}

bool is_page_wanted(const config& config) {
    const monitor_config& monitor = config.monitor;
    return monitor.on && monitor.replay.empty() && monitor_format_of(monitor).whole_page && !config.output.empty();
}

bool is_view_wanted(const config& config) {
    return config.monitor.on && config.monitor.format == nullptr && config.output.empty();
}

const report::monitor_format& session_format() {
    return format_named("events");
}

report::monitor_settings monitor_settings_of(const config& config, const report::fact_lookup& facts) {
    return {.names = config.names, .columns = config.monitor.columns, .host = host::own_name(), .facts = facts};
}

monitor_output::monitor_output(const boost::asio::any_io_executor& executor, std::unique_ptr<host::file_sink> file,
                               const std::string& name, const report::monitor_format& format,
                               const report::monitor_settings& settings, std::uint8_t hidden_hops,
                               std::function<void(boost::system::error_code)> on_error)
    : queue_{executor, std::move(file), host::encoder_for(name)},
      report_{format.make(queue_, settings),
              {.wants_probes = format.wants_observations, .hidden_hops = hidden_hops},
              std::move(on_error)} {
    queue_.on_change([this](boost::system::error_code error) { report_.note_write(error); });
}

}  // namespace tracerouter::run
