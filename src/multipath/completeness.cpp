#include "multipath/completeness.hpp"

#include <algorithm>

#include "multipath/question_plan.hpp"

namespace tracerouter::multipath {

namespace {

/// Flows that were asked for others of the hop, nearly as many of which pass each of them.
int brought_beside(const group& one, const hop_view& hop) {
    constexpr double by_chance = 0.8;
    if (hop.groups.size() == 1) return 0;
    double all = -one.answered;
    for (const group& other : hop.groups) all += other.answered;
    return static_cast<int>(by_chance * all / static_cast<double>(hop.groups.size() - 1));
}

}  // namespace

completeness::completeness(const path_graph& graph, const vertex_table& vertices, double level, taken_over known)
    : graph_(graph),
      vertices_(vertices),
      known_(known),
      points_(points_for(level, graph.branchings())),
      alone_(points_for(level, graph.branchings() - 1)) {}

bool completeness::missing(const group& one, std::uint8_t ttl) {
    if (ttl < known_.up_to) return vertices_[one.members[0]].gap != path_gap::none;
    if (ttl >= graph_.last()) return false;
    return too_silent(one, points_) || one.answered < flows_needed(one, points_, vertices_);
}

// Whoever had shown one way only would have been left at the stopping point of one. With more ways, those who look for
// what is behind each of them pass here, too, and so more flows were answered than had to be.
double completeness::chance_to_miss(const group& one, const hop_view& hop) {
    const int ways = static_cast<int>(one.beyond.size());
    std::vector<int> stops{std::max(alone_.flows_for(1), brought_beside(one, hop))};
    for (int found = 2; found < ways; ++found)
        stops.push_back(std::max(points_.flows_for(found), one.answered * found / ways));
    return chance_to_stop_early(ways, stops);
}

double completeness::confidence_at(std::uint8_t ttl) {
    double confidence = 1;
    if (ttl < known_.up_to) return confidence;
    for (const group& one : graph_.hop(ttl).groups) {
        if (one.beyond.size() > 1) confidence *= 1 - chance_to_miss(one, graph_.hop(ttl));
    }
    return confidence;
}

// Without any branching, it is what would have shown the two ways of one router.
double completeness::confidence() {
    if (graph_.branchings() == 0) return 1 - chance_to_hide(2, points_.flows_for(1));
    double confidence = known_.confidence;
    for (int ttl = graph_.first() - 1; ttl <= graph_.last(); ++ttl)
        confidence *= confidence_at(static_cast<std::uint8_t>(ttl));
    return confidence;
}

std::vector<found_ways::meeting> completeness::meetings() {
    const auto lets_nobody_pass = [this](const group& one) {
        return std::ranges::any_of(one.members, [this](vertex_id id) { return vertices_[id].last; });
    };
    std::vector<found_ways::meeting> all;
    double confidence = known_.confidence;
    bool complete = known_.complete;
    for (int at = std::max<int>(known_.up_to, graph_.first() - 1); at < graph_.last(); ++at) {
        const auto ttl = static_cast<std::uint8_t>(at);
        const hop_view& hop = graph_.hop(ttl);
        const vertex& only = vertices_[hop.width == 1 ? hop.groups[0].members[0] : vertex_id{0}];
        if (ttl > known_.up_to && only.address && !only.last)
            all.push_back(
                {.at = {.ttl = ttl, .router = *only.address}, .confidence = confidence, .complete = complete});
        if (std::ranges::any_of(hop.groups, lets_nobody_pass)) break;
        complete = complete && std::ranges::none_of(hop.groups, [&](const group& one) { return missing(one, ttl); });
        confidence *= confidence_at(ttl);
    }
    return all;
}

}  // namespace tracerouter::multipath
