#include "report/hop_line.hpp"

#include <boost/asio/ip/address.hpp>

#include <algorithm>

#include "report/annotation.hpp"
#include "report/escape.hpp"
#include "report/hop_answers.hpp"
#include "report/marks.hpp"
#include "report/milliseconds.hpp"
#include "report/tint.hpp"

namespace tracerouter::report {
namespace {

std::string responder(const boost::asio::ip::address& address, const hop_line_style& style) {
    const auto& known = facts_of(style.facts, address);
    const auto text = address_word(address);
    const auto name = known.name ? escape_word(*known.name) : text;
    std::string out = " " + (style.names ? name + " (" + text + ')' : text);
    if (known.asn) out += " [AS" + std::to_string(*known.asn) + ']';
    return out;
}

std::string origin(const reply& answer, std::uint16_t tos, const hop_line_style& style) {
    return responder(answer.responder, style) + extension_marks(answer) +
           tinted(change_marks(answer, tos), tint::change, style.color);
}

void append_answer(std::string& out, const reply& answer, const hop_line_style& style) {
    out += "  " + tinted(milliseconds(answer.rtt) + " ms", tint_of(answer.rtt), style.color);
    const auto note = annotation(answer);
    if (!note.empty()) out += ' ' + tinted(note, tint::error, style.color);
}

void append_probes(std::string& out, const hop_result& hop, const hop_line_context& context,
                   const hop_line_style& style) {
    auto retries = hop.probes.size() - std::min(hop.probes.size(), context.queries);
    std::string shown;
    for (const auto& probe : hop.probes) {
        if (probe.status == probe_status::unsent) continue;
        if (!probe.reply) {
            if (retries == 0) out += " *";
            retries -= std::min<std::size_t>(retries, 1);
            continue;
        }
        auto current = origin(*probe.reply, context.tos, style);
        if (current != shown) out += current;
        shown = std::move(current);
        append_answer(out, *probe.reply, style);
    }
}

}  // namespace

void append_hop_line(std::string& out, const hop_result& hop, const hop_line_context& context,
                     const hop_line_style& style) {
    const auto ttl = std::to_string(hop.ttl);
    std::string responders;
    if (hop.inferred_address) responders = responder(*hop.inferred_address, style) + " <inferred>";
    append_probes(responders, hop, context, style);
    std::string line = (ttl.size() < 2 ? " " : "") + ttl;
    if (!responders.empty()) line += ' ' + responders;
    if (hop.path_mtu && hop.path_mtu != context.path_mtu) {
        line += tinted(" F=" + std::to_string(*hop.path_mtu), tint::change, style.color);
    }
    if (hop.state == hop_state::limited) line += " <limited>";
    // With as many answers as there are queries, no retry without one is shown.
    if (counts_of(hop).answered < context.queries) line += tinted(refusal_mark(hop), tint::error, style.color);
    const bool heard = hop.state == hop_state::answered;
    out += tinted(line, heard ? tint::none : tint::silent, style.color) + '\n';
}

std::uint16_t tos_behind(const hop_result& hop, std::uint16_t before) {
    for (const auto& answer : replies_of(hop)) {
        if (answer.tos_quoted) return *answer.tos_quoted;
    }
    return before;
}

}  // namespace tracerouter::report
