#include "report/paths_formats.hpp"

#include <array>

#include "report/paths_csv_reporter.hpp"
#include "report/paths_dot_reporter.hpp"
#include "report/paths_json_reporter.hpp"
#include "report/paths_text_reporter.hpp"

namespace tracerouter::report {
namespace {

constexpr std::array text_gaps{
    format_gap{extra::places, "text has no place for countries and cities"},
};

constexpr std::array csv_gaps{
    format_gap{extra::as_numbers, "a line for each link has no place for AS numbers"},
    format_gap{extra::places, "a line for each link has no place for countries and cities"},
};

constexpr std::array rows{
    output_format{.word = "text",
                  .watched = true,
                  .asks_as_names = false,
                  .gaps = text_gaps,
                  .make = make_reporter<paths_text_reporter>},
    output_format{.word = "json", .make = make_reporter<paths_json_reporter>},
    output_format{.word = "csv", .shows_facts = false, .gaps = csv_gaps, .make = make_reporter<paths_csv_reporter>},
    output_format{.word = "dot",
                  .not_resumable = "a graph is written whole at the end",
                  .make = make_reporter<paths_dot_reporter>},
};

}  // namespace

std::span<const output_format> paths_formats() {
    return rows;
}

}  // namespace tracerouter::report
