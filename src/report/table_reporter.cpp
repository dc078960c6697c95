#include "report/table_reporter.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "report/annotation.hpp"
#include "report/escape.hpp"
#include "report/hop_answers.hpp"
#include "report/hop_line.hpp"
#include "report/marks.hpp"
#include "report/milliseconds.hpp"
#include "report/names.hpp"
#include "report/text_table.hpp"

namespace tracerouter::report {
namespace {

using boost::asio::ip::address;
using cell = text_table::cell;
using side = text_table::side;

/// All answers of one responder at one hop.
struct responder_row {
    address responder;
    std::vector<duration> times;
    std::string marks;   ///< of the first answer
    std::string errors;  ///< of the first answer that has any
};

std::vector<text_table::column> columns() {
    return {{"Hop", side::right},
            {"Host", side::left, true},
            {"AS"},
            {"Place"},
            {"Loss", side::right},
            {"Best", side::right},
            {"Median", side::right},
            {"Worst", side::right},
            {"MTU", side::right},
            {"", side::left, true}};
}

std::vector<responder_row> rows_of(const hop_result& hop, std::uint16_t tos) {
    std::vector<responder_row> rows;
    for (const auto& answer : replies_of(hop)) {
        auto row = std::find_if(rows.begin(), rows.end(),
                                [&](const responder_row& known) { return known.responder == answer.responder; });
        if (row == rows.end()) {
            const auto marks = extension_marks(answer) + change_marks(answer, tos);
            row = rows.insert(rows.end(), {answer.responder, {}, marks, {}});
        }
        row->times.push_back(answer.rtt);
        if (row->errors.empty()) row->errors = annotation(answer);
    }
    for (auto& row : rows) std::sort(row.times.begin(), row.times.end());
    return rows;
}

duration median_of(const std::vector<duration>& sorted) {
    const auto middle = sorted.size() / 2;
    return sorted.size() % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/// The share of the probes of a hop that left and came to nothing. Who never answers has lost nothing that is known.
cell loss_of(const probe_counts& counts) {
    if (counts.answered == 0) return {};
    const auto lost = counts.sent - counts.answered;
    return {std::to_string(100 * lost / counts.sent) + '%', lost > 0 ? tint::error : tint::none};
}

std::string host_of(const address& host, const address_facts& known, bool names) {
    const auto text = address_word(host);
    return names && known.name ? escape_word(*known.name) + " (" + text + ')' : text;
}

std::string as_of(const address_facts& known) {
    return known.asn ? "AS" + std::to_string(*known.asn) : std::string{};
}

std::string place_of(const address_facts& known) {
    std::string place = escape(known.country.value_or(""));
    if (known.country && known.city) place += ' ';
    if (known.city) place += escape(*known.city);
    return place;
}

cell time_of(duration rtt) {
    return {milliseconds(rtt), tint_of(rtt)};
}

/// Marks have a blank before them.
std::string trimmed(const std::string& marks) {
    return marks.empty() ? marks : marks.substr(1);
}

/// "2 refused <firewall>": what left no trace in the loss.
std::string refusals_of(const hop_result& hop, const probe_counts& counts) {
    return counts.refused == 0 ? std::string{} : std::to_string(counts.refused) + " refused" + refusal_mark(hop);
}

std::string joined(std::string first, const std::string& second) {
    if (!first.empty() && !second.empty()) first += ' ';
    return first + second;
}

cell notes_of(const responder_row& row, const std::string& refusals) {
    const bool wrong = !row.errors.empty() || !refusals.empty();
    return {joined(row.errors.empty() ? trimmed(row.marks) : row.errors + row.marks, refusals),
            wrong ? tint::error : tint::change};
}

void add_hop(text_table& table, const hop_result& hop, std::uint16_t tos, const reporter_settings& style) {
    cell ttl{std::to_string(hop.ttl)};
    const auto counts = counts_of(hop);
    cell loss = loss_of(counts);
    cell mtu{hop.path_mtu ? std::to_string(*hop.path_mtu) : std::string{}};
    std::string refusals = refusals_of(hop, counts);
    for (const auto& row : rows_of(hop, tos)) {
        const auto& known = facts_of(style.facts, row.responder);
        table.add({ttl,
                   {host_of(row.responder, known, style.names)},
                   {as_of(known)},
                   {place_of(known)},
                   loss,
                   time_of(row.times.front()),
                   time_of(median_of(row.times)),
                   time_of(row.times.back()),
                   mtu,
                   notes_of(row, refusals)});
        ttl = loss = mtu = {};
        refusals.clear();
    }
    if (ttl.text.empty()) return;
    ttl.kind = tint::silent;
    if (!hop.inferred_address) {
        const auto* note = hop.state == hop_state::limited   ? "<limited>"
                           : hop.state == hop_state::skipped ? "<skipped>"
                                                             : "";
        const cell notes{joined(note, refusals), refusals.empty() ? tint::silent : tint::error};
        return table.add({ttl, {"*", tint::silent}, {}, {}, loss, {}, {}, {}, mtu, notes});
    }
    const auto& known = facts_of(style.facts, *hop.inferred_address);
    table.add({ttl,
               {host_of(*hop.inferred_address, known, style.names), tint::silent},
               {as_of(known)},
               {place_of(known)},
               loss,
               {},
               {},
               {},
               mtu,
               {joined("<inferred>", refusals), refusals.empty() ? tint::silent : tint::error}});
}

std::string summary_of(const trace_result& result) {
    std::string text = escape_target(result.target) + " (" + address_word(result.address) + "): ";
    if (result.reached && result.distance) {
        return text + std::to_string(*result.distance) + (*result.distance == 1 ? " hop" : " hops");
    }
    return text + "not reached (" + std::string{to_string(result.stop)} + ')';
}

}  // namespace

boost::system::error_code table_reporter::trace(const trace_result& result, target_number) {
    text_table table{columns()};
    std::uint16_t tos = result.options.tos;
    for (const auto& hop : result.hops) {
        add_hop(table, hop, tos, settings_);
        tos = tos_behind(hop, tos);
    }
    std::string text = tables_++ > 0 ? "\n" : "";
    text += tinted(summary_of(result), result.reached ? tint::none : tint::error, settings_.color) + '\n';
    if (!result.hops.empty()) text += table.text(settings_.width, settings_.color);
    return out_.write(text);
}

}  // namespace tracerouter::report
