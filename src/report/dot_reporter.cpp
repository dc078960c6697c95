#include "report/dot_reporter.hpp"

#include <algorithm>
#include <string>
#include <string_view>

#include "report/dot_text.hpp"
#include "report/escape.hpp"
#include "report/hop_answers.hpp"
#include "report/milliseconds.hpp"

namespace tracerouter::report {
namespace {

/// The smaller one, as far as they are known.
template <class Value>
void keep_least(std::optional<Value>& kept, const std::optional<Value>& value) {
    if (value) kept = std::min(kept.value_or(*value), *value);
}

}  // namespace

boost::system::error_code dot_reporter::trace(const trace_result& result, target_number) {
    responders before;
    if (!result.source.is_unspecified()) {
        nodes_[result.source].source = true;
        before = {result.source};
    }
    gap between;
    for (const auto& hop : result.hops) {
        auto here = responders_of(hop);
        meet(hop);
        if (here.empty()) {
            between.add(hop.state);
            continue;
        }
        connect(before, here, {.between = between});
        before = std::move(here);
        between = {};
    }
    nodes_[result.address].target = true;
    if (!result.reached) connect(before, {result.address}, {.unreached = true});
    return {};
}

void dot_reporter::meet(const hop_result& hop) {
    for (const auto& answer : replies_of(hop)) {
        node& here = nodes_[answer.responder];
        keep_least(here.best, std::optional{answer.rtt});
        keep_least(here.path_mtu, hop.path_mtu);
    }
}

/// Of parallel edges the one with the fewest hops between tells most.
void dot_reporter::connect(const responders& from, const responders& to, const edge& kind) {
    for (const auto& end : to) nodes_[end];
    for (const auto& begin : from) {
        for (const auto& end : to) {
            if (begin == end) continue;
            const auto [place, created] = edges_.try_emplace({begin, end}, kind);
            auto& known = place->second;
            ++known.traces;
            if (kind.between.hops() < known.between.hops()) known.between = kind.between;
            known.unreached = known.unreached && kind.unreached;
        }
    }
}

std::string dot_reporter::gap::text() const {
    std::string out;
    const auto append = [&out](std::size_t count, std::string_view what) {
        if (count > 0) out.append(out.empty() ? "" : ", ").append(std::to_string(count)).append(what);
    };
    append(silent, " silent");
    append(limited, " limited");
    append(skipped, " skipped");
    return out;
}

std::string dot_reporter::label_of(const ip_address& where, const node& kind) const {
    std::vector<std::string> lines = dot_lines(where, facts_of(facts_, where));
    if (kind.best) lines.push_back(milliseconds(*kind.best) + " ms");
    if (kind.path_mtu) lines.push_back("path MTU " + std::to_string(*kind.path_mtu));
    return dot_quoted(lines);
}

boost::system::error_code dot_reporter::finish() {
    std::string text = "digraph traces {\n  rankdir=LR;\n  node [shape=box, fontname=\"sans-serif\"];\n";
    for (const auto& [where, kind] : nodes_) {
        text += "  " + dot_quoted({address_word(where)}) + " [label=" + label_of(where, kind);
        if (kind.target) text += ", style=bold";
        if (kind.source) text += ", shape=ellipse";
        text += "];\n";
    }
    for (const auto& [ends, kind] : edges_) {
        text += "  " + dot_quoted({address_word(ends.first)}) + " -> " + dot_quoted({address_word(ends.second)});
        text += " [weight=" + std::to_string(kind.traces);
        text += ", penwidth=" + std::to_string(std::min<std::size_t>(kind.traces, 8));
        if (kind.between.hops() > 0) text += ", style=dashed, label=\"" + kind.between.text() + '"';
        if (kind.unreached) text += ", style=dotted";
        text += "];\n";
    }
    return out_.write(text + "}\n");
}

}  // namespace tracerouter::report
