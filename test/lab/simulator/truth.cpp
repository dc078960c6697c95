#include "truth.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <set>

#include "dual_stack.hpp"

namespace lab {
namespace {

namespace json = boost::json;

constexpr unsigned farthest = 255;

/// What may be at one hop, and what may follow it.
struct level {
    std::map<address, encounter> who;
    std::set<std::pair<address, address>> links_to_next;
};

/// Follows all branches at once, one hop at a time.
class explorer {
public:
    explorer(const internet& network, const destination& goal, address target)
        : plan_(network.plan()), goal_(goal), target_(target) {}

    std::vector<level> explore() {
        places now = expand(plan_.path_heads[goal_.path]);
        std::vector<level> levels;
        for (unsigned position = 1; position <= farthest && !now.empty(); ++position) {
            level here;
            places next;
            for (const std::uint32_t node : now) visit(node, position, here, next);
            levels.push_back(std::move(here));
            now = std::move(next);
        }
        return levels;
    }

private:
    using places = std::set<std::uint32_t>;

    places expand(std::uint32_t node) const {
        const path_node& here = plan_.paths[node];
        if (here.what != path_node::kind::choice) return {node};
        if (here.by == selector::destination) return expand(branch_for_target(here));
        places all;
        for (const std::uint32_t branch : here.branches) all.merge(expand(branch));
        return all;
    }

    std::uint32_t branch_for_target(const path_node& choice) const {
        probe datagram;
        datagram.destination = target_;
        random_source unused(0);
        return chosen_branch(choice, datagram, plan_.seed, unused);
    }

    address address_of(std::uint32_t node) const {
        const path_node& here = plan_.paths[node];
        return here.what == path_node::kind::target ? target_ : plan_.routers[here.router].where;
    }

    void visit(std::uint32_t node, unsigned position, level& here, places& next) const {
        const encounter met = meet(node, position);
        here.who.emplace(met.who, met);
        const path_node& place = plan_.paths[node];
        if (place.what == path_node::kind::target || place.block) return;
        for (const std::uint32_t follower : expand(place.next)) {
            here.links_to_next.emplace(met.who, address_of(follower));
            next.insert(follower);
        }
    }

    encounter meet(std::uint32_t node, unsigned position) const {
        const path_node& place = plan_.paths[node];
        encounter met;
        met.position = position;
        met.who = address_of(node);
        const bool end = place.what == path_node::kind::target;
        met.rtt = end ? goal_.rtt : plan_.routers[place.router].rtt;
        met.how = end ? &goal_.how : &plan_.routers[place.router].how;
        met.what = end ? encounter::event::arrived : encounter::event::expired;
        if (place.block) {
            met.what = place.block->drop ? encounter::event::dropped : encounter::event::rejected;
            met.code = place.block->code;
        }
        return met;
    }

    const scenario& plan_;
    const destination& goal_;
    address target_;
};

std::vector<level> explore_generated(const generated_internet& network, address target) {
    std::vector<level> levels(network.length(target));
    for (unsigned position = 1; position <= levels.size(); ++position) {
        for (const encounter& met : network.possible_at(target, position))
            levels[position - 1].who.emplace(met.who, met);
    }
    for (std::size_t i = 0; i + 1 < levels.size(); ++i) {
        for (const auto& [from, unused] : levels[i].who) {
            for (const auto& [to, also_unused] : levels[i + 1].who) levels[i].links_to_next.emplace(from, to);
        }
    }
    return levels;
}

/// Addresses in the family in which the path was asked for.
struct namer {
    bool ipv6;
    std::string operator()(address any) const { return to_string(on_wire(any, ipv6)); }
};

json::object describe(const encounter& met, address target, namer name) {
    const manners& how = *met.how;
    const address shown = how.answer_from_destination ? target : how.answer_from.value_or(met.who);
    json::object one{{"address", name(shown)},
                     {"rtt_ms", static_cast<double>(met.rtt.count()) / 1e6},
                     {"answers", !how.silent},
                     {"loss", how.loss},
                     {"limited", how.limit.has_value() || how.limit_global.has_value()}};
    if (shown != met.who) one["own_address"] = name(met.who);
    if (how.jitter.count() > 0) one["jitter_ms"] = static_cast<double>(how.jitter.count()) / 1e6;
    if (how.slow.count() > 0) one["slow_ms"] = static_cast<double>(how.slow.count()) / 1e6;
    if (!how.mpls.empty()) {
        json::array labels;
        for (const auto& entry : how.mpls)
            labels.push_back({{"label", entry.label}, {"tc", entry.traffic_class}, {"ttl", entry.ttl}});
        one["mpls"] = std::move(labels);
    }
    if (met.what == encounter::event::rejected) one["rejects_with"] = met.code;
    if (met.what == encounter::event::dropped) one["drops"] = true;
    return one;
}

json::array describe(const std::vector<level>& levels, address target, namer name) {
    json::array hops;
    for (std::size_t i = 0; i < levels.size(); ++i) {
        json::array responders;
        for (const auto& [who, met] : levels[i].who) responders.push_back(describe(met, target, name));
        json::array links;
        for (const auto& [from, to] : levels[i].links_to_next) links.push_back({name(from), name(to)});
        hops.push_back(
            json::object{{"ttl", i + 1}, {"responders", std::move(responders)}, {"links", std::move(links)}});
    }
    return hops;
}

template <typename Predicate>
const encounter* find_encounter(const std::vector<level>& levels, Predicate wanted) {
    for (const level& here : levels) {
        for (const auto& [who, met] : here.who) {
            if (wanted(met)) return &met;
        }
    }
    return nullptr;
}

const char* end_of(const std::vector<level>& levels) {
    using event = encounter::event;
    const auto* arrived = find_encounter(levels, [](const auto& met) { return met.what == event::arrived; });
    if (arrived != nullptr) return arrived->how->silent ? "silent" : "destination";
    if (find_encounter(levels, [](const auto& met) { return met.what == event::rejected; }) != nullptr)
        return "unreachable";
    return levels.size() == farthest ? "loop" : "silent";
}

json::array distances_of(const std::vector<level>& levels) {
    json::array distances;
    for (std::size_t i = 0; i < levels.size(); ++i) {
        const auto& here = levels[i].who;
        if (std::any_of(here.begin(), here.end(),
                        [](const auto& one) { return one.second.what == encounter::event::arrived; }))
            distances.push_back(i + 1);
    }
    return distances;
}

}  // namespace

std::string truth_about(const internet& network, address asked) {
    const address target = from_ipv6(asked);
    const namer name{target != asked};
    const auto* goal = network.find(target);
    const auto* generated = network.generated();
    std::vector<level> levels;
    if (goal != nullptr)
        levels = explorer(network, *goal, target).explore();
    else if (generated != nullptr && generated->knows(target))
        levels = explore_generated(*generated, target);
    else
        return json::serialize(json::object{{"destination", name(target)}, {"end", "astray"}, {"hops", json::array{}}});
    const json::array distances = distances_of(levels);
    json::object result{
        {"destination", name(target)}, {"end", end_of(levels)}, {"distance", nullptr}, {"distances", distances}};
    if (!distances.empty()) result["distance"] = distances.front();
    result["hops"] = describe(levels, target, name);
    return json::serialize(result);
}

std::vector<address> targets_of(const internet& network, std::uint64_t limit) {
    std::vector<address> all;
    std::set<address> routers;
    for (const auto& one : network.plan().routers) routers.insert(one.where);
    for (const auto& one : network.plan().destinations) {
        if (all.size() < limit && !routers.contains(one.where.first)) all.push_back(one.where.first);
    }
    const auto& generated = network.plan().generated;
    for (std::uint64_t i = 0; generated && i < generated->count && all.size() < limit; ++i)
        all.push_back(generated->first + i);
    return all;
}

// The bits below the step are mixed: a fixed step would meet the same place of every network.
std::vector<address> spread_targets_of(const internet& network, std::uint64_t count) {
    std::vector<address> all;
    const auto& generated = network.plan().generated;
    if (!generated) return all;
    const std::uint64_t step = std::max<std::uint64_t>(1, generated->count / count);
    for (std::uint64_t i = 0; i * step < generated->count && all.size() < count; ++i)
        all.push_back(generated->first + std::min(i * step + mix(i, 0, 0) % step, generated->count - 1));
    return all;
}

}  // namespace lab
