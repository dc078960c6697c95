#include "engine/witnesses.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <set>
#include <string>

namespace tracerouter::engine {
namespace {

constexpr std::uint64_t secret = 1;

locality at(const std::string& address) {
    return locality_of(boost::asio::ip::make_address(address), secret);
}

TEST(witnesses, speak_for_their_neighbours) {
    witnesses seen;
    EXPECT_EQ(seen.count_for(at("203.0.113.1")), 0);
    EXPECT_FALSE(seen.near(at("203.0.113.1")));
    for (int number = 0; number < 9; ++number) seen.add(at("203.0.113." + std::to_string(number)));
    EXPECT_EQ(seen.count_for(at("203.0.113.200")), 9);
    EXPECT_EQ(seen.count_for(at("203.0.112.200")), 0);
    EXPECT_TRUE(seen.near(at("203.0.112.200"))) << "of the same /16";
    EXPECT_FALSE(seen.near(at("203.1.112.200")));
}

TEST(witnesses, of_one_network_are_one_to_others) {
    witnesses seen;
    for (int number = 0; number < 60'000; ++number) {
        seen.add(at("203.0." + std::to_string(number / 256) + '.' + std::to_string(number % 256)));
    }
    EXPECT_EQ(seen.count_for(at("198.51.100.1")), 0);
}

TEST(witnesses, of_many_networks_speak_for_others) {
    witnesses seen;
    for (int network = 0; network < 6; ++network) seen.add(at("10." + std::to_string(network) + ".0.1"));
    EXPECT_EQ(seen.count_for(at("198.51.100.1")), 0);
    for (int network = 6; network < 60; ++network) seen.add(at("10." + std::to_string(network) + ".0.1"));
    EXPECT_GE(seen.count_for(at("198.51.100.1")), 24) << "some share a bit";
    EXPECT_LE(seen.count_for(at("198.51.100.1")), 60);
    EXPECT_TRUE(seen.near(at("198.51.100.1")));
}

TEST(witnesses, count_networks_of_long_addresses_by_their_first_four_octets) {
    witnesses seen;
    for (int number = 0; number < 200; ++number) {
        seen.add(at("2001:db8:" + std::to_string(number) + "::1"));
        seen.add(at("2001:db8::" + std::to_string(number) + ":1"));
    }
    EXPECT_EQ(seen.count_for(at("2001:db9::1")), 0);
    EXPECT_FALSE(at("2001:db8::1:1") == at("2001:db8::2:1"));
    EXPECT_TRUE(at("2001:db8::1:1") == at("2001:db8::1:ff"));
}

TEST(witnesses, cannot_choose_where_they_seem_to_be) {
    std::set<std::uint8_t> networks;
    for (std::uint64_t key = 0; key < 200; ++key) {
        networks.insert(locality_of(boost::asio::ip::make_address("203.0.113.1"), key).network);
    }
    EXPECT_GT(networks.size(), 32U) << "another one with another secret";
}

}  // namespace
}  // namespace tracerouter::engine
