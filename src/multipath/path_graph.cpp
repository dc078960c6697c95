#include "multipath/path_graph.hpp"

#include <algorithm>
#include <map>

namespace tracerouter::multipath {

namespace {

constexpr std::uint8_t probes_for_silence = 2;
/// So many flows without an answer, and such a share of those on that way, are a silent place beside those that answer.
constexpr std::uint16_t fewest_silent = 3;
constexpr std::uint16_t silent_share = 6;

struct count_of_way {
    std::uint16_t answered = 0;
    std::uint16_t silent = 0;

    [[nodiscard]] bool someone_silent() const {
        if (answered == 0) return silent > 0;
        return silent >= fewest_silent && silent_share * silent >= silent + answered;
    }
};

}  // namespace

bool final_loss(const cell& one) {
    return one.is == cell::state::lost && one.losses >= probes_for_silence;
}

vertex_id vertex_table::answering(std::uint8_t ttl, const boost::asio::ip::address& address) {
    const auto [place, fresh] = answering_.try_emplace({ttl, address}, static_cast<vertex_id>(all_.size()));
    if (fresh) all_.push_back({.ttl = ttl, .address = address});
    return place->second;
}

vertex_id vertex_table::silent_behind(std::uint8_t ttl, vertex_id before) {
    const auto [place, fresh] = silent_.try_emplace({ttl, before}, static_cast<vertex_id>(all_.size()));
    if (fresh) {
        const auto run = static_cast<std::uint8_t>(all_[before].silent_run + 1);
        all_.push_back({.ttl = ttl, .silent_run = run});
    }
    return place->second;
}

std::size_t hop_view::group_of(vertex_id vertex) const {
    const auto has = [vertex](const group& one) { return std::ranges::find(one.members, vertex) != one.members.end(); };
    return static_cast<std::size_t>(std::ranges::find_if(groups, has) - groups.begin());
}

path_graph::path_graph(const flow_table& table, vertex_table& vertices, std::uint8_t first, std::uint8_t last)
    : first_(first), last_(last) {
    hops_.reserve(static_cast<std::size_t>(last - first) + 2);
    hop_view& here = hops_.emplace_back();
    here.at.assign(table.flows(), vertex_id{0});
    make_groups(vertices, here, false);
    for (int ttl = first; ttl <= last; ++ttl) look_at(table, vertices, static_cast<std::uint8_t>(ttl));
}

void path_graph::look_at(const flow_table& table, vertex_table& vertices, std::uint8_t ttl) {
    hop_view hop;
    hop.at.assign(table.flows(), no_vertex);
    for (std::uint16_t flow = 0; flow < table.flows(); ++flow) {
        const cell known = table.at(flow, ttl);
        if (known.is != cell::state::answered) continue;
        hop.at[flow] = known.vertex;
        hop.answers = true;
    }
    place_silent(table, vertices, ttl, hop);
    const hop_view& before = hops_.back();
    const bool several = before.mixed && before.groups.size() == 1 && before.groups[0].members.size() > 1;
    const bool parted = std::ranges::any_of(
        before.groups, [&](const group& one) { return !before.mixed && vertices[one.members[0]].per_packet; });
    make_groups(vertices, hop, several || parted);
    hops_.push_back(std::move(hop));
    find_ways(table, ttl);
}

// Behind each vertex of the hop before: whether somebody is there who does not answer.
void path_graph::place_silent(const flow_table& table, vertex_table& vertices, std::uint8_t ttl, hop_view& hop) {
    const hop_view& before = hops_.back();
    std::map<vertex_id, count_of_way> ways;
    for (std::uint16_t flow = 0; flow < table.flows(); ++flow) {
        if (before.at[flow] == no_vertex) continue;
        if (hop.at[flow] != no_vertex) ++ways[before.at[flow]].answered;
        if (final_loss(table.at(flow, ttl))) ++ways[before.at[flow]].silent;
    }
    for (std::uint16_t flow = 0; flow < table.flows(); ++flow) {
        if (before.at[flow] == no_vertex || !final_loss(table.at(flow, ttl))) continue;
        if (ways[before.at[flow]].someone_silent()) hop.at[flow] = vertices.silent_behind(ttl, before.at[flow]);
    }
}

void path_graph::make_groups(const vertex_table& vertices, hop_view& hop, bool mixed) {
    hop.mixed = mixed;
    for (std::uint16_t flow = 0; flow < hop.at.size(); ++flow) {
        const vertex_id met = hop.at[flow];
        if (met == no_vertex) continue;
        std::size_t place = hop.group_of(met);
        if (place == hop.groups.size() && mixed && !hop.groups.empty()) {
            place = 0;
            hop.groups[0].members.push_back(met);
        } else if (place == hop.groups.size()) {
            hop.groups.push_back({.members = {met}});
        }
        hop.groups[place].flows.push_back(flow);
    }
    // This host has all flows, those included that nobody has asked yet.
    if (hops_.size() == 1 && hop.groups.empty()) hop.groups.push_back({.members = {vertex_id{0}}});
    for (group& one : hop.groups) {
        one.last = std::ranges::all_of(one.members, [&](vertex_id id) { return vertices[id].last; });
    }
}

void path_graph::find_ways(const flow_table& table, std::uint8_t ttl) {
    hop_view& before = hops_[hops_.size() - 2];
    const hop_view& hop = hops_.back();
    for (group& one : before.groups) {
        for (const std::uint16_t flow : one.flows) {
            const vertex_id met = hop.at[flow];
            if (met == no_vertex) {
                one.lost = static_cast<std::uint16_t>(one.lost + (final_loss(table.at(flow, ttl)) ? 1 : 0));
                continue;
            }
            ++one.answered;
            const auto known = std::ranges::find(one.ways, met, &way::to);
            if (known == one.ways.end()) {
                one.ways.push_back({met, 1});
            } else {
                ++known->flows;
            }
        }
    }
    // All pass the only one, those included that were not asked there.
    if (before.groups.size() == 1) {
        const auto all = hop.at.size() - static_cast<std::size_t>(std::ranges::count(hop.at, no_vertex));
        before.groups[0].answered = static_cast<std::uint16_t>(all);
    }
}

int path_graph::branchings() const {
    int count = 0;
    for (const hop_view& hop : hops_) {
        count +=
            static_cast<int>(std::ranges::count_if(hop.groups, [](const group& one) { return one.ways.size() > 1; }));
    }
    return count;
}

}  // namespace tracerouter::multipath
