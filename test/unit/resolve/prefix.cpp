#include "resolve/prefix.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "resolve/error.hpp"

namespace tracerouter::resolve {
namespace {

using boost::asio::ip::make_address;
using testing::ElementsAre;

std::vector<std::string> expand(const prefix& block, std::size_t most = 100) {
    std::vector<std::string> addresses;
    address_cursor cursor{block};
    while (addresses.size() < most) {
        const auto next = cursor.next();
        if (!next) break;
        addresses.push_back(next->to_string());
    }
    return addresses;
}

std::string range_of(std::string_view text) {
    const auto block = parse_prefix(text);
    return block ? block->first().to_string() + " " + block->last().to_string() : block.error().message();
}

TEST(prefix, spans_all_addresses_that_share_its_bits) {
    EXPECT_EQ(range_of("198.18.0.0/28"), "198.18.0.0 198.18.0.15");
    EXPECT_EQ(range_of("0.0.0.0/0"), "0.0.0.0 255.255.255.255");
    EXPECT_EQ(range_of("128.0.0.0/1"), "128.0.0.0 255.255.255.255");
    EXPECT_EQ(range_of("198.18.0.0/15"), "198.18.0.0 198.19.255.255");
    EXPECT_EQ(range_of("198.18.0.6/31"), "198.18.0.6 198.18.0.7");
    EXPECT_EQ(range_of("198.18.0.7/32"), "198.18.0.7 198.18.0.7");
    EXPECT_EQ(range_of("198.18.0.7"), "198.18.0.7 198.18.0.7");
}

TEST(prefix, forgets_host_bits) {
    EXPECT_EQ(range_of("198.18.0.21/28"), "198.18.0.16 198.18.0.31");
    EXPECT_TRUE(parse_prefix("198.18.0.21/28").value() == parse_prefix("198.18.0.16/28").value());
}

TEST(prefix, is_ready_for_ipv6) {
    EXPECT_EQ(range_of("2001:db8::/33"), "2001:db8:: 2001:db8:7fff:ffff:ffff:ffff:ffff:ffff");
    EXPECT_EQ(range_of("2001:db8::1"), "2001:db8::1 2001:db8::1");
    EXPECT_EQ(range_of("::/0"), ":: ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
}

TEST(parse_prefix, refuses_all_else) {
    for (const auto* wrong : {"198.18.0.0/33", "198.18.0.0/-1", "198.18.0.0/+8", "198.18.0.0/", "198.18.0.0/8x",
                              "198.18.0.0/8/8", "198.18.0/8", "/8", "198.18.0.0/ 8", "198.18.0.0/99999999999",
                              "example.net/8", "2001:db8::/129", "198.18.0.0/0x8"}) {
        EXPECT_EQ(parse_prefix(wrong).error(), errc::invalid_prefix) << wrong;
    }
    for (const auto* wrong : {"", "198.18.0", "198.18.0.256", "example.net", "198.18.0.01"}) {
        EXPECT_EQ(parse_prefix(wrong).error(), errc::invalid_address) << wrong;
    }
}

TEST(prefix, contains_its_ends_and_nothing_beside_them) {
    const prefix block{make_address("198.18.0.16"), 28};
    EXPECT_FALSE(block.contains(make_address("198.18.0.15")));
    EXPECT_TRUE(block.contains(make_address("198.18.0.16")));
    EXPECT_TRUE(block.contains(make_address("198.18.0.31")));
    EXPECT_FALSE(block.contains(make_address("198.18.0.32")));
}

TEST(prefix, contains_no_address_of_the_other_family) {
    EXPECT_FALSE((prefix{make_address("0.0.0.0"), 0}.contains(make_address("::1"))));
    EXPECT_FALSE((prefix{make_address("::"), 0}.contains(make_address("198.18.0.1"))));
}

TEST(address_cursor, walks_through_every_address) {
    EXPECT_THAT(expand({make_address("198.18.0.254"), 30}),
                ElementsAre("198.18.0.252", "198.18.0.253", "198.18.0.254", "198.18.0.255"));
    EXPECT_THAT(expand({make_address("198.18.0.6"), 31}), ElementsAre("198.18.0.6", "198.18.0.7"));
    EXPECT_THAT(expand({make_address("198.18.0.7"), 32}), ElementsAre("198.18.0.7"));
    EXPECT_EQ(expand({make_address("198.18.0.0"), 26}).size(), 64u);
}

TEST(address_cursor, carries_over_octets) {
    const auto addresses = expand({make_address("198.18.255.0"), 15}, 70'000);
    EXPECT_EQ(addresses[255], "198.18.0.255");
    EXPECT_EQ(addresses[256], "198.18.1.0");
    EXPECT_EQ(addresses[65536], "198.19.0.0");
}

TEST(address_cursor, begins_at_once_however_large_the_prefix) {
    EXPECT_THAT(expand({make_address("0.0.0.0"), 0}, 2), ElementsAre("0.0.0.0", "0.0.0.1"));
    EXPECT_THAT(expand({make_address("2001:db8::"), 32}, 2), ElementsAre("2001:db8::", "2001:db8::1"));
}

TEST(address_cursor, ends_at_the_last_address_of_all) {
    EXPECT_THAT(expand({make_address("255.255.255.254"), 31}), ElementsAre("255.255.255.254", "255.255.255.255"));
    EXPECT_THAT(expand({make_address("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"), 128}),
                ElementsAre("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"));
}

TEST(address_cursor, skips_a_part) {
    address_cursor cursor{prefix{make_address("0.0.0.0"), 0}};
    static_cast<void>(cursor.next());
    cursor.skip({make_address("0.0.0.0"), 1});
    EXPECT_EQ(cursor.next(), make_address("128.0.0.0"));
    cursor.skip({make_address("128.0.0.0"), 1});
    EXPECT_EQ(cursor.next(), std::nullopt);
}

TEST(address_cursor, skips_to_its_end_when_the_part_goes_beyond) {
    address_cursor cursor{prefix{make_address("198.18.0.0"), 28}};
    static_cast<void>(cursor.next());
    cursor.skip({make_address("198.18.0.0"), 15});
    EXPECT_EQ(cursor.next(), std::nullopt);
}

}  // namespace
}  // namespace tracerouter::resolve
