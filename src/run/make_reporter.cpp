#include "run/make_reporter.hpp"

#include "report/atlas_reporter.hpp"
#include "report/csv_reporter.hpp"
#include "report/dot_reporter.hpp"
#include "report/events_reporter.hpp"
#include "report/json_reporter.hpp"
#include "report/table_reporter.hpp"
#include "report/text_reporter.hpp"

namespace tracerouter::run {
namespace {

std::unique_ptr<report::reporter> make_table_reporter(const config& config, report::sink& out, report_place place,
                                                      const report::fact_lookup& facts) {
    return std::make_unique<report::table_reporter>(out, report::table_reporter::options{.names = config.names,
                                                                                         .color = place.color,
                                                                                         .continued = place.continued,
                                                                                         .width = place.width,
                                                                                         .facts = facts});
}

std::unique_ptr<report::reporter> make_text_reporter(const config& config, report::sink& out, report_place place,
                                                     const report::fact_lookup& facts, bool streaming) {
    const report::hop_line_style style{.names = config.names, .color = place.color, .facts = facts};
    return std::make_unique<report::text_reporter>(
        out, report::text_reporter::options{.streaming = streaming, .continued = place.continued, .style = style});
}

}  // namespace

std::unique_ptr<report::reporter> make_reporter(const config& config, report::sink& out, report_place place,
                                                const report::fact_lookup& facts, bool single_target) {
    // What is told of a trace before its end cannot be taken back, and a run that goes on traces it again.
    const bool may_stream = config.resume.empty();
    switch (config.format) {
        case output_format::text:
            if (config.table) return make_table_reporter(config, out, place, facts);
            return make_text_reporter(config, out, place, facts, single_target && may_stream);
        case output_format::json: return std::make_unique<report::json_reporter>(out, facts);
        case output_format::events: return std::make_unique<report::events_reporter>(out, may_stream, facts);
        case output_format::csv: return std::make_unique<report::csv_reporter>(out, place.continued, facts);
        case output_format::atlas:
            return std::make_unique<report::atlas_reporter>(
                out, report::atlas_reporter::options{.trace = config.trace,
                                                     .ipv6 = config.family == targets::address_family::ipv6});
        case output_format::dot: return std::make_unique<report::dot_reporter>(out, facts);
    }
    return nullptr;
}

}  // namespace tracerouter::run
