#include "internet.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace lab {
namespace {

/// The router nodes from `node` to the first one of `wanted`, depth first.
bool find_way(const path_graph& nodes, std::uint32_t node, std::uint32_t wanted, std::set<std::uint32_t>& visited,
              std::vector<std::uint32_t>& way) {
    if (!visited.insert(node).second) return false;
    const path_node& here = nodes[node];
    if (here.what == path_node::kind::target) return false;
    if (here.what == path_node::kind::choice) {
        return std::any_of(here.branches.begin(), here.branches.end(),
                           [&](std::uint32_t branch) { return find_way(nodes, branch, wanted, visited, way); });
    }
    if (here.router == wanted) return true;
    way.push_back(node);
    if (find_way(nodes, here.next, wanted, visited, way)) return true;
    way.pop_back();
    return false;
}

std::optional<std::vector<std::uint32_t>> way_to_router(const scenario& plan, std::uint32_t wanted) {
    for (const std::uint32_t head : plan.path_heads) {
        std::set<std::uint32_t> visited;
        std::vector<std::uint32_t> way;
        if (find_way(plan.paths, head, wanted, visited, way)) return way;
    }
    return std::nullopt;
}

/// The same routers without choices, ending at a target.
std::uint32_t add_straight_path(path_graph& nodes, const std::vector<std::uint32_t>& way) {
    nodes.emplace_back();
    auto next = static_cast<std::uint32_t>(nodes.size() - 1);
    for (auto node = way.rbegin(); node != way.rend(); ++node) {
        path_node copy = nodes[*node];
        copy.next = next;
        nodes.push_back(std::move(copy));
        next = static_cast<std::uint32_t>(nodes.size() - 1);
    }
    return next;
}

void apply(const rewrite& change, rewrite& seen) {
    if (change.tos) seen.tos = change.tos;
    if (change.source) seen.source = change.source;
    if (change.ip_id) seen.ip_id = change.ip_id;
    seen.checksum = seen.checksum || change.checksum;
}

/// The barrier of a place if it is one for this packet, at this moment of its handling.
const barrier* barrier_for(const path_node& here, const probe& datagram, bool arriving, bool expired) {
    if (!here.block || here.block->arriving != arriving || (here.block->expiring && !expired)) return nullptr;
    const bool concerned = (here.block->protocols >> static_cast<unsigned>(datagram.kind) & 1) != 0;
    return concerned ? &*here.block : nullptr;
}

}  // namespace

internet::internet(scenario plan) : plan_(std::move(plan)) {
    if (plan_.generated) generated_.emplace(*plan_.generated, plan_.seed);
    add_router_destinations();
    index_destinations();
}

/// Routers answer to their own addresses too, at the place where a path first meets them.
void internet::add_router_destinations() {
    for (std::uint32_t number = 0; number < plan_.routers.size(); ++number) {
        const auto way = way_to_router(plan_, number);
        if (!way) continue;
        const router& one = plan_.routers[number];
        destination own{
            {one.where, 128}, one.name, one.rtt, one.how, static_cast<std::uint32_t>(plan_.path_heads.size())};
        own.how.answer_from.reset();
        own.how.answer_from_destination = false;
        plan_.destinations.push_back(std::move(own));
        plan_.path_heads.push_back(add_straight_path(plan_.paths, *way));
    }
}

void internet::index_destinations() {
    for (std::uint32_t number = 0; number < plan_.destinations.size(); ++number) {
        const prefix& where = plan_.destinations[number].where;
        if (where.length == 128)
            hosts_.emplace(where.first, number);  // the first one wins, so a listed destination hides a router
        else
            networks_.push_back(number);
    }
    std::stable_sort(networks_.begin(), networks_.end(), [this](std::uint32_t a, std::uint32_t b) {
        return plan_.destinations[a].where.length > plan_.destinations[b].where.length;
    });
}

const destination* internet::find(address target) const {
    if (const auto host = hosts_.find(target); host != hosts_.end()) return &plan_.destinations[host->second];
    for (const std::uint32_t number : networks_) {
        if (plan_.destinations[number].where.contains(target)) return &plan_.destinations[number];
    }
    return nullptr;
}

encounter internet::meet(const probe& datagram, random_source& random) const {
    if (datagram.ttl == 0) return {};
    if (const auto* target = find(datagram.destination)) return walk(*target, datagram, random);
    if (generated_ && generated_->knows(datagram.destination)) return generated_->meet(datagram);
    return {};
}

encounter internet::at_router(encounter::event what, const router& here, unsigned position, const rewrite& seen) const {
    encounter met;
    met.what = what;
    met.position = position;
    met.who = here.where;
    met.rtt = here.rtt;
    met.how = &here.how;
    met.seen = seen;
    return met;
}

/// What stops the packet at this router, if anything does. Order as in real routers: inbound filter, TTL, outbound
/// filter, MTU.
std::optional<encounter> internet::stopped_at(const path_node& here, const probe& datagram, unsigned position,
                                              const rewrite& seen) const {
    using event = encounter::event;
    const router& box = plan_.routers[here.router];
    const bool expired = position == datagram.ttl;
    const barrier* block = barrier_for(here, datagram, true, expired);
    if (block == nullptr && !expired) block = barrier_for(here, datagram, false, expired);
    if (block != nullptr) {
        auto met = at_router(block->drop ? event::dropped : event::rejected, box, position, seen);
        met.code = block->code;
        return met;
    }
    if (expired) return at_router(event::expired, box, position, seen);
    if (box.mtu && datagram.dont_fragment && datagram.bytes.size() > *box.mtu) {
        auto met = at_router(event::too_big, box, position, seen);
        met.mtu = *box.mtu;
        return met;
    }
    return std::nullopt;
}

encounter internet::walk(const destination& target, const probe& datagram, random_source& random) const {
    rewrite seen;
    unsigned position = 1;
    std::uint32_t node = plan_.path_heads[target.path];
    while (plan_.paths[node].what != path_node::kind::target) {
        const path_node& here = plan_.paths[node];
        if (here.what == path_node::kind::choice) {
            node = chosen_branch(here, datagram, plan_.seed, random);
            continue;
        }
        if (auto met = stopped_at(here, datagram, position, seen)) return *met;
        if (const auto& change = plan_.routers[here.router].rewrites) apply(*change, seen);
        node = here.next;
        ++position;
    }
    return {encounter::event::arrived, position, datagram.destination, target.rtt, &target.how, 0, 0, seen};
}

}  // namespace lab
