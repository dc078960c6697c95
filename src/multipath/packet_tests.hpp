#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "multipath/flow_table.hpp"
#include "multipath/path_graph.hpp"

namespace tracerouter::multipath {

/// Whether routers send packets of one flow different ways: behind each where paths part, one flow is asked several
/// times.
class packet_tests {
public:
    /// What to ask of hops from that TTL on.
    [[nodiscard]] std::vector<table_place> plan(const path_graph& graph, const vertex_table& vertices,
                                                std::uint8_t first_ttl);
    /// Others have tested it.
    void skip(vertex_id one) { tests_[one].asked = packets_of_a_test; }

private:
    /// A router that balances packets over two ways sends so many the same way once in 512 times.
    static constexpr int packets_of_a_test = 10;

    struct packet_test {
        std::uint16_t row = 0;
        int asked = 0;
    };

    void test_behind(const path_graph& graph, const group& one, std::uint8_t ttl);
    void test_before(const path_graph& graph, const group& one, std::uint8_t ttl);
    void test(vertex_id tested, table_place by);

    std::map<vertex_id, packet_test> tests_;  // by the vertex that is tested
    // While one plan is made:
    const vertex_table* vertices_ = nullptr;
    std::vector<table_place> asked_;
};

}  // namespace tracerouter::multipath
