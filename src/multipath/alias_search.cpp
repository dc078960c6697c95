#include "multipath/alias_search.hpp"

#include <algorithm>
#include <chrono>
#include <numeric>

namespace tracerouter::multipath {

namespace {

/// Those of which at least half was answered.
constexpr std::size_t most_rounds = 16;
/// So many rounds tell most counters from each other, and constant numbers from counters.
constexpr std::size_t first_rounds = 5;
constexpr duration longest_round = std::chrono::seconds{1};
/// Whoever tells of ever more interfaces is not listened to.
constexpr std::size_t most_interfaces = 1'024;

using boost::asio::ip::address;

/// Sets that grow together.
class unions {
public:
    explicit unions(std::size_t members) : parents_(members) { std::iota(parents_.begin(), parents_.end(), 0U); }

    std::size_t of(std::size_t member) {
        while (parents_[member] != member) member = parents_[member] = parents_[parents_[member]];
        return member;
    }
    void join(std::size_t one, std::size_t other) { parents_[of(other)] = of(one); }

private:
    std::vector<std::size_t> parents_;
};

bool all_the_same(const std::vector<id_sample>& samples) {
    return std::ranges::all_of(samples, [&](const id_sample& one) { return one.id == samples.front().id; });
}

bool all_copied(const std::vector<id_sample>& samples) {
    return std::ranges::all_of(samples, [](const id_sample& one) { return one.id == one.probe_id; });
}

}  // namespace

// A diamond is a row of hops with several vertices; over IPv6 nothing is numbered.
void alias_search::begin(const path_graph& graph, const vertex_table& vertices, time_point end) {
    begun_ = true;
    end_ = end;
    std::size_t diamond = 0;
    for (int ttl = graph.first(); ttl <= graph.last(); ++ttl) {
        if (graph.hop(static_cast<std::uint8_t>(ttl)).width > 1) {
            add_hop(graph, vertices, static_cast<std::uint8_t>(ttl), diamond);
        } else {
            ++diamond;
        }
    }
}

void alias_search::add_hop(const path_graph& graph, const vertex_table& vertices, std::uint8_t ttl,
                           std::size_t diamond) {
    const hop_view& hop = graph.hop(ttl);
    if (hop.width > widest_hop) return;
    for (const group& one : hop.groups) {
        for (const vertex_id member : one.members) {
            const auto& address = vertices[member].address;
            const auto row = std::ranges::find_if(
                one.flows, [&](std::uint16_t of) { return graph.table().is_asked(of) && hop.at[of] == member; });
            if (!address || !address->is_v4() || row == one.flows.end()) continue;
            candidates_.push_back(
                {.vertex = member, .address = *address, .by = {.row = *row, .ttl = ttl}, .diamond = diamond});
        }
    }
}

// Whoever answers late does not hold up the others. Where most are lost, a limit is waited for, if one explains it.
bool alias_search::is_due(time_point now, bool all_answered) {
    due_.reset();
    const bool most_lost = 2 * answers_of_round_ < asked_of_round_;
    const time_point next = most_lost ? round_begun_ + turn_ : round_begun_;
    if (!all_answered && now < round_ends_) {
        due_ = round_ends_;
    } else if (all_answered && now < next) {
        due_ = next;
    }
    return !due_ && (all_answered || !most_lost);
}

std::vector<table_place> alias_search::next_round(time_point now, bool all_answered) {
    std::vector<table_place> round;
    if (!is_due(now, all_answered) || now >= end_) return round;
    if (rounds_ > 0 && 2 * answers_of_round_ >= asked_of_round_) ++full_rounds_;
    if (full_rounds_ >= most_rounds) return round;
    ++rounds_;
    for (const candidate& one : candidates_) {
        if (may_have_partner(one)) round.push_back(one.by);
    }
    answers_of_round_ = 0;
    asked_of_round_ = round.size();
    round_begun_ = now;
    round_ends_ = now + (longest_ > duration{} ? 2 * longest_ : longest_round);
    // Each of two is as often the first, so that no order of sending is taken for an order of numbers.
    if (rounds_ % 2 == 0) std::ranges::reverse(round);
    return round;
}

bool alias_search::may_have_partner(const candidate& one) const {
    const auto useless = [](const candidate& of) {
        return of.samples.size() >= first_rounds && (all_the_same(of.samples) || all_copied(of.samples));
    };
    // Whoever answers less than every second time will not have enough of them.
    const auto slow = [this](const candidate& of) {
        return full_rounds_ >= first_rounds && 2 * of.samples.size() < full_rounds_;
    };
    if (useless(one) || slow(one)) return false;
    return std::ranges::any_of(candidates_, [&](const candidate& other) {
        if (&other == &one || other.diamond != one.diamond || useless(other) || slow(other)) return false;
        return full_rounds_ < first_rounds || !have_two_counters(one.samples, other.samples);
    });
}

void alias_search::answered(const table_place& by, vertex_id said, const id_sample& sample) {
    const auto asked = std::ranges::find_if(
        candidates_, [&](const candidate& one) { return one.by.row == by.row && one.by.ttl == by.ttl; });
    if (asked == candidates_.end() || asked->vertex != said) return;
    ++answers_of_round_;
    longest_ = std::max(longest_, sample.received - sample.sent);
    asked->samples.push_back(sample);
}

void alias_search::told_interface(const address& responder, const address& other) {
    if (responder != other && interfaces_.size() < most_interfaces) interfaces_.emplace(responder, other);
}

ip_id_kind alias_search::kind_of(vertex_id one) const {
    const auto known = std::ranges::find(candidates_, one, &candidate::vertex);
    return known == candidates_.end() ? ip_id_kind::unknown : multipath::kind_of(known->samples);
}

std::vector<alias_evidence> alias_search::proofs() const {
    std::vector<alias_evidence> all;
    for (auto one = candidates_.begin(); one != candidates_.end(); ++one) {
        for (auto other = one + 1; other != candidates_.end(); ++other) {
            if (one->diamond != other->diamond || !share_a_counter(one->samples, other->samples)) continue;
            const auto samples = static_cast<std::uint16_t>(std::min(one->samples.size(), other->samples.size()));
            all.push_back(
                {.one = one->address, .other = other->address, .proof = alias_proof::ip_id, .samples = samples});
        }
    }
    for (const auto& [one, other] : interfaces_)
        all.push_back({.one = one, .other = other, .proof = alias_proof::interface_address});
    return all;
}

std::vector<path_router> alias_search::routers(const std::vector<path_vertex>& vertices) const {
    std::vector<address> addresses;
    for (const path_vertex& one : vertices) {
        if (one.address && std::ranges::find(addresses, *one.address) == addresses.end())
            addresses.push_back(*one.address);
    }
    const auto place_of = [&](const address& one) {
        return static_cast<std::size_t>(std::ranges::find(addresses, one) - addresses.begin());
    };
    unions sets{addresses.size()};
    std::vector<alias_evidence> known = proofs();
    std::erase_if(known, [&](const alias_evidence& one) {
        return std::max(place_of(one.one), place_of(one.other)) == addresses.size();
    });
    for (const alias_evidence& one : known) sets.join(place_of(one.one), place_of(one.other));
    std::map<std::size_t, path_router> routers;
    for (std::size_t place = 0; place < addresses.size(); ++place)
        routers[sets.of(place)].addresses.push_back(addresses[place]);
    for (const alias_evidence& one : known) routers[sets.of(place_of(one.one))].evidence.push_back(one);
    std::vector<path_router> several;
    for (auto& [set, one] : routers) {
        if (one.addresses.size() > 1) several.push_back(std::move(one));
    }
    return several;
}

}  // namespace tracerouter::multipath
