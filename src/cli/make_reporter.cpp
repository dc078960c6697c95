#include "cli/make_reporter.hpp"

#include "report/atlas_reporter.hpp"
#include "report/dot_reporter.hpp"
#include "report/events_reporter.hpp"
#include "report/json_reporter.hpp"
#include "report/table_reporter.hpp"
#include "report/text_reporter.hpp"

namespace tracerouter::cli {
namespace {

std::unique_ptr<report::reporter> make_text_reporter(const config& config, report::sink& out, screen shown,
                                                     const report::fact_lookup& facts, bool single_target) {
    if (config.table) {
        return std::make_unique<report::table_reporter>(
            out, report::table_reporter::options{
                     .names = config.names, .color = shown.color, .width = shown.width, .facts = facts});
    }
    const report::hop_line_style style{.names = config.names, .color = shown.color, .facts = facts};
    return std::make_unique<report::text_reporter>(
        out, report::text_reporter::options{.streaming = single_target, .style = style});
}

}  // namespace

std::unique_ptr<report::reporter> make_reporter(const config& config, report::sink& out, screen shown,
                                                const report::fact_lookup& facts, bool single_target) {
    switch (config.format) {
        case output_format::text: return make_text_reporter(config, out, shown, facts, single_target);
        case output_format::json: return std::make_unique<report::json_reporter>(out, facts);
        case output_format::events: return std::make_unique<report::events_reporter>(out, facts);
        case output_format::atlas: return std::make_unique<report::atlas_reporter>(out);
        case output_format::dot: return std::make_unique<report::dot_reporter>(out, facts);
    }
    return nullptr;
}

}  // namespace tracerouter::cli
