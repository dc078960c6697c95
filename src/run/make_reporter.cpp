#include "run/make_reporter.hpp"

#include "targets/address_family.hpp"

namespace tracerouter::run {
namespace {

bool streams(const config& config, bool single_target) {
    // What is told of a trace before its end cannot be taken back, and a run that goes on traces it again.
    if (!config.resume.empty()) return false;
    const auto manner = config.format->streams;
    return manner == report::streaming::always || (manner == report::streaming::single_target && single_target);
}

}  // namespace

std::unique_ptr<report::reporter> make_reporter(const config& config, report::sink& out, report_place place,
                                                const report::fact_lookup& facts, bool single_target) {
    return config.format->make(out, {.names = config.names,
                                     .color = place.color,
                                     .continued = place.continued,
                                     .streaming = streams(config, single_target),
                                     .width = place.width,
                                     .facts = facts,
                                     .trace = config.trace,
                                     .ipv6 = config.family == targets::address_family::ipv6});
}

}  // namespace tracerouter::run
