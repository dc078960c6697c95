#include "report/monitor_csv_reporter.hpp"

#include <optional>
#include <string>
#include <utility>

#include "report/csv_cells.hpp"
#include "report/names.hpp"
#include "report/shares.hpp"
#include "report/utc_time.hpp"

namespace tracerouter::report {
namespace {

// What is left of a line behind the column before.
constexpr std::string_view cells_of_hop = ",,,,,,,,,,,,,,,,,,,,,,,,,,,";  // from ttl to city
constexpr std::string_view cells_of_result = ",,,";                       // from started_at to rounds

void put_counts(text_buffer& out, const probe_counts& probes) {
    for (const auto count :
         {probes.sent, probes.decided(), probes.lost, probes.late, probes.duplicates, probes.limited, probes.refused}) {
        put_cell(out, std::optional{count});
    }
}

void put_loss(text_buffer& out, const std::optional<share_estimate>& loss) {
    if (!loss) return put_cell(out, std::string_view{",,"});
    for (const double share : {loss->share, loss->low, loss->high}) put_cell(out, share_word(share));
}

void put_rtt(text_buffer& out, const rtt_summary& rtt) {
    for (const auto& time :
         {rtt.last, rtt.best, rtt.mean, rtt.median, rtt.p95, rtt.p99, rtt.worst, rtt.deviation, rtt.jitter}) {
        put_cell(out, time);
    }
}

/// The one with most answers.
void put_responder(text_buffer& out, const hop_summary& hop, const fact_lookup& facts) {
    put_cell(out, std::optional{hop.responders.size()});
    if (hop.responders.empty()) return put_cell(out, std::string{","}.append(no_fact_cells));
    const auto& first = hop.responders.front().address;
    put_cell(out, std::optional{first});
    put_fact_cells(out, facts_of(facts, first));
}

}  // namespace

boost::system::error_code monitor_csv_reporter::summary(const monitor_result& result) {
    begin();
    text_buffer about;
    about.append(std::string_view{csv_field(result.target)});
    put_cell(about, std::optional{result.address});
    append_utc_time(about.append(','), result.started_at);
    put_cell(about, to_string(result.options.protocol));
    put_cell(about, std::optional{result.rounds});
    for (const auto& hop : result.hops) append_hop(about.text(), hop);
    if (result.hops.empty()) lines_.append_all(about.text(), cells_of_hop, ",\n");
    return out_.write(lines_.text());
}

void monitor_csv_reporter::append_hop(std::string_view about, const hop_summary& hop) {
    lines_.append_all(about, ",").append(hop.ttl);
    put_counts(lines_, hop.probes);
    put_loss(lines_, hop.loss);
    put_rtt(lines_, hop.rtt);
    put_responder(lines_, hop, facts_);
    lines_.append_all(",\n");
}

boost::system::error_code monitor_csv_reporter::failure(const report::failure& failure) {
    begin();
    lines_.append(std::string_view{csv_field(failure.target)});
    put_cell(lines_, failure.address);
    lines_.append_all(cells_of_result, cells_of_hop, ",", csv_field(failure.message), "\n");
    return out_.write(lines_.text());
}

boost::system::error_code monitor_csv_reporter::finish() {
    begin();
    return lines_.empty() ? boost::system::error_code{} : out_.write(lines_.text());
}

void monitor_csv_reporter::begin() {
    lines_.clear();
    if (!std::exchange(headed_, true)) lines_.append_all(monitor_csv_columns, "\n");
}

}  // namespace tracerouter::report
