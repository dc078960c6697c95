#include "report/paths_csv_reporter.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "report/csv_cells.hpp"
#include "report/names.hpp"
#include "report/paths_words.hpp"
#include "report/utc_time.hpp"

namespace tracerouter::report {
namespace {

void put_vertex(text_buffer& out, const path_set& paths, std::uint32_t index) {
    const path_vertex& one = paths.vertices[index];
    if (one.address) return put_cell(out, one.address);
    out.append_behind(index, ",*");
}

void put_link(text_buffer& out, const path_set& paths, const path_link& link) {
    const path_vertex& from = paths.vertices[link.from];
    put_cell(out, std::optional{from.ttl});
    put_vertex(out, paths, link.from);
    put_vertex(out, paths, link.to);
    put_cell(out, std::optional{link.flows});
    put_cell(out, from.per_packet ? "1" : "0");
    put_cell(out, to_string(from.gap));
    put_cell(out, link.inferred ? "1" : "0");
}

}  // namespace

boost::system::error_code paths_csv_reporter::trace(const trace_result& result, target_number) {
    begin();
    text_buffer about;
    about.append(std::string_view{csv_field(result.target)});
    put_cell(about, std::optional{result.address});
    append_utc_time(about.append(','), result.started_at);
    put_cell(about, to_string(result.protocol));
    const path_set paths = result.paths.value_or(path_set{});
    const std::string confidence = paths.confidence ? percent(*paths.confidence) : std::string{};
    for (const path_link& link : paths.links) {
        lines_.append(about.text());
        put_link(lines_, paths, link);
        const bool last = &link == &paths.links.back();
        lines_.append_all(",", confidence, ",", last ? to_string(result.stop) : std::string_view{}, ",\n");
    }
    if (paths.links.empty())
        lines_.append_all(about.text(), ",,,,,,,,", confidence, ",", to_string(result.stop), ",\n");
    return out_.write(lines_.text());
}

boost::system::error_code paths_csv_reporter::failure(const report::failure& failure) {
    begin();
    lines_.append(std::string_view{csv_field(failure.target)});
    put_cell(lines_, failure.address);
    lines_.append_all(",,,,,,,,,,,", to_string(failure.kind), ",", csv_field(failure.message), "\n");
    return out_.write(lines_.text());
}

boost::system::error_code paths_csv_reporter::finish() {
    begin();
    return lines_.empty() ? boost::system::error_code{} : out_.write(lines_.text());
}

void paths_csv_reporter::begin() {
    lines_.clear();
    if (!std::exchange(headed_, true)) lines_.append_all(paths_csv_columns, "\n");
}

}  // namespace tracerouter::report
