#include "net/egress_table.hpp"

#include <gtest/gtest.h>

#include <cstdint>

namespace tracerouter::net {
namespace {

TEST(egress_table, gives_the_same_way_the_same_number) {
    egress_table exits;
    const way_out first{.interface = 2};
    const way_out second{.interface = 2, .next_hop = boost::asio::ip::make_address("192.0.2.1")};
    const std::uint32_t number = exits.number_of(first);
    EXPECT_NE(number, 0U);
    EXPECT_NE(exits.number_of(second), number);
    EXPECT_EQ(exits.number_of(first), number);
    EXPECT_EQ(exits.at(exits.number_of(second)).next_hop, second.next_hop);
    EXPECT_FALSE(exits.at(number).next_hop);
}

TEST(egress_table, tells_ways_of_former_routes_apart) {
    egress_table exits;
    const way_out way{.interface = 2, .gateway = boost::asio::ip::make_address("192.0.2.1")};
    const std::uint32_t number = exits.number_of(way, 1);
    EXPECT_NE(exits.number_of(way, 2), number);
    EXPECT_EQ(exits.number_of(way, 1), number);
    EXPECT_EQ(exits.at(number).gateway, way.gateway);
    EXPECT_EQ(exits.at(number).routes, 1U);
}

}  // namespace
}  // namespace tracerouter::net
