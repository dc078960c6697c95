#include "trace/trace_log.hpp"

#include <string>

#include "trace/packet_log.hpp"
#include "tracerouter/names.hpp"

namespace tracerouter::trace {

using boost::system::error_code;

namespace {

/// The name of a target in the log, with its address if that is not the name.
std::string target_of(const trace_request& request) {
    const std::string address = request.target.to_string();
    return request.name.empty() || request.name == address ? address : request.name + " (" + address + ')';
}

}  // namespace

// Warnings are the highest level that is used here. A user who does not want them wants nothing.
trace_log::trace_log(const tracer_options& options)
    : log_(options.least_logged <= log_level::warn ? options.log : log_callback{}),
      shows_traces_(log_ && options.least_logged <= log_level::debug),
      shows_packets_(log_ && options.least_logged <= log_level::trace) {}

// These three are called only for the events that shows_packets() has asked the engine for.
void trace_log::probe(const engine::probe_event& event, const trace_request& request) const {
    log_(log_level::trace, line_of(event, target_of(request)));
}

void trace_log::unmatched(const engine::unmatched_datagram& datagram) const {
    log_(log_level::trace, line_of(datagram));
}

void trace_log::hop(const hop_result& hop, const trace_request& request) const {
    log_(log_level::trace, line_of(hop, target_of(request)));
}

// A trace that ends with an error has no stop reason.
trace_log::end_lines trace_log::lines_of_end(const trace_result& result, error_code error) const {
    end_lines lines;
    if (shows_traces_) lines.outcome = result.target + (error ? ": " + error.message() : ": trace ended");
    if (shows_packets_ && !error) {
        lines.stop_reason = result.target + ": stop reason: " + std::string{to_string(result.stop)};
    }
    return lines;
}

void trace_log::trace_ended(const end_lines& lines) const {
    if (!lines.stop_reason.empty()) log_(log_level::trace, lines.stop_reason);
    if (shows_traces_) log_(log_level::debug, lines.outcome);
}

void trace_log::routes_lost() const {
    if (!log_) return;
    log_(log_level::warn, "routes or addresses of this host have changed: traces on the old routes begin anew");
}

void trace_log::host_sends_nothing(error_code reason) const {
    if (!log_) return;
    log_(log_level::warn,
         "this host can send nothing (" + reason.message() + "): waiting until it can, and nothing is lost");
}

}  // namespace tracerouter::trace
