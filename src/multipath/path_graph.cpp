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

void count_one(std::vector<way>& ways, vertex_id to) {
    const auto known = std::ranges::find(ways, to, &way::to);
    if (known == ways.end()) {
        ways.push_back({to, 1});
    } else {
        ++known->flows;
    }
}

}  // namespace

bool final_loss(const cell& one) {
    return one.is == cell::state::lost && one.losses >= probes_for_silence;
}

vertex_id vertex_table::answering(std::uint8_t ttl, const boost::asio::ip::address& address) {
    const auto [place, fresh] = answering_.try_emplace({ttl, address}, static_cast<vertex_id>(all_.size()));
    if (fresh) all_.push_back({.ttl = ttl, .address = address});
    return place->second;
}

std::optional<vertex_id> vertex_table::find(std::uint8_t ttl, const boost::asio::ip::address& address) const {
    const auto known = answering_.find({ttl, address});
    return known == answering_.end() ? std::nullopt : std::optional{known->second};
}

vertex_id vertex_table::silent_behind(std::uint8_t ttl, vertex_id before) {
    const auto [place, fresh] = silent_.try_emplace({ttl, before}, static_cast<vertex_id>(all_.size()));
    if (fresh) {
        const auto run = static_cast<std::uint8_t>(all_[before].silent_run + 1);
        all_.push_back({.ttl = ttl, .silent_run = run});
    }
    return place->second;
}

vertex_id hop_view::passed_by(std::uint16_t row) const {
    if (at[row] != no_vertex || groups.size() != 1 || groups[0].members.size() != 1) return at[row];
    return groups[0].members[0];
}

std::size_t hop_view::group_of(vertex_id vertex) const {
    const auto has = [vertex](const group& one) { return std::ranges::find(one.members, vertex) != one.members.end(); };
    return static_cast<std::size_t>(std::ranges::find_if(groups, has) - groups.begin());
}

path_graph::path_graph(const flow_table& table, vertex_table& vertices, std::uint8_t first, std::uint8_t last)
    : table_(table), first_(first), last_(last) {
    hops_.reserve(static_cast<std::size_t>(last - first) + 2);
    hop_view& here = hops_.emplace_back();
    here.at.assign(table.rows(), vertex_id{0});
    make_groups(vertices, here, false);
    for (int ttl = first; ttl <= last; ++ttl) look_at(vertices, static_cast<std::uint8_t>(ttl));
}

void path_graph::look_at(vertex_table& vertices, std::uint8_t ttl) {
    hop_view hop;
    hop.at.assign(table_.rows(), no_vertex);
    for (std::uint16_t row = 0; row < table_.rows(); ++row) {
        const cell known = table_.at(row, ttl);
        if (known.is != cell::state::answered) continue;
        hop.at[row] = known.vertex;
        hop.answers = true;
    }
    place_silent(vertices, ttl, hop);
    const hop_view& before = hops_.back();
    const bool several = before.mixed && before.groups.size() == 1 && before.groups[0].members.size() > 1;
    const bool parted = std::ranges::any_of(
        before.groups, [&](const group& one) { return !before.mixed && vertices[one.members[0]].per_packet; });
    make_groups(vertices, hop, several || parted);
    hops_.push_back(std::move(hop));
    find_ways(ttl);
}

// Behind each vertex of the hop before: whether somebody is there who does not answer.
void path_graph::place_silent(vertex_table& vertices, std::uint8_t ttl, hop_view& hop) {
    const hop_view& before = hops_.back();
    std::map<vertex_id, count_of_way> ways;
    for (std::uint16_t row = 0; row < table_.rows(); ++row) {
        count_of_way& of = ways[before.passed_by(row)];
        if (hop.at[row] != no_vertex) ++of.answered;
        if (final_loss(table_.at(row, ttl))) ++of.silent;
    }
    for (std::uint16_t row = 0; row < table_.rows(); ++row) {
        const vertex_id from = before.passed_by(row);
        if (from == no_vertex || !final_loss(table_.at(row, ttl))) continue;
        if (ways[from].someone_silent()) hop.at[row] = vertices.silent_behind(ttl, from);
    }
}

void path_graph::make_groups(const vertex_table& vertices, hop_view& hop, bool mixed) {
    hop.mixed = mixed;
    for (std::uint16_t row = 0; row < hop.at.size(); ++row) {
        const vertex_id met = hop.at[row];
        if (met == no_vertex) continue;
        std::size_t place = hop.group_of(met);
        if (place == hop.groups.size() && mixed && !hop.groups.empty()) {
            place = 0;
            hop.groups[0].members.push_back(met);
        } else if (place == hop.groups.size()) {
            hop.groups.push_back({.members = {met}});
        }
        hop.groups[place].flows.push_back(row);
    }
    for (const group& one : hop.groups) hop.width += one.members.size();
    // This host has all flows, those included that nobody has asked yet.
    if (hops_.size() == 1 && hop.groups.empty()) hop.groups.push_back({.members = {vertex_id{0}}});
    for (group& one : hop.groups) {
        one.last = std::ranges::all_of(one.members, [&](vertex_id id) { return vertices[id].last; });
    }
}

void path_graph::find_ways(std::uint8_t ttl) {
    hop_view& before = hops_[hops_.size() - 2];
    const hop_view& hop = hops_.back();
    for (std::uint16_t row = 0; row < table_.rows(); ++row) {
        const vertex_id from = before.passed_by(row);
        const std::size_t place = before.group_of(from);
        if (from == no_vertex || place == before.groups.size()) continue;
        group& one = before.groups[place];
        if (hop.at[row] == no_vertex) {
            if (final_loss(table_.at(row, ttl))) ++one.lost;
            continue;
        }
        if (before.at[row] != no_vertex) count_one(one.ways, hop.at[row]);
        count_one(one.beyond, hop.at[row]);
        ++one.answered;
    }
}

int path_graph::branchings() const {
    int count = 0;
    for (const hop_view& hop : hops_) {
        count +=
            static_cast<int>(std::ranges::count_if(hop.groups, [](const group& one) { return one.beyond.size() > 1; }));
    }
    return count;
}

}  // namespace tracerouter::multipath
