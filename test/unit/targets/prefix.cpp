#include "targets/prefix.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "targets/error.hpp"

namespace tracerouter::targets {
namespace {

using boost::asio::ip::make_address;

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

TEST(prefix, is_that_of_ipv4_where_it_is_mapped) {
    EXPECT_EQ(range_of("::ffff:198.18.0.21/124"), "198.18.0.16 198.18.0.31");
    EXPECT_EQ(range_of("::ffff:c612:7"), "198.18.0.7 198.18.0.7");
    EXPECT_EQ(range_of("::ffff:0:0/96"), "0.0.0.0 255.255.255.255");
    EXPECT_EQ(parse_prefix("::ffff:198.18.0.0/95").error(), errc::mapped_prefix);
    EXPECT_EQ(parse_prefix("::ffff:198.18.0.0/129").error(), errc::invalid_prefix);
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

TEST(prefix, is_wide_beyond_two_to_the_64) {
    EXPECT_FALSE(parse_prefix("2001:db8::/64").value().is_wide());
    EXPECT_TRUE(parse_prefix("2001:db8::/63").value().is_wide());
    EXPECT_FALSE(parse_prefix("0.0.0.0/0").value().is_wide());
}

}  // namespace
}  // namespace tracerouter::targets
