#include "report/paths_dot_reporter.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <vector>

#include "report/dot_text.hpp"
#include "report/escape.hpp"

namespace tracerouter::report {
namespace {

/// Which part of all flows each link carries. Flows are asked as often as it takes to find the ways, so only their
/// shares at each vertex mean something; links come by TTL.
std::vector<double> loads_of(const path_set& paths) {
    std::vector<double> sent(paths.vertices.size());
    std::vector<double> arriving(paths.vertices.size());
    for (const path_link& one : paths.links) sent[one.from] += one.flows;
    std::vector<double> loads;
    for (const path_link& one : paths.links) {
        const bool begins = paths.vertices[one.from].ttl == paths.vertices.front().ttl;
        const double load = (begins ? 1 : arriving[one.from]) * one.flows / sent[one.from];
        arriving[one.to] += load;
        loads.push_back(load);
    }
    return loads;
}

}  // namespace

// Numbers of silent places are those of one target.
std::string paths_dot_reporter::node_of(const path_set& paths, std::uint32_t index, std::size_t target) {
    const path_vertex& one = paths.vertices[index];
    const std::string name =
        one.address ? address_word(*one.address) : '*' + std::to_string(target) + '.' + std::to_string(index);
    node& known = nodes_[name];
    if (known.label.empty())
        known.label =
            one.address ? dot_quoted(dot_lines(*one.address, facts_of(facts_, *one.address))) : dot_quoted({"*"});
    known.last = known.last || one.last;
    known.per_packet = known.per_packet || one.per_packet;
    known.incomplete = known.incomplete || one.gap != path_gap::none;
    return name;
}

boost::system::error_code paths_dot_reporter::trace(const trace_result& result, target_number number) {
    if (!result.paths) return {};
    const auto target = static_cast<std::size_t>(number);
    for (std::uint32_t index = 0; index < result.paths->vertices.size(); ++index) node_of(*result.paths, index, target);
    const std::vector<double> loads = loads_of(*result.paths);
    for (std::size_t place = 0; place < loads.size(); ++place) {
        const path_link& found = result.paths->links[place];
        link& known = links_[{node_of(*result.paths, found.from, target), node_of(*result.paths, found.to, target)}];
        known.load = std::max(known.load, loads[place]);
        known.inferred = known.inferred && found.inferred;
    }
    return {};
}

boost::system::error_code paths_dot_reporter::finish() {
    std::string text = "digraph paths {\n  rankdir=LR;\n  node [shape=box, fontname=\"sans-serif\"];\n";
    for (const auto& [name, kind] : nodes_) {
        text += "  " + dot_quoted({name}) + " [label=" + kind.label;
        if (kind.last) text += ", style=bold";
        if (kind.per_packet) text += ", shape=diamond";
        if (kind.incomplete) text += ", style=dashed";
        text += "];\n";
    }
    for (const auto& [ends, kind] : links_) {
        text += "  " + dot_quoted({ends.first}) + " -> " + dot_quoted({ends.second});
        text += " [penwidth=" + std::to_string(std::lround(1 + 3 * kind.load));
        text += kind.inferred ? ", style=dotted];\n" : "];\n";
    }
    return out_.write(text + "}\n");
}

}  // namespace tracerouter::report
