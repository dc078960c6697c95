#include "multipath/packet_tests.hpp"

#include <algorithm>
#include <utility>

namespace tracerouter::multipath {

// Once two ways on from a router are known. Where packets were already sent different ways before it, nothing is told.
std::vector<table_place> packet_tests::plan(const path_graph& graph, const vertex_table& vertices,
                                            std::uint8_t first_ttl) {
    vertices_ = &vertices;
    for (int ttl = first_ttl; ttl < graph.last(); ++ttl) {
        const auto here = static_cast<std::uint8_t>(ttl);
        if (graph.hop(here).mixed) continue;
        for (const group& one : graph.hop(here).groups) {
            if (one.beyond.size() > 1) test_behind(graph, one, here);
            if (vertices[one.members[0]].per_packet) test_before(graph, one, here);
        }
    }
    return std::exchange(asked_, {});
}

void packet_tests::test_behind(const path_graph& graph, const group& one, std::uint8_t ttl) {
    const auto next = static_cast<std::uint8_t>(ttl + 1);
    const auto row = std::ranges::find_if(one.flows, [&](std::uint16_t of) {
        return graph.table().is_asked(of) && graph.table().at(of, next).is == cell::state::answered;
    });
    if (row != one.flows.end()) test(one.members[0], {.row = *row, .ttl = next});
}

// It may be the one before that sends packets different ways, of whose ways only one has been seen.
void packet_tests::test_before(const path_graph& graph, const group& one, std::uint8_t ttl) {
    const auto tested = tests_.find(one.members[0]);
    if (ttl < graph.first() || tested == tests_.end()) return;
    const std::uint16_t row = tested->second.row;
    const vertex_id before = graph.hop(static_cast<std::uint8_t>(ttl - 1)).at[row];
    if (before != no_vertex) test(before, {.row = row, .ttl = ttl});
}

void packet_tests::test(vertex_id tested, table_place by) {
    const vertex& one = (*vertices_)[tested];
    const bool answers = tested == 0 || one.address;
    if (!answers || one.per_packet) return;
    packet_test& test = tests_.try_emplace(tested, packet_test{.row = by.row}).first->second;
    for (; test.asked < packets_of_a_test; ++test.asked) asked_.push_back({.row = test.row, .ttl = by.ttl});
}

}  // namespace tracerouter::multipath
