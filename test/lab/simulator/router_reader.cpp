#include "router_reader.hpp"

#include <boost/json.hpp>

namespace lab {
namespace {

nanoseconds between(nanoseconds first, nanoseconds last, unsigned index, unsigned count) {
    return count < 2 ? first : first + (last - first) * index / (count - 1);
}

void read_own_keys(object_reader& from, router& one) {
    one.name = from.text("name", one.name);
    if (const auto where = from.host("address")) one.where = *where;
    one.rtt = from.milliseconds("rtt", one.rtt);
    one.how = read_manners(from, one.how);
    if (const auto changes = read_rewrite(from)) one.rewrites = changes;
    if (from.has("mtu")) one.mtu = from.integer<std::uint16_t>("mtu", 1500, 68);
    from.find("mtu");
}

}  // namespace

router_table_reader::router_table_reader(const manners& defaults, std::vector<router>& routers, router_numbers& numbers)
    : defaults_(defaults), routers_(routers), numbers_(numbers) {}

void router_table_reader::add(router one) {
    numbers_[one.id] = static_cast<std::uint32_t>(routers_.size());
    routers_.push_back(std::move(one));
}

void router_table_reader::read_chains(object_reader& document) {
    const auto* chains = document.array("chains");
    if (chains == nullptr) return;
    for (std::size_t i = 0; i < chains->size(); ++i) {
        object_reader from((*chains)[i], document.place("chains") + '[' + std::to_string(i) + ']', document.errors());
        read_chain(from);
        from.finish();
    }
}

void router_table_reader::read_chain(object_reader& from) {
    const std::string id = from.text("id", "");
    const auto count = from.integer<unsigned>("count", 0, 1, 250);
    const auto first = from.host("address");
    const auto [nearest, farthest] = from.milliseconds_range("rtt");
    if (id.empty()) from.complain("id", "the letters that its routers' ids start with");
    if (count == 0) from.complain("count", "the number of routers");
    if (!first && !from.has("address")) from.complain("address", "the address of its first router");
    const manners how = read_manners(from, defaults_);
    for (unsigned i = 0; i < count; ++i) {
        router one;
        one.id = id + std::to_string(i + 1);
        one.where = first.value_or(address{}) + i;
        one.rtt = between(nearest, farthest, i, count);
        one.how = how;
        add(std::move(one));
    }
}

void router_table_reader::read_routers(object_reader& document) {
    const auto* given = document.find("routers");
    if (given == nullptr) return;
    if (!given->is_object()) return document.complain("routers", "an object, router id to its keys");
    for (const auto& member : given->get_object()) {
        const std::string id(member.key());
        object_reader from(member.value(), document.place("routers") + '.' + id, document.errors());
        read_router(id, from);
        from.finish();
    }
}

void router_table_reader::read_router(const std::string& id, object_reader& from) {
    if (const auto known = numbers_.find(id); known != numbers_.end())
        return read_own_keys(from, routers_[known->second]);
    router one;
    one.id = id;
    one.how = defaults_;
    read_own_keys(from, one);
    if (!from.has("address")) from.complain("address", "an address");
    if (!from.has("rtt")) from.complain("rtt", "its round-trip time in milliseconds");
    add(std::move(one));
}

}  // namespace lab
