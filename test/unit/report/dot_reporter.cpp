#include "report/dot_reporter.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "results.hpp"
#include "string_sink.hpp"

namespace tracerouter::report {
namespace {

using boost::asio::ip::make_address;
using testing::HasSubstr;
using testing::Not;

trace_result trace_over(const std::vector<std::string>& responders, const std::string& target, bool reached) {
    auto result = example_trace();
    result.address = make_address(target);
    result.reached = reached;
    result.hops.clear();
    std::uint8_t ttl = 0;
    for (const auto& responder : responders) {
        result.hops.push_back(hop_of(++ttl, {responder == "*" ? timed_out() : replied(exceeded(responder, us(1000)))}));
    }
    return result;
}

std::string graph_of(const std::vector<trace_result>& traces, const fact_lookup& facts = {}) {
    string_sink out;
    dot_reporter report{out, {.facts = facts}};
    for (const auto& trace : traces) report.trace(trace, {});
    EXPECT_TRUE(out.writes.empty());
    report.finish();
    return out.text();
}

TEST(dot_reporter, merges_the_hops_of_all_traces) {
    EXPECT_EQ(graph_of({trace_over({"198.18.1.1", "198.18.10.1"}, "198.18.10.1", true),
                        trace_over({"198.18.1.1", "198.18.10.2"}, "198.18.10.2", true)}),
              "digraph traces {\n"
              "  rankdir=LR;\n"
              "  node [shape=box, fontname=\"sans-serif\"];\n"
              "  \"198.18.0.2\" [label=\"198.18.0.2\", shape=ellipse];\n"
              "  \"198.18.1.1\" [label=\"198.18.1.1\\n1.000 ms\"];\n"
              "  \"198.18.10.1\" [label=\"198.18.10.1\\n1.000 ms\", style=bold];\n"
              "  \"198.18.10.2\" [label=\"198.18.10.2\\n1.000 ms\", style=bold];\n"
              "  \"198.18.0.2\" -> \"198.18.1.1\" [weight=2, penwidth=2];\n"
              "  \"198.18.1.1\" -> \"198.18.10.1\" [weight=1, penwidth=1];\n"
              "  \"198.18.1.1\" -> \"198.18.10.2\" [weight=1, penwidth=1];\n"
              "}\n");
}

TEST(dot_reporter, tells_the_best_time_and_the_least_path_mtu_of_all_traces) {
    auto slow = trace_over({"198.18.1.1"}, "198.18.1.1", true);
    slow.hops[0] = hop_of(1, {replied(exceeded("198.18.1.1", us(3000))), replied(exceeded("198.18.1.1", us(2500)))});
    slow.hops[0].path_mtu = 1500;
    auto narrow = slow;
    narrow.hops[0] = hop_of(1, {replied(exceeded("198.18.1.1", us(4000)))});
    narrow.hops[0].path_mtu = 1400;
    EXPECT_THAT(graph_of({slow, narrow}), HasSubstr(R"([label="198.18.1.1\n2.500 ms\npath MTU 1400", style=bold])"));
}

TEST(dot_reporter, tells_where_addresses_are) {
    const address_facts facts{.country = "SE", .city = "Malm\"o"};
    const auto graph = graph_of({trace_over({"*"}, "198.18.10.1", false)}, [&](const auto&) { return &facts; });
    EXPECT_THAT(graph, HasSubstr(R"([label="198.18.10.1\nSE Malm\"o", style=bold])"));
}

TEST(dot_reporter, tells_how_many_hops_are_silent) {
    const auto graph = graph_of({trace_over({"198.18.1.1", "*", "*", "198.18.10.1"}, "198.18.10.1", true)});
    EXPECT_THAT(
        graph, HasSubstr("\"198.18.1.1\" -> \"198.18.10.1\" [weight=1, penwidth=1, style=dashed, label=\"2 silent\"]"));
}

TEST(dot_reporter, tells_limited_hops_from_silent_ones) {
    auto result = trace_over({"198.18.1.1", "*", "*", "198.18.10.1"}, "198.18.10.1", true);
    result.hops[1].state = hop_state::limited;
    EXPECT_THAT(graph_of({result}), HasSubstr("style=dashed, label=\"1 silent, 1 limited\"]"));
    result.hops[2].state = hop_state::limited;
    EXPECT_THAT(graph_of({result}), HasSubstr("style=dashed, label=\"2 limited\"]"));
    result.hops[2].state = hop_state::skipped;
    EXPECT_THAT(graph_of({result}), HasSubstr("style=dashed, label=\"1 limited, 1 skipped\"]"));
}

TEST(dot_reporter, hangs_a_silent_target_on_the_last_hop) {
    const auto graph = graph_of({trace_over({"198.18.1.1", "*"}, "198.18.10.1", false)});
    EXPECT_THAT(graph, HasSubstr("\"198.18.1.1\" -> \"198.18.10.1\" [weight=1, penwidth=1, style=dotted]"));
}

TEST(dot_reporter, draws_no_loop_from_an_address_to_itself) {
    const auto graph = graph_of({trace_over({"198.18.1.1", "198.18.1.1", "198.18.10.1"}, "198.18.10.1", true)});
    EXPECT_THAT(graph, Not(HasSubstr("\"198.18.1.1\" -> \"198.18.1.1\"")));
}

TEST(dot_reporter, keeps_names_inside_their_quotes) {
    const address_facts facts{.name = "a\"]; x\\\n\x1b", .asn = 64500, .as_name = "Example"};
    const auto graph = graph_of({trace_over({"198.18.1.1"}, "198.18.10.1", false)},
                                [&](const boost::asio::ip::address&) { return &facts; });
    EXPECT_THAT(graph,
                HasSubstr(R"("198.18.1.1" [label="a\"]; x\\\\x0A\\x1B\n198.18.1.1\nAS64500 Example\n1.000 ms"])"));
}

TEST(dot_reporter, is_a_graph_even_without_traces) {
    EXPECT_THAT(graph_of({}), HasSubstr("digraph traces {"));
}

}  // namespace
}  // namespace tracerouter::report
