#include "address.hpp"

#include <gtest/gtest.h>

namespace lab {
namespace {

TEST(address, text_and_back) {
    for (const char* text : {"198.18.0.1", "10.255.255.255", "::1", "2001:db8::42"})
        EXPECT_EQ(to_string(parse_address(text).value()), text);
    for (const char* text : {"", "198.18.0", "198.18.0.256", "x", "198.18.0.1 "})
        EXPECT_FALSE(parse_address(text)) << text;
}

TEST(address, order_and_sum_follow_the_number) {
    const auto first = parse_address("198.18.0.255").value();
    EXPECT_EQ(to_string(first + 1), "198.18.1.0");
    EXPECT_LT(first, first + 1);
    EXPECT_EQ(distance(first, first + 300), 300U);
}

TEST(prefix, contains_its_addresses_only) {
    const auto net = parse_prefix("198.18.4.0/22").value();
    EXPECT_EQ(net.size(), 1024U);
    EXPECT_TRUE(net.contains(parse_address("198.18.7.255").value()));
    EXPECT_FALSE(net.contains(parse_address("198.18.8.0").value()));
    EXPECT_FALSE(net.contains(parse_address("::c612:0400").value()));
    EXPECT_EQ(to_string(net), "198.18.4.0/22");
}

TEST(prefix, refuses_host_bits_and_bad_lengths) {
    for (const char* text : {"198.18.4.1/22", "198.18.4.0/33", "198.18.4.0/", "198.18.4.0/x", "/8"})
        EXPECT_FALSE(parse_prefix(text)) << text;
    EXPECT_EQ(parse_prefix("198.18.4.1").value().size(), 1U);
    EXPECT_TRUE(parse_prefix("2001:db8::/32").value().contains(parse_address("2001:db8:ffff::1").value()));
}

}  // namespace
}  // namespace lab
