#include "multipath/path_report.hpp"

#include <boost/math/special_functions/gamma.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

#include "multipath/diamonds.hpp"

namespace tracerouter::multipath {

namespace {

/// Collects what a graph holds.
class reporter {
public:
    reporter(const path_graph& graph, const vertex_table& vertices, completeness& sure)
        : graph_(graph), vertices_(vertices), sure_(sure) {}

    path_set make() {
        for (int ttl = graph_.first() - 1; ttl <= graph_.last(); ++ttl) add_hop(static_cast<std::uint8_t>(ttl));
        for (int ttl = graph_.first(); ttl < graph_.last(); ++ttl) link_hop(static_cast<std::uint8_t>(ttl));
        const auto answers = [](const path_vertex& one) { return one.address.has_value(); };
        out_.complete = complete_ && sure_.known().complete && std::ranges::any_of(out_.vertices, answers);
        if (out_.complete) out_.confidence = sure_.confidence();
        out_.diamonds = diamonds_of(out_);
        return std::move(out_);
    }

private:
    void add_hop(std::uint8_t ttl) {
        const hop_view& hop = graph_.hop(ttl);
        for (const group& one : hop.groups) {
            const bool gap = sure_.missing(one, ttl);
            complete_ = complete_ && !gap;
            for (const vertex_id member : one.members) {
                if (member != 0) add_vertex(one, member, hop, gap);
            }
        }
    }

    void add_vertex(const group& of, vertex_id id, const hop_view& hop, bool gap) {
        const vertex& known = vertices_[id];
        path_vertex one{.ttl = known.ttl, .address = known.address, .last = known.last};
        one.flows = static_cast<std::uint32_t>(std::ranges::count(hop.at, id));
        one.per_packet = known.per_packet && !hop.mixed;
        if (of.beyond.size() > 1 && !hop.mixed) one.evenness = evenness_of(of.beyond);
        one.inferred = shown_by_others([&](std::uint16_t row) { return hop.at[row] == id; });
        one.ip_id = known.ip_id;
        if (gap) one.gap = known.gap;
        indexes_[id] = static_cast<std::uint32_t>(out_.vertices.size());
        out_.vertices.push_back(one);
    }

    // Where a flow does not stay with one vertex, its two answers are no link. But all ways lead to the only one.
    void link_hop(std::uint8_t ttl) {
        const hop_view& next = graph_.hop(static_cast<std::uint8_t>(ttl + 1));
        const bool meet = next.groups.size() == 1 && next.groups[0].members.size() == 1;
        for (const group& one : graph_.hop(ttl).groups) {
            if (one.members.size() > 1 && !meet) continue;
            for (const vertex_id member : one.members) {
                for (const way& to : one.ways) out_.links.push_back(link_of(one, member, to));
            }
        }
    }

    // Proven by flows that were seen at both ends; of the only vertex of a hop all are counted.
    path_link link_of(const group& of, vertex_id from, const way& to) {
        const auto all = std::ranges::find(of.beyond, to.to, &way::to);
        const std::uint16_t flows = all == of.beyond.end() ? to.flows : all->flows;
        const std::uint8_t ttl = vertices_[from].ttl;
        const auto& here = graph_.hop(ttl).at;
        const auto& there = graph_.hop(static_cast<std::uint8_t>(ttl + 1)).at;
        return {.from = indexes_[from],
                .to = indexes_[to.to],
                .flows = flows,
                .inferred = ttl < sure_.known().up_to && shown_by_others([&](std::uint16_t row) {
                                return here[row] == from && there[row] == to.to;
                            })};
    }

    /// Whether all rows of which that holds are of searches for other targets.
    template <class Holds>
    [[nodiscard]] bool shown_by_others(Holds holds) const {
        for (std::uint16_t row = 0; row < graph_.table().rows(); ++row) {
            if (!graph_.table().is_foreign(row) && holds(row)) return false;
        }
        return true;
    }

    const path_graph& graph_;
    const vertex_table& vertices_;
    completeness& sure_;
    path_set out_;
    std::map<vertex_id, std::uint32_t> indexes_;
    bool complete_ = true;
};

}  // namespace

double evenness_of(const std::vector<way>& ways) {
    double all = 0;
    for (const way& one : ways) all += one.flows;
    const double expected = all / static_cast<double>(ways.size());
    double squares = 0;
    for (const way& one : ways) squares += (one.flows - expected) * (one.flows - expected) / expected;
    return boost::math::gamma_q(static_cast<double>(ways.size() - 1) / 2, squares / 2);
}

path_set report_of(const path_graph& graph, const vertex_table& vertices, completeness& sure) {
    return reporter{graph, vertices, sure}.make();
}

}  // namespace tracerouter::multipath
