#include "truth.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "probe_maker.hpp"

namespace lab {
namespace {

using namespace test;
namespace json = boost::json;

json::value truth(std::string_view world, const char* target) {
    const internet network(scenario_of(world));
    return json::parse(truth_about(network, host(target)));
}

const char* const world = R"({
  "chains": [{"id": "r", "count": 3, "address": "198.18.1.1", "rtt": 1}, {"id": "b", "count": 3, "address": "198.18.2.1", "rtt": 2}],
  "paths": {
    "main": ["r1", {"flow": ["b1", ["b2", "b3"]]}, "r2"],
    "loop": ["r1", {"loop": ["b1", "b2"]}],
    "guard": ["r1", {"router": "r2", "reject": "admin"}, "r3"],
    "hole": ["r1", {"router": "r2", "reject": "drop"}, "r3"]
  },
  "destinations": [
    {"address": "198.18.10.1", "rtt": 9}, {"address": "198.18.10.2", "rtt": 9, "path": "loop"},
    {"address": "198.18.10.3", "rtt": 9, "path": "guard"}, {"address": "198.18.10.4", "rtt": 9, "path": "hole"},
    {"address": "198.18.10.5", "rtt": 9, "silent": true}
  ]})";

TEST(truth, lists_all_that_may_answer_and_all_links) {
    const auto told = truth(world, "198.18.10.1");
    EXPECT_EQ(told.at("end"), "destination");
    EXPECT_EQ(told.at("distance"), 4);
    EXPECT_EQ(told.at("distances"), (json::array{4, 5}));
    const auto& hops = told.at("hops").as_array();
    ASSERT_EQ(hops.size(), 5U);
    EXPECT_EQ(hops[1].at("responders").as_array().size(), 2U);
    EXPECT_EQ(hops[1].at("links"), (json::array{{"198.18.2.1", "198.18.1.2"}, {"198.18.2.2", "198.18.2.3"}}));
    EXPECT_EQ(hops[2].at("responders").at(0).at("address"), "198.18.1.2");
    EXPECT_EQ(hops[2].at("links"), (json::array{{"198.18.1.2", "198.18.10.1"}, {"198.18.2.3", "198.18.1.2"}}));
}

TEST(truth, tells_how_the_path_ends) {
    EXPECT_EQ(truth(world, "198.18.10.2").at("end"), "loop");
    EXPECT_EQ(truth(world, "198.18.10.3").at("end"), "unreachable");
    EXPECT_EQ(truth(world, "198.18.10.4").at("end"), "silent");
    EXPECT_EQ(truth(world, "198.18.10.5").at("end"), "silent");
    EXPECT_EQ(truth(world, "198.18.99.1").at("end"), "astray");
    EXPECT_EQ(truth(world, "198.18.10.3").at("hops").as_array().size(), 2U);
}

TEST(truth, knows_the_targets) {
    const internet network(scenario_of(world));
    const auto targets = targets_of(network, 1000);
    ASSERT_EQ(targets.size(), 5U);
    EXPECT_EQ(to_string(targets.front()), "198.18.10.1");
    EXPECT_EQ(targets_of(network, 2).size(), 2U);
}

}  // namespace
}  // namespace lab
