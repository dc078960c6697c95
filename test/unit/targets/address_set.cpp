#include "targets/address_set.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <set>

#include "targets/mixing.hpp"

namespace tracerouter::targets {
namespace {

using boost::asio::ip::make_address;

TEST(address_set, knows_what_it_was_given) {
    address_set set;
    for (const auto* text : {"198.18.0.1", "0.0.0.0", "255.255.255.255", "198.18.0.0", "198.19.0.1", "2001:db8::1",
                             "::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "fe80::1%1", "fe80::1%2", "fe80::1"}) {
        const auto address = make_address(text);
        EXPECT_FALSE(set.contains(address)) << text;
        EXPECT_TRUE(set.insert(address)) << text;
        EXPECT_TRUE(set.contains(address)) << text;
        EXPECT_FALSE(set.insert(address)) << text;
    }
    EXPECT_FALSE(set.contains(make_address("198.18.0.2")));
    EXPECT_FALSE(set.contains(make_address("2001:db8::2")));
}

/// Gives a set so many addresses of a range by chance, and compares with what is known to be right.
void compare(std::uint32_t first, std::uint32_t bits, std::size_t count) {
    ipv4_set set;
    std::set<std::uint32_t> right;
    for (std::size_t i = 0; i < count; ++i) {
        const auto address = first + static_cast<std::uint32_t>(mixed(i) >> (64 - bits));
        ASSERT_EQ(set.insert(address), right.insert(address).second) << address;
    }
    for (std::size_t i = 0; i < count; ++i) {
        const auto address = first + static_cast<std::uint32_t>(mixed(i + count) >> (64 - bits));
        ASSERT_EQ(set.contains(address), right.contains(address)) << address;
    }
}

TEST(ipv4_set, is_right_about_few_and_far) {
    compare(0, 32, 20'000);
}

TEST(ipv4_set, is_right_about_many_and_near) {
    compare(0xC6120000, 16, 100'000);
    compare(0xC612FF00, 12, 10'000);
}

// 4096 addresses of one /16 are still listed; the next makes a bitmap of them.
TEST(ipv4_set, is_right_where_a_list_becomes_a_bitmap) {
    ipv4_set set;
    for (std::uint32_t i = 0; i < 4200; ++i) {
        ASSERT_TRUE(set.insert(0xC6120000 + 7 * i));
        ASSERT_FALSE(set.insert(0xC6120000 + 7 * (i / 2)));
    }
    for (std::uint32_t i = 0; i < 4200 * 7; ++i) ASSERT_EQ(set.contains(0xC6120000 + i), i % 7 == 0) << i;
}

}  // namespace
}  // namespace tracerouter::targets
