#include "report/hop_line.hpp"

#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <string_view>

#include "report/annotation.hpp"
#include "report/escape.hpp"
#include "report/hexadecimal.hpp"
#include "report/milliseconds.hpp"
#include "report/names.hpp"

namespace tracerouter::report {
namespace {

constexpr std::string_view dim = "\x1b[2m";
constexpr std::string_view red = "\x1b[31m";
constexpr std::string_view plain = "\x1b[0m";

std::string responder(const boost::asio::ip::address& address, const hop_line_style& style) {
    const auto& known = facts_of(style.facts, address);
    const auto text = address.to_string();
    const auto name = known.name ? escape_word(*known.name) : text;
    std::string out = " " + (style.names ? name + " (" + text + ')' : text);
    if (known.asn) out += " [AS" + std::to_string(*known.asn) + ']';
    return out;
}

std::string label_stack(const std::vector<mpls_label>& labels) {
    std::string out;
    for (const auto& entry : labels) {
        out += out.empty() ? "MPLS:" : "/";
        out += "L=" + std::to_string(entry.label) + ",E=" + std::to_string(entry.traffic_class);
        out += ",S=" + std::to_string(entry.bottom ? 1 : 0) + ",T=" + std::to_string(entry.ttl);
    }
    return out;
}

// What happened to the probe between the hop before and this one.
std::string changes(const reply& answer, std::uint8_t tos) {
    std::string out;
    if (answer.nat) out += " <nat>";
    if (answer.tos_quoted.value_or(tos) != tos) out += " <TOS:0x" + hexadecimal({*answer.tos_quoted}) + '>';
    const bool expired = answer.kind == reply_kind::time_exceeded;
    if (expired && answer.ttl_quoted.value_or(1) > 1) out += " <TTL:" + std::to_string(*answer.ttl_quoted) + '>';
    return out;
}

std::string interface(const interface_information& known) {
    std::string out = " <IF:" + std::string{name_of(known.role)};
    if (known.name) out += ",name=" + escape_word(*known.name);
    if (known.index) out += ",index=" + std::to_string(*known.index);
    if (known.address) out += ",address=" + known.address->to_string();
    if (known.mtu) out += ",mtu=" + std::to_string(*known.mtu);
    return out + '>';
}

std::string unknown(const unknown_extension& object) {
    return " <EXT:" + std::to_string(object.class_number) + '/' + std::to_string(object.c_type) + ':' +
           hexadecimal(object.payload) + '>';
}

std::string extensions(const reply& answer) {
    std::string out = answer.mpls.empty() ? std::string{} : " <" + label_stack(answer.mpls) + '>';
    for (const auto& known : answer.interfaces) out += interface(known);
    for (const auto& object : answer.extensions) out += unknown(object);
    return out;
}

std::string origin(const reply& answer, std::uint8_t tos, const hop_line_style& style) {
    return responder(answer.responder, style) + extensions(answer) + changes(answer, tos);
}

void append_answer(std::string& out, const reply& answer, const hop_line_style& style) {
    out += "  " + milliseconds(answer.rtt) + " ms";
    const auto note = annotation(answer);
    if (note.empty()) return;
    out += ' ';
    if (style.color) out += red;
    out += note;
    if (style.color) out += plain;
}

void append_probes(std::string& out, const hop_result& hop, const hop_line_context& context,
                   const hop_line_style& style) {
    auto retries = hop.probes.size() - std::min(hop.probes.size(), context.queries);
    std::string shown;
    for (const auto& probe : hop.probes) {
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
    const bool dimmed = style.color && hop.state != hop_state::answered;
    if (dimmed) out += dim;
    if (ttl.size() < 2) out += ' ';
    out += ttl + ' ';
    if (hop.inferred_address) out += responder(*hop.inferred_address, style) + " <inferred>";
    append_probes(out, hop, context, style);
    if (hop.path_mtu && hop.path_mtu != context.path_mtu) out += " F=" + std::to_string(*hop.path_mtu);
    if (hop.state == hop_state::limited) out += " <limited>";
    if (dimmed) out += plain;
    out += '\n';
}

std::uint8_t tos_behind(const hop_result& hop, std::uint8_t before) {
    for (const auto& probe : hop.probes) {
        if (probe.reply && probe.reply->tos_quoted) return *probe.reply->tos_quoted;
    }
    return before;
}

}  // namespace tracerouter::report
