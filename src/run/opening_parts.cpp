#include "run/opening_parts.hpp"

#include <utility>

#include "host/rights.hpp"
#include "host/terminal.hpp"

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
    const monitor_config& monitor = config.monitor;
    const bool wanted = monitor.on && monitor.format == nullptr && config.output.empty();
    if (!wanted || !host::can_show_pictures()) return nullptr;
    auto terminal = std::make_unique<host::live_terminal>();
    return terminal->open() ? nullptr : std::move(terminal);
}

host::or_refusal<void> drop_all_rights() {
    const auto error = host::drop_rights();
    if (!error) return {};
    const std::string what = "privileges that are no longer needed cannot be given up: ";
    return host::refusal{what + error.message(), host::exit_code::missing_rights};
}

}  // namespace tracerouter::run
