#include "report/csv_reporter.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "report/csv_cells.hpp"
#include "report/names.hpp"
#include "report/utc_time.hpp"

namespace tracerouter::report {
namespace {

void put_reply(text_buffer& out, const std::optional<reply>& answer) {
    if (!answer) return put_cell(out, ",,,,");
    put_cell(out, std::optional{answer->rtt});
    put_cell(out, to_string(answer->kind));
    put_cell(out, answer->icmp_type);
    put_cell(out, answer->icmp_code);
    put_cell(out, answer->reply_ttl);
}

/// Whom the line is about: who answered or, where others of the run prove who is there, that one.
std::optional<boost::asio::ip::address> responder_of(const hop_result& hop, const std::optional<reply>& answer) {
    return answer ? std::optional{answer->responder} : hop.inferred_address;
}

void put_probe(text_buffer& out, const hop_result& hop, const probe_result& probe, std::string_view end,
               const fact_lookup& facts) {
    const auto responder = responder_of(hop, probe.reply);
    put_cell(out, responder);
    put_reply(out, probe.reply);
    put_cell(out, hop.path_mtu);
    put_cell(out, end);
    responder ? put_fact_cells(out, facts_of(facts, *responder)) : put_cell(out, no_fact_cells);
    put_cell(out, probe.send_error ? csv_field(probe.send_error.message()) : std::string{});
}

bool has_line(const probe_result& probe) {
    return probe.status != probe_status::unsent;
}

// What is left of a line, from that column on.
constexpr std::string_view before_end = ",,,,,,,";           // responder
constexpr std::string_view before_end_without_hop = ",,,,";  // ttl
constexpr std::string_view behind_end = ",,,,,,";            // name

}  // namespace

boost::system::error_code csv_reporter::trace(const trace_result& result, target_number) {
    begin();
    text_buffer about;
    about.append(std::string_view{csv_field(result.target)});
    put_cell(about, std::optional{result.address});
    append_utc_time(about.append(','), result.started_at);
    put_cell(about, to_string(result.protocol));
    for (const auto& hop : result.hops) {
        append_hop(about.text(), hop, &hop == &result.hops.back() ? to_string(result.stop) : std::string_view{});
    }
    if (result.hops.empty()) {
        lines_.append_all(about.text(), before_end_without_hop, before_end, ",", to_string(result.stop), behind_end,
                          "\n");
    }
    return out_.write(lines_.text());
}

/// A line for each probe that was sent or refused; for a hop without any, one that says what is known of it.
void csv_reporter::append_hop(std::string_view about, const hop_result& hop, std::string_view end) {
    const auto begin_line = [&] {
        lines_.append_all(about, ",").append(hop.ttl);
        put_cell(lines_, to_string(hop.state));
    };
    const auto last = std::find_if(hop.probes.rbegin(), hop.probes.rend(), has_line);
    for (const auto& probe : hop.probes) {
        if (!has_line(probe)) continue;
        begin_line();
        put_cell(lines_, std::optional{probe.query});
        put_cell(lines_, to_string(probe.status));
        put_probe(lines_, hop, probe, &probe == &*last ? end : std::string_view{}, facts_);
        lines_.append('\n');
    }
    if (last != hop.probes.rend()) return;
    begin_line();
    put_cell(lines_, ",");
    put_probe(lines_, hop, {}, end, facts_);
    lines_.append('\n');
}

boost::system::error_code csv_reporter::failure(const report::failure& failure) {
    begin();
    constexpr std::string_view no_trace = ",,";  // started_at
    lines_.append(std::string_view{csv_field(failure.target)});
    put_cell(lines_, failure.address);
    lines_.append_all(no_trace, before_end_without_hop, before_end, ",", to_string(failure.kind));
    lines_.append_all(behind_end.substr(1), ",", csv_field(failure.message), "\n");
    return out_.write(lines_.text());
}

boost::system::error_code csv_reporter::finish() {
    begin();
    return lines_.empty() ? boost::system::error_code{} : out_.write(lines_.text());
}

void csv_reporter::begin() {
    lines_.clear();
    if (!std::exchange(headed_, true)) lines_.append_all(csv_columns, "\n");
}

}  // namespace tracerouter::report
