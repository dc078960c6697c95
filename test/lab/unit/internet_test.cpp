#include "internet.hpp"

#include <gtest/gtest.h>

#include <set>

#include "probe_maker.hpp"

namespace lab {
namespace {

using namespace test;
using event = encounter::event;

constexpr const char* world = R"({
  "chains": [{"id": "r", "count": 4, "address": "198.18.1.1", "rtt": 1}, {"id": "b", "count": 4, "address": "198.18.2.1", "rtt": 2}],
  "routers": {"gone": {"address": "198.18.3.1", "rtt": 1, "rewrite": {"tos": 8}}, "small": {"address": "198.18.3.2", "rtt": 1, "mtu": 100}},
  "paths": {
    "straight": ["r1..r3"],
    "flow": ["r1", {"flow": ["b1", "b2", "b3", "b4"]}, "r2"],
    "packet": ["r1", {"packet": ["b1", "b2", "b3", "b4"]}],
    "each": ["r1", {"destination": ["b1", "b2", "b3", "b4"]}],
    "seasons": [{"time": ["b1", ["b2", "b3"], []], "every": 1000}, "r1"],
    "tides": [{"time": ["b1", "b2"], "every": 500, "again": true}],
    "uneven": [{"flow": [["r1", "r2", "r3"], ["r4"], []]}],
    "loop": ["r1", {"loop": ["b1", "b2"]}],
    "forwarding": ["r1", {"router": "r2", "reject": "host"}, "r3"],
    "arriving": ["r1", {"router": "r2", "reject": "admin", "arriving": true}, "r3"],
    "expiring": ["r1", {"router": "r2", "reject": "host", "expiring": true}, "r3"],
    "udp": ["r1", {"router": "r2", "reject": "admin", "protocols": ["udp"]}],
    "rewriting": ["r1", "gone", "r2"],
    "narrow": ["r1", "small", "r2"]
  },
  "destinations": [
    {"prefix": "198.18.10.0/24", "rtt": 9, "path": "straight"},
    {"address": "198.18.10.9", "rtt": 9, "path": "loop"},
    {"prefix": "198.18.11.0/24", "rtt": 9, "path": "flow"},
    {"prefix": "198.18.12.0/24", "rtt": 9, "path": "packet"},
    {"prefix": "198.18.13.0/24", "rtt": 9, "path": "each"},
    {"prefix": "198.18.14.0/24", "rtt": 9, "path": "uneven"},
    {"address": "198.18.16.1", "rtt": 9, "path": "seasons"},
    {"address": "198.18.16.2", "rtt": 9, "path": "tides"},
    {"address": "198.18.15.1", "rtt": 9, "path": "forwarding"},
    {"address": "198.18.15.2", "rtt": 9, "path": "arriving"},
    {"address": "198.18.15.3", "rtt": 9, "path": "udp"},
    {"address": "198.18.15.4", "rtt": 9, "path": "rewriting"},
    {"address": "198.18.15.5", "rtt": 9, "path": "narrow"},
    {"address": "198.18.15.6", "rtt": 9, "path": "expiring"}
  ]})";

class internet_test : public testing::Test {
protected:
    encounter meet(const octets& bytes) { return network_.meet(parsed(bytes), random_); }
    std::string who(std::string_view target, unsigned ttl, echo_fields fields = {}) {
        return to_string(meet(echo_to(target, ttl, fields)).who);
    }

    internet network_{scenario_of(world)};
    random_source random_{1};
};

TEST_F(internet_test, the_ttl_decides_who_is_met) {
    EXPECT_EQ(who("198.18.10.1", 1), "198.18.1.1");
    EXPECT_EQ(who("198.18.10.1", 3), "198.18.1.3");
    EXPECT_EQ(meet(echo_to("198.18.10.1", 3)).what, event::expired);
    for (const unsigned ttl : {4U, 64U, 255U}) {
        const auto met = meet(echo_to("198.18.10.1", ttl));
        EXPECT_EQ(met.what, event::arrived);
        EXPECT_EQ(met.position, 4U);
        EXPECT_EQ(to_string(met.who), "198.18.10.1");
    }
    EXPECT_EQ(meet(echo_to("198.18.99.1", 5)).what, event::astray);
}

TEST_F(internet_test, one_flow_stays_on_one_branch_and_flows_use_all) {
    std::set<std::string> seen;
    for (std::uint16_t flow = 0; flow < 100; ++flow) {
        const echo_fields fields{.identifier = flow};
        const std::string branch = who("198.18.11.1", 2, fields);
        for (int again = 0; again < 5; ++again) EXPECT_EQ(who("198.18.11.1", 2, fields), branch);
        seen.insert(branch);
    }
    EXPECT_EQ(seen.size(), 4U);
}

TEST_F(internet_test, the_flow_is_addresses_and_the_first_four_octets_of_the_transport) {
    const octets first = udp_to("198.18.11.1", 2, 1000, 33434);
    octets longer = first;
    longer.resize(first.size() + 20);
    finish_ip_header(longer);
    EXPECT_EQ(flow_hash(parsed(first)), flow_hash(parsed(longer)));
    EXPECT_NE(flow_hash(parsed(first)), flow_hash(parsed(udp_to("198.18.11.1", 2, 1001, 33434))));
    EXPECT_NE(flow_hash(parsed(first)), flow_hash(parsed(udp_to("198.18.11.2", 2, 1000, 33434))));
}

TEST_F(internet_test, packets_are_spread_at_random_and_destinations_for_good) {
    std::set<std::string> by_packet;
    std::set<std::string> by_destination;
    for (int i = 0; i < 100; ++i) by_packet.insert(who("198.18.12.1", 2));
    for (std::uint16_t i = 0; i < 100; ++i) by_destination.insert(who("198.18.13.1", 2, {.identifier = i}));
    EXPECT_EQ(by_packet.size(), 4U);
    EXPECT_EQ(by_destination.size(), 1U);
}

TEST_F(internet_test, paths_change_with_the_time) {
    const auto who_at = [this](std::string_view target, unsigned ttl, int milliseconds) {
        const octets bytes = echo_to(target, ttl);
        probe datagram = parsed(bytes);
        datagram.at = std::chrono::milliseconds(milliseconds);
        return to_string(network_.meet(datagram, random_).who);
    };
    EXPECT_EQ(who_at("198.18.16.1", 1, 0), "198.18.2.1");
    EXPECT_EQ(who_at("198.18.16.1", 2, 999), "198.18.1.1");
    EXPECT_EQ(who_at("198.18.16.1", 2, 1000), "198.18.2.3");
    EXPECT_EQ(who_at("198.18.16.1", 1, 2000), "198.18.1.1");
    EXPECT_EQ(who_at("198.18.16.1", 1, 100'000), "198.18.1.1") << "the last one stays";
    EXPECT_EQ(who_at("198.18.16.2", 1, 499), "198.18.2.1");
    EXPECT_EQ(who_at("198.18.16.2", 1, 500), "198.18.2.2");
    EXPECT_EQ(who_at("198.18.16.2", 1, 1000), "198.18.2.1");
}

TEST_F(internet_test, branches_may_differ_in_length) {
    std::set<unsigned> distances;
    for (std::uint16_t i = 0; i < 100; ++i)
        distances.insert(meet(echo_to("198.18.14.1", 64, {.identifier = i})).position);
    EXPECT_EQ(distances, (std::set<unsigned>{1, 2, 4}));
}

TEST_F(internet_test, a_listed_host_comes_before_its_network_and_loops_never_arrive) {
    EXPECT_EQ(who("198.18.10.9", 2), "198.18.2.1");
    EXPECT_EQ(who("198.18.10.9", 3), "198.18.2.2");
    EXPECT_EQ(who("198.18.10.9", 4), "198.18.2.1");
    EXPECT_EQ(meet(echo_to("198.18.10.9", 255)).what, event::expired);
}

TEST_F(internet_test, barriers_stop_what_would_be_forwarded_or_all_that_arrives) {
    EXPECT_EQ(meet(echo_to("198.18.15.1", 2)).what, event::expired);
    EXPECT_EQ(meet(echo_to("198.18.15.1", 3)).what, event::rejected);
    EXPECT_EQ(meet(echo_to("198.18.15.1", 3)).code, 1);
    EXPECT_EQ(meet(echo_to("198.18.15.2", 2)).what, event::rejected);
    EXPECT_EQ(meet(echo_to("198.18.15.2", 2)).code, 13);
    EXPECT_EQ(meet(echo_to("198.18.15.6", 2)).what, event::rejected);
    EXPECT_EQ(meet(echo_to("198.18.15.6", 3)).what, event::expired);
    EXPECT_EQ(meet(echo_to("198.18.15.6", 4)).what, event::arrived);
    EXPECT_EQ(meet(udp_to("198.18.15.3", 9, 1, 2)).what, event::rejected);
    EXPECT_EQ(meet(echo_to("198.18.15.3", 9)).what, event::arrived);
}

TEST_F(internet_test, rewrites_are_seen_behind_the_router_only) {
    EXPECT_FALSE(meet(echo_to("198.18.15.4", 2)).seen.tos);
    EXPECT_EQ(meet(echo_to("198.18.15.4", 3)).seen.tos, 8);
    EXPECT_EQ(meet(echo_to("198.18.15.4", 4)).seen.tos, 8);
}

TEST_F(internet_test, a_narrow_link_stops_large_datagrams_that_must_not_be_fragmented) {
    octets large = echo_to("198.18.15.5", 9, {.data = 200});
    EXPECT_EQ(meet(large).what, event::arrived);
    large[6] = 0x40;
    finish_ip_header(large);
    EXPECT_EQ(meet(large).what, event::too_big);
    EXPECT_EQ(meet(large).mtu, 100);
    EXPECT_EQ(meet(large).position, 2U);
}

TEST_F(internet_test, routers_can_be_probed_at_their_place) {
    const auto met = meet(echo_to("198.18.2.3", 64));
    EXPECT_EQ(met.what, event::arrived);
    EXPECT_EQ(met.position, 2U);
    EXPECT_EQ(who("198.18.2.3", 1), "198.18.1.1");
}

}  // namespace
}  // namespace lab
