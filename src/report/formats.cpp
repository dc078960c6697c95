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

constexpr std::array text_gaps{
    format_gap{extra::places, "text has no place for countries and cities (--table has)"},
};

constexpr std::array atlas_gaps{
    format_gap{extra::path_mtu, "results of RIPE Atlas have no place for a path MTU"},
    format_gap{extra::as_numbers, "results of RIPE Atlas have no place for AS numbers"},
    format_gap{extra::places, "results of RIPE Atlas have no place for countries and cities"},
};

constexpr std::array rows{
    output_format{.word = "text",
                  .streams = streaming::single_target,
                  .watched = true,
                  .asks_as_names = false,
                  .gaps = text_gaps,
                  .make = make_reporter<text_reporter>},
    output_format{.word = "json", .make = make_reporter<json_reporter>},
    output_format{.word = "events", .streams = streaming::always, .make = make_reporter<events_reporter>},
    output_format{.word = "csv", .asks_as_names = false, .make = make_reporter<csv_reporter>},
    output_format{.word = "atlas", .shows_facts = false, .gaps = atlas_gaps, .make = make_reporter<atlas_reporter>},
    output_format{
        .word = "dot", .not_resumable = "a graph is written whole at the end", .make = make_reporter<dot_reporter>},
};

constexpr output_format table_row{.word = {}, .asks_as_names = false, .make = make_reporter<table_reporter>};

}  // namespace

std::span<const output_format> output_formats() {
    return rows;
}

const output_format& table_format() {
    return table_row;
}

}  // namespace tracerouter::report
