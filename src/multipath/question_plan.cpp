#include "multipath/question_plan.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

namespace tracerouter::multipath {

namespace {

/// Asked at the same time as the hop before, if it will be wanted that likely.
constexpr double likely_wanted = 0.5;
/// Less than that is missing only by chance.
constexpr double missing_at_all = 0.5;
/// Silent hops in a row behind which nobody is looked for.
constexpr std::uint8_t longest_silence = 4;
/// Further flows for each that was lost, up to so many: they tell a silent router, which has its share, from loss.
constexpr int flows_for_one_lost = 3;
constexpr int most_lost = 6;
/// A hop where nobody answers is asked again so often.
constexpr int retries_of_silence = 2;

}  // namespace

bool too_wide(const path_graph& graph, std::uint8_t ttl) {
    const auto next = static_cast<std::uint8_t>(ttl + 1);
    const auto wide = [](const hop_view& hop) { return hop.width > widest_hop; };
    return wide(graph.hop(ttl)) || (ttl < graph.last() && wide(graph.hop(next)));
}

bool too_silent(const group& one, stopping_points& points) {
    const int enough = points.flows_for(std::max<int>(1, static_cast<int>(one.beyond.size())));
    return one.lost > 4 * enough + 8;
}

int flows_needed(const group& one, stopping_points& points, const vertex_table& vertices) {
    const bool silent = vertices[one.members[0]].silent_run >= longest_silence;
    if (one.last || silent || too_silent(one, points)) return 0;
    const int more = flows_for_one_lost * std::min<int>(one.lost, most_lost);
    return points.flows_for(std::max<int>(1, static_cast<int>(one.beyond.size()))) + more;
}

question_plan::question_plan(const path_graph& graph, flow_table& table, const vertex_table& vertices,
                             stopping_points& points, const plan_limits& limits)
    : graph_(graph), table_(table), vertices_(vertices), points_(points), limits_(limits) {
    planned_.resize(std::size_t{graph.last()} + 2);
    for (int ttl = 0; ttl <= graph.last() + 1; ++ttl)
        left_at_.push_back(limits.most_at(static_cast<std::uint8_t>(ttl)));
}

std::vector<table_place> question_plan::make() {
    const auto begin = std::max(limits_.known_to, static_cast<std::uint8_t>(graph_.first() - 1));
    for (int ttl = begin + 1; ttl <= graph_.last(); ++ttl) ask_again_what_was_lost(static_cast<std::uint8_t>(ttl));
    ask_behind_all(begin);
    for (int ttl = begin + 1; ttl < graph_.last(); ++ttl) plan_behind(static_cast<std::uint8_t>(ttl));
    return std::move(asked_);
}

// Whoever answers from ever new addresses is not followed: that would cost more with each of them.
void question_plan::plan_behind(std::uint8_t ttl) {
    if (full() || too_wide(graph_, ttl)) return;
    find_predecessors(ttl);
    const hop_view& hop = graph_.hop(ttl);
    if (hop.groups.size() == 1 && hop.groups[0].members.size() == 1) return ask_behind_all(ttl);
    std::vector<want> wanted = wants(ttl);
    ask_known(ttl, wanted);
    count_coming(ttl, wanted);
    bring(ttl, wanted);
}

// Where nobody answers, two of the flows tell as much as all.
void question_plan::ask_again_what_was_lost(std::uint8_t ttl) {
    const hop_view& hop = graph_.hop(ttl);
    int retried = 0;
    for (std::uint16_t row = 0; row < table_.rows(); ++row) {
        const cell known = table_.at(row, ttl);
        if (known.losses > 1 || (known.losses == 1 && known.is == cell::state::asked)) ++retried;
    }
    for (std::uint16_t row = 0; row < table_.rows(); ++row) {
        const cell known = table_.at(row, ttl);
        if (known.is != cell::state::lost || final_loss(known)) continue;
        if (hop.answers || retried++ < retries_of_silence) {
            ask(row, ttl);
        } else {
            table_.at(row, ttl).losses = UINT8_MAX;
        }
    }
}

// All flows pass the only group, as they do this host. Of those that are asked anyway the first ones are taken, so that
// each flow is asked at many hops.
void question_plan::ask_behind_all(std::uint8_t ttl) {
    const auto next = static_cast<std::uint8_t>(ttl + 1);
    if (too_wide(graph_, ttl)) return;
    const group& only = graph_.hop(ttl).groups[0];
    int missing = flows_needed(only, points_, vertices_) - only.answered;
    for (std::uint16_t row = 0; row < table_.rows(); ++row) missing -= coming(row, next) ? 1 : 0;
    for (std::uint16_t row = 0; missing > 0; ++row) {
        if (row == table_.rows() && table_.flows() >= limits_.most_flows) return;
        if (row == table_.rows()) table_.add_flow();
        if (!unasked(row, next)) continue;
        if (!ask(row, next)) return;
        --missing;
    }
}

std::vector<question_plan::want> question_plan::wants(std::uint8_t ttl) const {
    const hop_view& hop = graph_.hop(ttl);
    std::size_t all = 0;
    for (const group& one : hop.groups) all += one.flows.size();
    std::vector<want> wanted;
    for (const group& one : hop.groups) {
        int missing = flows_needed(one, points_, vertices_) - one.answered;
        for (const std::uint16_t row : one.flows) missing -= coming(row, static_cast<std::uint8_t>(ttl + 1)) ? 1 : 0;
        // As long as few are known, the shares of all are about the same.
        const double several = hop.groups.size() > 1 ? 1 : 0;
        const double share = (static_cast<double>(one.flows.size()) + several) /
                             (static_cast<double>(all) + several * static_cast<double>(hop.groups.size()));
        wanted.push_back({.flows = static_cast<double>(missing), .share = share});
    }
    return wanted;
}

void question_plan::ask_known(std::uint8_t ttl, std::vector<want>& wanted) {
    const auto next = static_cast<std::uint8_t>(ttl + 1);
    for (std::size_t place = 0; place < wanted.size(); ++place) {
        for (const std::uint16_t row : graph_.hop(ttl).groups[place].flows) {
            if (wanted[place].flows <= 0) break;
            if (unasked(row, next) && ask(row, next)) --wanted[place].flows;
        }
    }
}

// What is asked here and not answered yet will pass one of the groups, nobody knows which.
void question_plan::count_coming(std::uint8_t ttl, std::vector<want>& wanted) {
    for (want& one : wanted) one.there = one.flows;
    for (std::uint16_t row = 0; row < table_.rows(); ++row) {
        if (!coming(row, ttl)) continue;
        const std::vector<double> shares = shares_of(row, ttl, wanted);
        for (std::size_t place = 0; place < wanted.size(); ++place) wanted[place].flows -= shares[place];
        ask_behind(row, ttl, wanted, shares);
    }
}

// At the next hop, too, if that is likely to be wanted of one of the groups.
void question_plan::ask_behind(std::uint16_t row, std::uint8_t ttl, std::vector<want>& wanted,
                               const std::vector<double>& shares) {
    const auto next = static_cast<std::uint8_t>(ttl + 1);
    const bool under_way = coming(row, next);
    double likely = wanted.empty() ? 1 : 0;
    for (std::size_t place = 0; place < wanted.size(); ++place) {
        if (wanted[place].there > missing_at_all) likely += shares[place];
    }
    if (!under_way && (likely < likely_wanted || !unasked(row, next) || !ask(row, next))) return;
    for (std::size_t place = 0; place < wanted.size(); ++place) wanted[place].there -= shares[place];
}

// The chance of a flow to pass each of the groups: as that of flows that came the same way, where it is known.
std::vector<double> question_plan::shares_of(std::uint16_t row, std::uint8_t ttl,
                                             const std::vector<want>& wanted) const {
    std::vector<double> shares;
    for (const want& one : wanted) shares.push_back(one.share);
    const hop_view& before = graph_.hop(static_cast<std::uint8_t>(ttl - 1));
    const vertex_id from = row < before.at.size() ? before.at[row] : no_vertex;
    if (from == no_vertex || before.mixed || from == 0) return shares;
    const group& source = before.groups[before.group_of(from)];
    if (source.answered == 0) return shares;
    for (double& share : shares) share = 0;
    for (const way& one : source.ways) {
        const std::size_t place = graph_.hop(ttl).group_of(one.to);
        if (place < shares.size()) shares[place] += one.flows / static_cast<double>(source.answered);
    }
    return shares;
}

// Some more than will be needed on average: what is missing then costs another round trip.
void question_plan::bring(std::uint8_t ttl, std::vector<want>& wanted) {
    for (want& one : wanted) {
        if (one.flows > missing_at_all) one.flows += std::sqrt(one.flows);
    }
    constexpr int most_at_once = 512;
    for (int brought = 0; brought < most_at_once; ++brought) {
        if (!bring_one(ttl, wanted)) return;
    }
}

// The flow that is likeliest to pass the group that misses most. One of whose way nothing is known may pass any.
bool question_plan::bring_one(std::uint8_t ttl, std::vector<want>& wanted) {
    const auto rarest = std::ranges::max_element(wanted, {}, [](const want& one) { return one.flows / one.share; });
    if (full() || rarest == wanted.end() || rarest->flows <= missing_at_all) return false;
    if (left_at_[ttl] <= 0) held_back_ = true;
    if (left_at_[ttl] <= 0) return false;
    const auto place = static_cast<std::size_t>(rarest - wanted.begin());
    std::optional<std::uint16_t> best;
    double chance = rarest->share / 2;
    for (std::uint16_t row = 0; row < table_.rows(); ++row) {
        if (!unasked(row, ttl)) continue;
        const double share = shares_of(row, ttl, wanted)[place];
        if (share > chance) best = row, chance = share;
    }
    if (!best && table_.flows() >= limits_.most_flows) return false;
    const std::uint16_t row = best ? *best : table_.add_flow();
    const std::vector<double> shares = shares_of(row, ttl, wanted);
    for (std::size_t one = 0; one < wanted.size(); ++one) wanted[one].flows -= shares[one];
    ask_up(row, ttl);
    ask_behind(row, ttl, wanted, shares);
    return true;
}

// A silent place is known by the one before it.
void question_plan::ask_up(std::uint16_t row, std::uint8_t ttl) {
    const bool silent = std::ranges::any_of(graph_.hop(ttl).groups,
                                            [&](const group& one) { return !vertices_[one.members[0]].address; });
    if (silent && ttl > graph_.first()) ask_up(row, static_cast<std::uint8_t>(ttl - 1));
    if (unasked(row, ttl)) ask(row, ttl);
}

// Whoever was met by flows of whose way nothing is known: one of them is asked at the hop before.
void question_plan::find_predecessors(std::uint8_t ttl) {
    if (ttl == graph_.first()) return;
    const auto before = static_cast<std::uint8_t>(ttl - 1);
    const hop_view& hop = graph_.hop(ttl);
    for (const group& one : hop.groups) {
        const bool known = std::ranges::any_of(one.flows, [&](std::uint16_t row) {
            return graph_.hop(before).at[row] != no_vertex || coming(row, before);
        });
        if (known) continue;
        for (const std::uint16_t row : one.flows) {
            if (!unasked(row, before)) continue;
            ask_up(row, before);
            break;
        }
    }
}

bool question_plan::ask(std::uint16_t row, std::uint8_t ttl) {
    if (ttl > graph_.last() || full()) return false;
    held_back_ = held_back_ || left_at_[ttl] <= 0;
    if (left_at_[ttl] <= 0) return false;
    --left_at_[ttl];
    std::vector<bool>& hop = planned_[ttl];
    if (row >= hop.size()) hop.resize(std::size_t{row} + 1);
    hop[row] = true;
    asked_.push_back({.row = row, .ttl = ttl});
    return true;
}

bool question_plan::planned(std::uint16_t row, std::uint8_t ttl) const {
    return row < planned_[ttl].size() && planned_[ttl][row];
}

bool question_plan::unasked(std::uint16_t row, std::uint8_t ttl) const {
    const cell known = table_.at(row, ttl);
    return known.is == cell::state::unasked && !planned(row, ttl) && table_.goes_to(row, ttl);
}

bool question_plan::coming(std::uint16_t row, std::uint8_t ttl) const {
    if (planned(row, ttl)) return true;
    return table_.goes_to(row, ttl) && table_.at(row, ttl).is == cell::state::asked;
}

}  // namespace tracerouter::multipath
