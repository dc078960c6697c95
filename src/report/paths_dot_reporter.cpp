#include "report/paths_dot_reporter.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

#include "report/dot_text.hpp"
#include "report/escape.hpp"

namespace tracerouter::report {

// Numbers of silent places are those of one target.
std::string paths_dot_reporter::node_of(const path_set& paths, std::uint32_t index, std::size_t target) {
    const path_vertex& one = paths.vertices[index];
    const std::string name =
        one.address ? address_word(*one.address) : '*' + std::to_string(target) + '.' + std::to_string(index);
    node& known = nodes_[name];
    if (known.label.empty()) known.label = one.address ? label_of(*one.address) : dot_quoted({"*"});
    known.target = known.target || one.reached;
    known.per_packet = known.per_packet || one.per_packet;
    known.incomplete = known.incomplete || one.gap != path_gap::none;
    return name;
}

std::string paths_dot_reporter::label_of(const boost::asio::ip::address& where) const {
    const auto& known = facts_of(facts_, where);
    std::vector<std::string> lines;
    if (known.name) lines.push_back(*known.name);
    lines.push_back(address_word(where));
    if (known.asn) lines.push_back("AS" + std::to_string(*known.asn) + (known.as_name ? ' ' + *known.as_name : ""));
    if (known.country) lines.push_back(*known.country + (known.city ? ' ' + *known.city : ""));
    return dot_quoted(lines);
}

boost::system::error_code paths_dot_reporter::trace(const trace_result& result, target_number number) {
    if (!result.paths) return {};
    const auto target = static_cast<std::size_t>(number);
    for (std::uint32_t index = 0; index < result.paths->vertices.size(); ++index) node_of(*result.paths, index, target);
    for (const path_link& link : result.paths->links) {
        const std::string from = node_of(*result.paths, link.from, target);
        links_[{from, node_of(*result.paths, link.to, target)}] += link.flows;
    }
    return {};
}

boost::system::error_code paths_dot_reporter::finish() {
    std::string text = "digraph paths {\n  rankdir=LR;\n  node [shape=box, fontname=\"sans-serif\"];\n";
    for (const auto& [name, kind] : nodes_) {
        text += "  " + dot_quoted({name}) + " [label=" + kind.label;
        if (kind.target) text += ", style=bold";
        if (kind.per_packet) text += ", shape=diamond";
        if (kind.incomplete) text += ", style=dashed";
        text += "];\n";
    }
    for (const auto& [ends, flows] : links_) {
        text += "  " + dot_quoted({ends.first}) + " -> " + dot_quoted({ends.second});
        text += " [penwidth=" + std::to_string(std::clamp<std::size_t>(flows / 4, 1, 8)) + "];\n";
    }
    return out_.write(text + "}\n");
}

}  // namespace tracerouter::report
