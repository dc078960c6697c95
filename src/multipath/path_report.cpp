#include "multipath/path_report.hpp"

#include <boost/math/special_functions/gamma.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

#include "multipath/diamonds.hpp"
#include "multipath/question_plan.hpp"
#include "multipath/stopping_points.hpp"

namespace tracerouter::multipath {

namespace {

/// Collects what a graph holds.
class reporter {
public:
    reporter(const path_graph& graph, const vertex_table& vertices, double level)
        : graph_(graph),
          vertices_(vertices),
          points_(points_for(level, graph.branchings())),
          alone_(points_for(level, graph.branchings() - 1)) {}

    path_set make() {
        for (int ttl = graph_.first() - 1; ttl <= graph_.last(); ++ttl) add_hop(static_cast<std::uint8_t>(ttl));
        for (int ttl = graph_.first(); ttl < graph_.last(); ++ttl) link_hop(static_cast<std::uint8_t>(ttl));
        out_.complete = complete_;
        if (graph_.branchings() == 0) confidence_ = 1 - chance_to_hide(2, points_.flows_for(1));
        if (complete_) out_.confidence = confidence_;
        out_.diamonds = diamonds_of(out_);
        return std::move(out_);
    }

private:
    void add_hop(std::uint8_t ttl) {
        const hop_view& hop = graph_.hop(ttl);
        for (const group& one : hop.groups) {
            const bool gap = ttl < graph_.last() && missing(one);
            complete_ = complete_ && !gap;
            if (one.beyond.size() > 1) confidence_ *= 1 - chance_to_miss(one, hop);
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
        if (gap) one.gap = path_gap::silent;
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
        return {.from = indexes_[from], .to = indexes_[to.to], .flows = flows};
    }

    [[nodiscard]] bool missing(const group& one) {
        return too_silent(one, points_) || one.answered < flows_needed(one, points_, vertices_);
    }

    // Whoever had shown one way only would have been left at the stopping point of one. With more ways, those who look
    // for what is behind each of them pass here, too, and so more flows were answered than had to be.
    double chance_to_miss(const group& one, const hop_view& hop) {
        const int ways = static_cast<int>(one.beyond.size());
        std::vector<int> stops{std::max(alone_.flows_for(1), brought_beside(one, hop))};
        for (int found = 2; found < ways; ++found)
            stops.push_back(std::max(points_.flows_for(found), one.answered * found / ways));
        return chance_to_stop_early(ways, stops);
    }

    // Flows that were asked for others of the hop, nearly as many of which pass each of them.
    [[nodiscard]] static int brought_beside(const group& one, const hop_view& hop) {
        constexpr double by_chance = 0.8;
        if (hop.groups.size() == 1) return 0;
        double all = -one.answered;
        for (const group& other : hop.groups) all += other.answered;
        return static_cast<int>(by_chance * all / static_cast<double>(hop.groups.size() - 1));
    }

    const path_graph& graph_;
    const vertex_table& vertices_;
    stopping_points points_;
    stopping_points alone_;  // if one branching less had been found
    path_set out_;
    std::map<vertex_id, std::uint32_t> indexes_;
    double confidence_ = 1;
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

path_set report_of(const path_graph& graph, const vertex_table& vertices, double level) {
    return reporter{graph, vertices, level}.make();
}

}  // namespace tracerouter::multipath
