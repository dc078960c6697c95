#include "report/monitor_text_reporter.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "report/escape.hpp"
#include "report/monitor_columns.hpp"
#include "report/text_buffer.hpp"
#include "report/text_table.hpp"
#include "report/utc_time.hpp"

namespace tracerouter::report {
namespace {

constexpr std::string_view unknown_host = "???";
constexpr std::size_t least_asn_width = 7;  // of mtr
constexpr std::string_view asn_sign = "AS";

std::string padded(std::string text, std::size_t width) {
    const auto length = length_of(text);
    return text.append(length < width ? width - length : 0, ' ');
}

std::string host_word(const boost::asio::ip::address& address, const monitor_settings& chosen) {
    const auto& known = facts_of(chosen.facts, address);
    return chosen.names && known.name ? escape_word(*known.name) : address_word(address);
}

std::string host_of(const hop_summary& hop, const monitor_settings& chosen) {
    return hop.responders.empty() ? std::string{unknown_host} : host_word(hop.responders.front().address, chosen);
}

std::string asn_word(const boost::asio::ip::address& address, const fact_lookup& facts) {
    const auto& asn = facts_of(facts, address).asn;
    return asn ? std::to_string(*asn) : std::string{unknown_host};
}

/// The widths of one report.
struct report_layout {
    std::size_t host = 0;  ///< characters of the longest host
    std::size_t asn = 0;   ///< characters of an AS number and the blanks behind it; 0: none is known
};

report_layout layout_of(const monitor_result& result, std::string_view own, const monitor_settings& chosen) {
    report_layout layout{.host = length_of(std::string{own})};
    for (const auto& hop : result.hops) {
        layout.host = std::max(layout.host, length_of(host_of(hop, chosen)));
        for (const auto& one : hop.responders) {
            if (!facts_of(chosen.facts, one.address).asn) continue;
            layout.asn = std::max({layout.asn, least_asn_width, asn_word(one.address, chosen.facts).size() + 1});
        }
    }
    return layout;
}

/// "2026-11-29T10:00:00+0000".
void append_start(text_buffer& out, std::chrono::system_clock::time_point moment) {
    text_buffer time;
    append_utc_time(time, moment);
    out.append_all("Start: ", time.text().substr(0, std::string_view{"2026-11-29T10:00:00"}.size()), "+0000\n");
}

std::string ttl_word(std::uint16_t ttl) {
    const auto digits = std::to_string(ttl);
    return std::string(digits.size() < 3 ? 3 - digits.size() : 1, ' ') + digits;
}

/// As mtr does, with a blank more behind hosts where AS numbers stand before them.
std::string host_cell(const std::string& host, const std::string& asn, const report_layout& layout) {
    if (layout.asn == 0) return padded(host, layout.host);
    return std::string{asn_sign} + padded(asn, layout.asn) + padded(host, layout.host + 1);
}

void append_labels(text_buffer& out, const std::vector<mpls_label>& labels) {
    for (const auto& entry : labels) {
        out.append_all("       [MPLS: Lbl ").append(entry.label).append_all(" TC ").append(entry.traffic_class);
        out.append_all(" S ", entry.bottom ? "1" : "0", " TTL ").append(entry.ttl).append_all("]\n");
    }
}

/// Responders other than the one with most answers: their numbers are in those of the hop.
void append_further(text_buffer& out, const hop_summary& hop, const report_layout& layout,
                    const monitor_settings& chosen) {
    for (std::size_t i = 1; i < hop.responders.size(); ++i) {
        const auto& one = hop.responders[i];
        const auto asn = std::string{asn_sign} + padded(asn_word(one.address, chosen.facts), layout.asn);
        layout.asn > 0 ? out.append_all("     ", asn) : out.append_all("        ");
        out.append_all(host_word(one.address, chosen), "\n");
        append_labels(out, one.mpls);
    }
}

void append_hop_rows(text_buffer& out, const hop_summary& hop, const report_layout& layout,
                     const monitor_settings& chosen) {
    const auto asn =
        hop.responders.empty() ? std::string{unknown_host} : asn_word(hop.responders[0].address, chosen.facts);
    out.append_all(ttl_word(hop.ttl), layout.asn > 0 ? ". " : ".|-- ", host_cell(host_of(hop, chosen), asn, layout));
    out.append_all(column_values(chosen.columns, hop), "\n");
    if (hop.responders.empty()) return;
    append_labels(out, hop.responders.front().mpls);
    append_further(out, hop, layout, chosen);
}

}  // namespace

monitor_text_reporter::monitor_text_reporter(sink& out, const monitor_settings& chosen) : out_{out}, chosen_{chosen} {
    if (chosen_.columns.empty()) chosen_.columns = mtr_columns;
}

boost::system::error_code monitor_text_reporter::summary(const monitor_result& result) {
    const auto own = chosen_.host.empty() ? address_word(result.source) : escape_word(chosen_.host);
    const auto layout = layout_of(result, own, chosen_);
    // Without AS numbers the titles of mtr stand two characters left of their columns.
    const auto width = layout.host + (layout.asn > 0 ? layout.asn + asn_sign.size() : 0);
    text_buffer out;
    append_start(out, result.started_at);
    out.append_all("HOST: ", padded(own, width), column_titles(chosen_.columns), "\n");
    for (const auto& hop : result.hops) append_hop_rows(out, hop, layout, chosen_);
    return out_.write(out.text());
}

}  // namespace tracerouter::report
