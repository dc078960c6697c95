#include "scenario_reader.hpp"

#include <gtest/gtest.h>

#include "probe_maker.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;
using test::scenario_of;

constexpr const char* small = R"({
  // comments and trailing commas are fine
  "chains": [{"id": "r", "count": 3, "address": "198.18.1.1", "rtt": [1, 5]}],
  "routers": {"r2": {"silent": true}, "x": {"address": "198.18.2.1", "rtt": 2.5, "limit": "linux"}},
  "paths": {"main": ["r1..r3", "x"]},
  "destinations": [{"address": "198.18.10.1", "rtt": 9}],
})";

TEST(scenario_reader, chains_are_spread_and_overridden) {
    const scenario plan = scenario_of(small);
    ASSERT_EQ(plan.routers.size(), 4U);
    EXPECT_EQ(plan.routers[1].id, "r2");
    EXPECT_EQ(to_string(plan.routers[1].where), "198.18.1.2");
    EXPECT_EQ(plan.routers[1].rtt, 3ms);
    EXPECT_TRUE(plan.routers[1].how.silent);
    EXPECT_FALSE(plan.routers[2].how.silent);
    EXPECT_EQ(plan.routers[3].rtt, 2500us);
    ASSERT_TRUE(plan.routers[3].how.limit);
    EXPECT_EQ(plan.routers[3].how.limit->burst, 6U);
    EXPECT_EQ(to_string(plan.source), "198.18.0.2");
}

TEST(scenario_reader, defaults_apply_and_can_be_taken_back) {
    const scenario plan = scenario_of(R"({
      "defaults": {"router": {"limit": "linux", "loss": 0.5}, "destination": {"tcp": "syn-ack"}},
      "routers": {"a": {"address": "10.0.0.1", "rtt": 1}, "b": {"address": "10.0.0.2", "rtt": 1, "limit": null, "limit_global": null}},
      "paths": {"main": ["a", "b"]},
      "destinations": [{"prefix": "10.1.0.0/16", "rtt": 2}]})");
    EXPECT_TRUE(plan.routers[0].how.limit);
    EXPECT_FALSE(plan.routers[1].how.limit);
    EXPECT_FALSE(plan.routers[1].how.limit_global);
    EXPECT_EQ(plan.routers[1].how.loss, 0.5);
    EXPECT_EQ(plan.destinations[0].how.tcp, tcp_answer::syn_ack);
}

std::string object_of(std::size_t octets) {
    return R"({"class": 9, "type": 1, "hex": ")" + std::string(2 * octets, '0') + R"("})";
}

struct wrong_case {
    const char* name;
    std::string text;
    const char* complaint;
};

void PrintTo(const wrong_case& one, std::ostream* out) {
    *out << one.name;
}

class wrong_scenario : public testing::TestWithParam<wrong_case> {};

TEST_P(wrong_scenario, is_refused_with_place_and_remedy) {
    complaints errors;
    parse_scenario(GetParam().text, errors);
    ASSERT_FALSE(errors.empty());
    EXPECT_EQ(errors.front().substr(0, std::string(GetParam().complaint).size()), GetParam().complaint);
}

INSTANTIATE_TEST_SUITE_P(
    all, wrong_scenario,
    testing::Values(
        wrong_case{"not_json", "{\n\"a\": }", "line 2: not JSON"}, wrong_case{"unfinished", "{", "line 1: not JSON"},
        wrong_case{"no_object", "[]", "the document: expected an object"},
        wrong_case{"nothing", "{}", "destinations: expected at least one destination"},
        wrong_case{"unknown_key", R"({"colour": 1})", "colour: unknown key; known here: about, chains"},
        wrong_case{"foreign_source", R"({"source": "8.8.8.8"})", "source: expected an IPv4 address of 198.18.0.0/15"},
        wrong_case{"router_without_address", R"({"routers": {"a": {"rtt": 1}}})", "routers.a.address: expected"},
        wrong_case{"router_without_rtt", R"({"routers": {"a": {"address": "10.0.0.1"}}})", "routers.a.rtt: expected"},
        wrong_case{"loss", R"({"routers": {"a": {"address": "10.0.0.1", "rtt": 1, "loss": 2}}})",
                   "routers.a.loss: expected a number from 0 to 1"},
        wrong_case{"limit", R"({"routers": {"a": {"address": "10.0.0.1", "rtt": 1, "limit": {"burst": 0}}}})",
                   "routers.a.limit.burst: expected a whole number"},
        wrong_case{"label", R"({"routers": {"a": {"address": "10.0.0.1", "rtt": 1, "mpls": [{"label": 1048576}]}}})",
                   "routers.a.mpls[0].label: expected a whole number"},
        wrong_case{"extensions",
                   R"({"routers": {"a": {"address": "10.0.0.1", "rtt": 1, "objects": [)" + object_of(200) + ", " +
                       object_of(200) + "]}}}",
                   "routers.a.objects: expected at most 400 octets"},
        wrong_case{"twice",
                   R"({"routers": {"a": {"address": "10.0.0.1", "rtt": 1}, "b": {"address": "10.0.0.1", "rtt": 1}}})",
                   "routers: 10.0.0.1 is used twice"},
        wrong_case{"no_such_router", R"({"paths": {"main": ["a"]}})", "paths.main[0]: expected the id of a router"},
        wrong_case{"bad_range", R"({"paths": {"main": ["r3..r1"]}})", "paths.main[0]: expected a range"},
        wrong_case{"bad_step", R"({"paths": {"main": [{"jump": 1}]}})", "paths.main[0]: expected a router's id or"},
        wrong_case{"empty_choice", R"({"paths": {"main": [{"flow": []}]}})",
                   "paths.main[0].flow: expected at least one branch"},
        wrong_case{"empty_loop", R"({"paths": {"main": [{"loop": []}]}})",
                   "paths.main[0].loop: expected an array of steps that starts with a router"},
        wrong_case{"no_such_path", R"({"destinations": [{"address": "10.0.0.1", "rtt": 1}]})",
                   "destinations[0].path: expected the name of a path"},
        wrong_case{"host_bits", R"({"paths": {"main": []}, "destinations": [{"prefix": "10.0.0.1/8", "rtt": 1}]})",
                   "destinations[0].prefix: expected an IPv4 prefix"},
        wrong_case{"generated_space", R"({"generated": {"prefix": "10.0.0.0/8", "router_space": "198.18.0.0/24"}})",
                   "generated.router_space: expected a larger prefix"},
        wrong_case{"hops", R"({"generated": {"prefix": "10.0.0.0/24", "hops": [9, 3]}})",
                   "generated.hops: expected [shortest, longest]"},
        wrong_case{"noise", R"({"noise": {"rate": 0}})", "noise.rate: expected a number from 1"}),
    [](const auto& info) { return info.param.name; });

TEST(scenario_reader, a_file_that_cannot_be_read_is_an_error) {
    complaints errors;
    load_scenario("/nonexistent/scenario.json", errors);
    EXPECT_EQ(errors, complaints{"cannot be read"});
}

}  // namespace
}  // namespace lab
