#include "report/formats.hpp"

#include <array>

#include "report/atlas_reporter.hpp"
#include "report/csv_reporter.hpp"
#include "report/dot_reporter.hpp"
#include "report/events_reporter.hpp"
#include "report/json_reporter.hpp"
#include "report/table_reporter.hpp"
#include "report/text_reporter.hpp"

namespace tracerouter::report {
namespace {

using made = std::unique_ptr<reporter>;
using settings = reporter_settings;

constexpr std::array text_gaps{
    format_gap{extra::places, "text has no place for countries and cities (--table has)"},
};

constexpr std::array atlas_gaps{
    format_gap{extra::path_mtu, "results of RIPE Atlas have no place for a path MTU"},
    format_gap{extra::as_numbers, "results of RIPE Atlas have no place for AS numbers"},
    format_gap{extra::places, "results of RIPE Atlas have no place for countries and cities"},
};

made make_text(sink& out, const settings& chosen) {
    return std::make_unique<text_reporter>(
        out, text_reporter::options{.streaming = chosen.streaming,
                                    .continued = chosen.continued,
                                    .style = {.names = chosen.names, .color = chosen.color, .facts = chosen.facts}});
}

made make_table(sink& out, const settings& chosen) {
    return std::make_unique<table_reporter>(out, table_reporter::options{.names = chosen.names,
                                                                         .color = chosen.color,
                                                                         .continued = chosen.continued,
                                                                         .width = chosen.width,
                                                                         .facts = chosen.facts});
}

made make_json(sink& out, const settings& chosen) {
    return std::make_unique<json_reporter>(out, chosen.facts);
}

made make_events(sink& out, const settings& chosen) {
    return std::make_unique<events_reporter>(out, chosen.streaming, chosen.facts);
}

made make_csv(sink& out, const settings& chosen) {
    return std::make_unique<csv_reporter>(out, chosen.continued, chosen.facts);
}

made make_atlas(sink& out, const settings& chosen) {
    return std::make_unique<atlas_reporter>(out, atlas_reporter::options{.trace = chosen.trace, .ipv6 = chosen.ipv6});
}

made make_dot(sink& out, const settings& chosen) {
    return std::make_unique<dot_reporter>(out, chosen.facts);
}

constexpr std::array rows{
    output_format{.word = "text",
                  .streams = streaming::single_target,
                  .watched = true,
                  .asks_as_names = false,
                  .gaps = text_gaps,
                  .make = make_text},
    output_format{.word = "json", .make = make_json},
    output_format{.word = "events", .streams = streaming::always, .make = make_events},
    output_format{.word = "csv", .asks_as_names = false, .make = make_csv},
    output_format{.word = "atlas", .shows_facts = false, .gaps = atlas_gaps, .make = make_atlas},
    output_format{.word = "dot", .not_resumable = "a graph is written whole at the end", .make = make_dot},
};

constexpr output_format table_row{.word = {}, .asks_as_names = false, .make = make_table};

}  // namespace

std::span<const output_format> output_formats() {
    return rows;
}

const output_format& table_format() {
    return table_row;
}

}  // namespace tracerouter::report
