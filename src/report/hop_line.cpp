#include "report/hop_line.hpp"

#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <string_view>

#include "report/annotation.hpp"
#include "report/escape.hpp"
#include "report/hop_answers.hpp"
#include "report/marks.hpp"
#include "report/tint.hpp"

namespace tracerouter::report {
namespace {

void append_responder(text_buffer& out, const boost::asio::ip::address& address, const hop_line_style& style) {
    const auto& known = facts_of(style.facts, address);
    out.append(' ');
    if (style.names && known.name) out.append(std::string_view{escape_word(*known.name)});
    if (!style.names || !known.name) out.append(address);
    if (style.names) out.append_all(" (").append(address).append(')');
    if (known.asn) out.append_all(" [AS").append(*known.asn).append(']');
}

void append_origin(text_buffer& out, const reply& answer, std::uint16_t tos, const hop_line_style& style) {
    append_responder(out, answer.responder, style);
    out.append(std::string_view{extension_marks(answer)});
    append_tinted(out, change_marks(answer, tos), tint::change, style.color);
}

void append_answer(text_buffer& out, const reply& answer, const hop_line_style& style) {
    out.append_all("  ");
    const tint kind = tint_of(answer.rtt);
    out.append(tint_begin(kind, style.color)).append(answer.rtt).append_all(" ms", tint_end(kind, style.color));
    const auto note = annotation(answer);
    if (note.empty()) return;
    out.append(' ');
    append_tinted(out, note, tint::error, style.color);
}

// Where the answer before came from stands in `out` already; if this one came from there, too, it is taken back.
void append_probes(text_buffer& out, const hop_result& hop, const hop_line_context& context,
                   const hop_line_style& style) {
    auto retries = hop.probes.size() - std::min(hop.probes.size(), context.queries);
    std::size_t shown_at = 0;
    std::size_t shown_size = 0;
    for (const auto& probe : hop.probes) {
        if (probe.status == probe_status::unsent) continue;
        if (!probe.reply) {
            if (retries == 0) out.append_all(" *");
            retries -= std::min<std::size_t>(retries, 1);
            continue;
        }
        const std::size_t at = out.text().size();
        append_origin(out, *probe.reply, context.tos, style);
        const std::string_view origin = out.text().substr(at);
        if (origin == out.text().substr(shown_at, shown_size)) {
            out.cut_to(at);
        } else {
            shown_at = at;
            shown_size = origin.size();
        }
        append_answer(out, *probe.reply, style);
    }
}

}  // namespace

void append_hop_line(text_buffer& out, const hop_result& hop, const hop_line_context& context,
                     const hop_line_style& style) {
    const tint kind = hop.state == hop_state::answered ? tint::none : tint::silent;
    out.append(tint_begin(kind, style.color));
    if (hop.ttl < 10) out.append(' ');
    out.append(hop.ttl);
    const std::size_t blank = out.text().size();
    out.append(' ');
    if (hop.inferred_address) {
        append_responder(out, *hop.inferred_address, style);
        out.append_all(" <inferred>");
    }
    append_probes(out, hop, context, style);
    if (out.text().size() == blank + 1) out.cut_to(blank);
    if (hop.path_mtu && hop.path_mtu != context.path_mtu) {
        append_tinted(out, " F=" + std::to_string(*hop.path_mtu), tint::change, style.color);
    }
    if (hop.state == hop_state::limited) out.append_all(" <limited>");
    if (hop.state == hop_state::skipped) out.append_all(" <skipped>");
    // With as many answers as there are queries, no retry without one is shown.
    if (counts_of(hop).answered < context.queries) append_tinted(out, refusal_mark(hop), tint::error, style.color);
    out.append_all(tint_end(kind, style.color), "\n");
}

std::uint16_t tos_behind(const hop_result& hop, std::uint16_t before) {
    for (const auto& answer : replies_of(hop)) {
        if (answer.tos_quoted) return *answer.tos_quoted;
    }
    return before;
}

}  // namespace tracerouter::report
