#include "path_reader.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>

namespace lab {
namespace {

namespace json = boost::json;

std::string at(const std::string& where, std::size_t index) {
    return where + '[' + std::to_string(index) + ']';
}

bool is_router_step(const json::value& step) {
    return step.is_string() || (step.is_object() && step.get_object().contains("router"));
}

std::uint8_t read_protocols(object_reader& from) {
    const auto* list = from.array("protocols");
    if (list == nullptr) return 0xff;
    unsigned bits = 0;
    for (const auto& name : *list) {
        if (name == "icmp")
            bits |= 1U << static_cast<unsigned>(transport::icmp);
        else if (name == "udp")
            bits |= 1U << static_cast<unsigned>(transport::udp);
        else if (name == "tcp")
            bits |= 1U << static_cast<unsigned>(transport::tcp);
        else
            from.complain("protocols", "\"icmp\", \"udp\" or \"tcp\"");
    }
    return static_cast<std::uint8_t>(bits);
}

barrier read_barrier(object_reader& from) {
    constexpr int dropped = -1;
    const int code = from.one_of<int>("reject", 13,
                                      {{"net", 0},
                                       {"host", 1},
                                       {"protocol", 2},
                                       {"port", 3},
                                       {"net-admin", 9},
                                       {"host-admin", 10},
                                       {"admin", 13},
                                       {"drop", dropped}});
    barrier block;
    block.drop = code == dropped;
    block.code = static_cast<std::uint8_t>(block.drop ? 0 : code);
    block.expiring = from.boolean("expiring", false);
    block.arriving = from.boolean("arriving", false) || block.expiring;
    block.protocols = read_protocols(from);
    return block;
}

}  // namespace

path_reader::path_reader(const router_numbers& routers, path_graph& nodes, complaints& errors)
    : routers_(routers), nodes_(nodes), errors_(errors) {}

std::uint32_t path_reader::add(path_node node) {
    node.salt = nodes_.size();
    nodes_.push_back(std::move(node));
    return static_cast<std::uint32_t>(nodes_.size() - 1);
}

std::uint32_t path_reader::read(const json::value& list, const std::string& where) {
    return steps(list, where, add(path_node{}));
}

std::uint32_t path_reader::steps(const json::value& list, const std::string& where, std::uint32_t next) {
    if (!list.is_array()) {
        errors_.push_back(where + ": expected an array of steps");
        return next;
    }
    const auto& items = list.get_array();
    for (std::size_t i = items.size(); i-- > 0;) next = step(items[i], at(where, i), next);
    return next;
}

std::uint32_t path_reader::step(const json::value& one, const std::string& where, std::uint32_t next) {
    if (one.is_string()) return named({one.get_string().data(), one.get_string().size()}, where, next);
    return special(one, where, next);
}

std::uint32_t path_reader::named(std::string_view text, const std::string& where, std::uint32_t next) {
    const auto dots = text.find("..");
    if (dots == std::string_view::npos) return single(text, where, next);
    return range(text.substr(0, dots), text.substr(dots + 2), where, next);
}

/// "r3..r7": the same letters, then rising numbers.
std::uint32_t path_reader::range(std::string_view first, std::string_view last, const std::string& where,
                                 std::uint32_t next) {
    const auto digits = first.find_last_not_of("0123456789") + 1;
    unsigned from = 0;
    unsigned to = 0;
    const bool same_name = last.substr(0, digits) == first.substr(0, digits) && last.size() > digits;
    if (same_name) {
        std::from_chars(first.data() + digits, first.data() + first.size(), from);
        std::from_chars(last.data() + digits, last.data() + last.size(), to);
    }
    if (!same_name || from > to || to > 100'000) {
        errors_.push_back(where + ": expected a range such as \"r3..r7\"");
        return next;
    }
    for (unsigned i = to + 1; i-- > from;)
        next = single(std::string(first.substr(0, digits)) + std::to_string(i), where, next);
    return next;
}

std::uint32_t path_reader::single(std::string_view id, const std::string& where, std::uint32_t next) {
    const auto found = routers_.find(id);
    if (found == routers_.end()) {
        errors_.push_back(where + ": expected the id of a router, \"" + std::string(id) + "\" is none");
        return next;
    }
    path_node node;
    node.what = path_node::kind::router;
    node.router = found->second;
    node.next = next;
    return add(std::move(node));
}

std::uint32_t path_reader::special(const json::value& one, const std::string& where, std::uint32_t next) {
    object_reader from(one, where, errors_);
    std::uint32_t head = next;
    if (from.has("flow"))
        head = choice(from, "flow", selector::flow, next);
    else if (from.has("packet"))
        head = choice(from, "packet", selector::packet, next);
    else if (from.has("destination"))
        head = choice(from, "destination", selector::destination, next);
    else if (from.has("time"))
        head = choice(from, "time", selector::time, next);
    else if (from.has("loop"))
        head = loop(from);
    else if (from.has("router"))
        head = blocked(from, next);
    else
        errors_.push_back(where +
                          ": expected a router's id or an object with flow, packet, destination, time, loop or router");
    if (head != next) from.finish();
    return head;
}

std::uint32_t path_reader::choice(object_reader& from, std::string_view key, selector by, std::uint32_t next) {
    path_node node;
    node.what = path_node::kind::choice;
    node.by = by;
    if (by == selector::flow) node.with_identifier = from.boolean("with_identifier", false);
    if (by == selector::time) {
        node.every = std::max(from.milliseconds("every", std::chrono::seconds{1}), std::chrono::nanoseconds{1});
        node.again = from.boolean("again", false);
    }
    const auto* branches = from.array(key);
    if (branches == nullptr) return next;
    if (branches->empty()) from.complain(key, "at least one branch");
    for (std::size_t i = 0; i < branches->size(); ++i) {
        const auto& branch = (*branches)[i];
        const std::string where = at(from.place(key), i);
        node.branches.push_back(branch.is_array() ? steps(branch, where, next) : step(branch, where, next));
    }
    return node.branches.empty() ? next : add(std::move(node));
}

/// The body starts with a router, so that a packet that goes round uses up its TTL.
std::uint32_t path_reader::loop(object_reader& from) {
    path_node back;
    back.what = path_node::kind::choice;
    const std::uint32_t start = add(std::move(back));
    const auto* body = from.array("loop");
    if (body == nullptr || body->empty() || !is_router_step(body->front())) {
        from.complain("loop", "an array of steps that starts with a router");
        nodes_[start].branches.push_back(start);
        return start;
    }
    const std::uint32_t head = steps(*body, from.place("loop"), start);
    nodes_[start].branches.push_back(head);
    return head;
}

std::uint32_t path_reader::blocked(object_reader& from, std::uint32_t next) {
    const std::string id = from.text("router", "");
    const std::uint32_t head = single(id, from.place("router"), next);
    if (from.has("reject") && head != next) nodes_[head].block = read_barrier(from);
    return head;
}

}  // namespace lab
