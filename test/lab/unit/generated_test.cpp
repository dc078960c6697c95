#include "generated.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "probe_maker.hpp"

namespace lab {
namespace {

using namespace test;

generated_plan plan_of(std::string_view text) {
    return scenario_of(text).generated.value();
}

const char* const plain = R"({"generated": {"prefix": "10.0.0.0/16", "hops": [8, 14], "shared": 4, "rtt": 100}})";

address router_at(const generated_internet& network, address target, unsigned position) {
    return network.possible_at(target, position).front().who;
}

TEST(generated, paths_form_a_tree) {
    const generated_internet network(plan_of(plain), 1);
    std::map<address, address> parent;
    std::set<unsigned> lengths;
    for (std::uint64_t number = 0; number < 65536; number += 37) {
        const address target = host("10.0.0.0") + number;
        lengths.insert(network.length(target));
        for (unsigned position = 2; position < network.length(target); ++position) {
            const address before = router_at(network, target, position - 1);
            const auto [known, fresh] = parent.emplace(router_at(network, target, position), before);
            ASSERT_TRUE(fresh || known->second == before);
        }
        EXPECT_EQ(router_at(network, target, 4), router_at(network, host("10.0.0.0"), 4));
    }
    EXPECT_EQ(lengths.size(), 7U);
    EXPECT_GT(parent.size(), 250U);
}

TEST(generated, probes_meet_what_the_truth_says) {
    const generated_internet network(plan_of(plain), 5);
    for (const char* target : {"10.0.0.0", "10.0.77.3", "10.0.255.255"}) {
        for (unsigned ttl = 1; ttl < 20; ++ttl) {
            const octets bytes = echo_to(target, ttl);
            const auto met = network.meet(parsed(bytes));
            EXPECT_EQ(met.who, router_at(network, host(target), ttl));
            EXPECT_EQ(met.what == encounter::event::arrived, ttl >= network.length(host(target)));
        }
    }
}

TEST(generated, the_farthest_destination_has_the_full_round_trip_time) {
    const generated_internet network(plan_of(plain), 1);
    nanoseconds largest{0};
    for (std::uint64_t number = 0; number < 1000; ++number) {
        const address target = host("10.0.0.0") + number;
        largest = std::max(largest, network.possible_at(target, network.length(target)).front().rtt);
    }
    EXPECT_EQ(largest, std::chrono::milliseconds(100));
}

TEST(generated, each_router_can_be_probed) {
    const generated_internet network(plan_of(plain), 1);
    const address target = host("10.0.77.3");
    for (unsigned position = 1; position < network.length(target); ++position) {
        const address router = router_at(network, target, position);
        ASSERT_TRUE(network.knows(router));
        EXPECT_EQ(network.length(router), position);
        for (unsigned before = 1; before < position; ++before)
            EXPECT_EQ(router_at(network, router, before), router_at(network, target, before));
    }
}

TEST(generated, equal_cost_routers_are_chosen_by_flow) {
    const generated_internet network(
        plan_of(R"({"generated": {"prefix": "10.0.0.0/16", "shared": 6, "ecmp": {"width": 3, "from": 2, "to": 3}}})"),
        1);
    std::set<address> seen;
    for (std::uint16_t flow = 0; flow < 60; ++flow) {
        const octets bytes = echo_to("10.0.1.1", 2, {.identifier = flow});
        EXPECT_EQ(network.meet(parsed(bytes)).who, network.meet(parsed(bytes)).who);
        seen.insert(network.meet(parsed(bytes)).who);
    }
    EXPECT_EQ(seen.size(), 3U);
    EXPECT_EQ(network.possible_at(host("10.0.1.1"), 2).size(), 3U);
    EXPECT_EQ(network.possible_at(host("10.0.1.1"), 4).size(), 1U);
}

TEST(generated, shares_of_silent_routers_and_dead_destinations) {
    const generated_internet network(
        plan_of(
            R"({"generated": {"prefix": "10.0.0.0/16", "leaf_bits": 0, "fan_bits": 8, "silent_share": 0.2, "dead_share": 0.3}})"),
        1);
    int dead = 0;
    int silent = 0;
    for (std::uint64_t number = 0; number < 10'000; ++number) {
        const address target = host("10.0.0.0") + number;
        dead += network.possible_at(target, 60).front().how->silent ? 1 : 0;
        silent += network.possible_at(target, 9).front().how->silent ? 1 : 0;
    }
    EXPECT_NEAR(dead, 3000, 300);
    EXPECT_NEAR(silent, 2000, 300);
}

TEST(generated, some_networks_answer_from_one_address) {
    const generated_internet network(
        plan_of(R"({"generated": {"prefix": "10.0.0.0/16", "alias_share": 0.3, "alias_bits": 4}})"), 1);
    int aliases = 0;
    for (std::uint64_t number = 0; number < 65'536; number += 16) {
        const address first = host("10.0.0.0") + number;
        const address last = first + 15;
        EXPECT_EQ(network.possible_at(first, 60).front().who, first);
        const address speaker = network.possible_at(last, 60).front().who;
        EXPECT_TRUE(speaker == first || speaker == last);
        aliases += speaker == first ? 1 : 0;
    }
    EXPECT_NEAR(aliases, 1'229, 120);
}

TEST(generated, sixteen_million_destinations_fit) {
    const generated_internet network(plan_of(R"({"generated": {"prefix": "10.0.0.0/8"}})"), 1);
    EXPECT_LT(network.router_count(), std::uint64_t{1} << 22);
    EXPECT_EQ(network.length(host("10.255.255.255")), network.length(host("10.255.255.255")));
}

}  // namespace
}  // namespace lab
