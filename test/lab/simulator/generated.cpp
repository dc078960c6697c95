#include "generated.hpp"

#include <algorithm>
#include <bit>

namespace lab {
namespace {

// Salts keep the properties of one address independent of each other.
constexpr std::uint64_t length_salt = 1;
constexpr std::uint64_t dead_salt = 2;
constexpr std::uint64_t silent_salt = 3;
constexpr std::uint64_t delay_salt = 4;
constexpr std::uint64_t ecmp_salt = 5;
constexpr std::uint64_t alias_salt = 1'000;  // behind those of all TTLs

manners silenced(manners how) {
    how.silent = true;
    return how;
}

}  // namespace

generated_internet::generated_internet(const generated_plan& plan, std::uint64_t seed)
    : plan_(plan),
      silent_router_(silenced(plan.router_how)),
      dead_destination_(silenced(plan.destination_how)),
      seed_(seed) {
    for (unsigned position = 1; position < plan_.longest; ++position) add_layer(position);
}

void generated_internet::add_layer(unsigned position) {
    const auto total_bits = static_cast<unsigned>(std::bit_width(plan_.count - 1));
    const unsigned told_apart = position <= plan_.shared ? 0 : (position - plan_.shared) * plan_.fan_bits;
    layer added{};
    added.offset = router_count();
    added.shift =
        told_apart == 0 ? total_bits : std::max(plan_.leaf_bits, total_bits - std::min(total_bits, told_apart));
    added.keys = ((plan_.count - 1) >> added.shift) + 1;
    added.width = position >= plan_.ecmp_from && position <= plan_.ecmp_to ? plan_.ecmp_width : 1;
    layers_.push_back(added);
}

std::uint64_t generated_internet::router_count() const {
    return layers_.empty() ? 0 : layers_.back().offset + layers_.back().keys * layers_.back().width;
}

bool generated_internet::is_destination(address target) const {
    return target.high == plan_.first.high && target.low - plan_.first.low < plan_.count;
}

bool generated_internet::is_router(address target) const {
    const address first = plan_.router_space.first;
    return target.high == first.high && target.low - first.low < router_count();
}

bool generated_internet::knows(address target) const {
    return is_destination(target) || is_router(target);
}

generated_internet::way generated_internet::way_to(address target) const {
    if (!is_destination(target)) return way_to_router(target);
    const auto spread = plan_.longest - plan_.shortest + 1;
    const auto length = plan_.shortest + static_cast<unsigned>(mix(target.low, seed_, length_salt) % spread);
    return {distance(plan_.first, target), length, false};
}

generated_internet::way generated_internet::way_to_router(address target) const {
    const std::uint64_t number = distance(plan_.router_space.first, target);
    const auto behind = std::upper_bound(layers_.begin(), layers_.end(), number,
                                         [](auto value, const layer& one) { return value < one.offset; });
    const layer& own = *std::prev(behind);
    return {(number - own.offset) / own.width << own.shift, static_cast<unsigned>(behind - layers_.begin()), true};
}

unsigned generated_internet::length(address target) const {
    return way_to(target).length;
}

encounter generated_internet::router_at(const way& route, unsigned position, std::uint64_t choice) const {
    const layer& own = layers_[position - 1];
    encounter met;
    met.what = encounter::event::expired;
    met.position = position;
    met.who = plan_.router_space.first + (own.offset + (route.number >> own.shift) * own.width + choice % own.width);
    const double detour = 0.8 + 0.2 * unit(mix(met.who.low, seed_, delay_salt));
    met.rtt = nanoseconds(
        static_cast<std::int64_t>(static_cast<double>(plan_.rtt.count()) * position / plan_.longest * detour));
    const bool silent = unit(mix(met.who.low, seed_, silent_salt)) < plan_.silent_share;
    met.how = silent ? &silent_router_ : &plan_.router_how;
    return met;
}

encounter generated_internet::end_of(const way& route, address target) const {
    encounter met;
    met.what = encounter::event::arrived;
    met.position = route.length;
    met.who = route.to_router ? target : speaker_of(route.number);
    met.rtt = plan_.rtt * route.length / plan_.longest;
    const bool dead = !route.to_router && unit(mix(target.low, seed_, dead_salt)) < plan_.dead_share;
    met.how = dead ? &dead_destination_ : &plan_.destination_how;
    return met;
}

address generated_internet::speaker_of(std::uint64_t number) const {
    const std::uint64_t network = number >> plan_.alias_bits;
    const bool alias = unit(mix(network, seed_, alias_salt)) < plan_.alias_share;
    return plan_.first + (alias ? network << plan_.alias_bits : number);
}

encounter generated_internet::meet(const probe& datagram) const {
    const way route = way_to(datagram.destination);
    if (datagram.ttl >= route.length) return end_of(route, datagram.destination);
    const bool needs_choice = layers_[datagram.ttl - 1U].width > 1;
    const std::uint64_t choice = needs_choice ? mix(flow_hash(datagram), seed_, ecmp_salt + datagram.ttl) : 0;
    return router_at(route, datagram.ttl, choice);
}

std::vector<encounter> generated_internet::possible_at(address target, unsigned position) const {
    const way route = way_to(target);
    if (position >= route.length) return {end_of(route, target)};
    std::vector<encounter> all;
    for (unsigned choice = 0; choice < layers_[position - 1].width; ++choice)
        all.push_back(router_at(route, position, choice));
    return all;
}

}  // namespace lab
