#include "generated_reader.hpp"

#include <boost/json.hpp>

#include "generated.hpp"
#include "manners_reader.hpp"

namespace lab {
namespace {

constexpr prefix default_router_space{address::from_v4(0x64400000), 96 + 10};  // 100.64.0.0/10

void read_range(object_reader& from, generated_plan& plan) {
    if (from.has("prefix") == from.has("first")) from.complain("prefix", "either prefix, or first and count");
    if (const auto network = from.network("prefix")) {
        plan.first = network->first;
        plan.count = network->size();
    }
    if (const auto host = from.host("first")) plan.first = *host;
    plan.count = from.integer<std::uint64_t>("count", plan.count, 1, std::uint64_t{1} << 24);
    if (plan.count == 0) from.complain("count", "the number of destinations");
    if (!allowed_address(plan.first + (plan.count - 1)))
        from.complain("count", "a range inside one of the lab's networks");
}

void read_shape(object_reader& from, generated_plan& plan) {
    if (const auto* hops = from.array("hops")) {
        const auto valid = [](const auto& value) {
            return value.is_int64() && value.get_int64() >= 1 && value.get_int64() <= 60;
        };
        if (hops->size() == 2 && valid((*hops)[0]) && valid((*hops)[1])) {
            plan.shortest = static_cast<unsigned>((*hops)[0].get_int64());
            plan.longest = static_cast<unsigned>((*hops)[1].get_int64());
        }
        if (hops->size() != 2 || plan.longest < plan.shortest) from.complain("hops", "[shortest, longest], 1 to 60");
    }
    plan.shared = from.integer<unsigned>("shared", plan.shared, 0, 60);
    plan.fan_bits = from.integer<unsigned>("fan_bits", plan.fan_bits, 1, 8);
    plan.leaf_bits = from.integer<unsigned>("leaf_bits", plan.leaf_bits, 0, 24);
    plan.rtt = from.milliseconds("rtt", plan.rtt);
    plan.silent_share = from.share("silent_share", plan.silent_share);
    plan.dead_share = from.share("dead_share", plan.dead_share);
    plan.alias_share = from.share("alias_share", plan.alias_share);
    plan.alias_bits = from.integer<unsigned>("alias_bits", plan.alias_bits, 1, 24);
}

void read_ecmp(object_reader& from, generated_plan& plan) {
    const auto* given = from.find("ecmp");
    if (given == nullptr) return;
    object_reader ecmp(*given, from.place("ecmp"), from.errors());
    plan.ecmp_width = ecmp.integer<unsigned>("width", 1, 1, 16);
    plan.ecmp_from = ecmp.integer<unsigned>("from", 2, 1, 60);
    plan.ecmp_to = ecmp.integer<unsigned>("to", 4, 1, 60);
    ecmp.finish();
}

manners read_nested(object_reader& from, std::string_view key, const manners& base) {
    const auto* given = from.find(key);
    if (given == nullptr) return base;
    object_reader nested(*given, from.place(key), from.errors());
    manners how = read_manners(nested, base);
    nested.finish();
    return how;
}

}  // namespace

std::optional<generated_plan> read_generated(object_reader& document, const manners& router,
                                             const manners& destination) {
    const auto* given = document.find("generated");
    if (given == nullptr) return std::nullopt;
    object_reader from(*given, document.place("generated"), document.errors());
    generated_plan plan;
    read_range(from, plan);
    read_shape(from, plan);
    read_ecmp(from, plan);
    plan.router_space = from.network("router_space").value_or(default_router_space);
    plan.router_how = read_nested(from, "router", router);
    plan.destination_how = read_nested(from, "destination", destination);
    from.finish();
    if (generated_internet(plan, 0).router_count() > plan.router_space.size())
        from.complain("router_space", "a larger prefix: there are more routers than addresses");
    return plan;
}

}  // namespace lab
