#include "engine/cookie.hpp"

#include <gtest/gtest.h>

#include <map>

namespace tracerouter::engine::cookie_tests {
namespace {

boost::asio::ip::address target(std::uint32_t number) {
    return boost::asio::ip::address_v4{0xc6120000 + number};
}

TEST(cookie, is_never_one_of_the_two_zeros) {
    for (std::uint32_t number = 0; number < 1'000'000; ++number) {
        const std::uint16_t cookie = flow_cookie(1, target(number), std::nullopt);
        ASSERT_NE(cookie, 0);
        ASSERT_NE(cookie, 0xffff);
    }
}

TEST(cookie, is_the_same_for_the_same_flow) {
    EXPECT_EQ(flow_cookie(1, target(1), std::nullopt), flow_cookie(1, target(1), std::nullopt));
    EXPECT_EQ(flow_cookie(1, target(1), 2), flow_cookie(1, target(1), 2));
}

TEST(cookie, depends_on_secret_and_target) {
    const std::uint16_t cookie = flow_cookie(1, target(1), std::nullopt);
    EXPECT_NE(flow_cookie(2, target(1), std::nullopt), cookie);
    EXPECT_NE(flow_cookie(1, target(2), std::nullopt), cookie);
}

TEST(cookie, of_a_chosen_flow_is_the_same_in_every_run) {
    const std::uint16_t cookie = flow_cookie(1, target(1), 2);
    EXPECT_EQ(flow_cookie(2, target(1), 2), cookie);
    EXPECT_NE(flow_cookie(1, target(2), 2), cookie);
    EXPECT_NE(flow_cookie(1, target(1), 3), cookie);
}

TEST(cookie, depends_on_all_octets_of_a_long_address) {
    const auto address = boost::asio::ip::make_address("2001:db8::1");
    EXPECT_NE(flow_cookie(1, address, std::nullopt),
              flow_cookie(1, boost::asio::ip::make_address("2001:db9::1"), std::nullopt));
    EXPECT_NE(flow_cookie(1, address, std::nullopt),
              flow_cookie(1, boost::asio::ip::make_address("2001:db8::2"), std::nullopt));
}

TEST(cookie, spreads_over_all_values) {
    std::map<std::uint16_t, int> counts;
    for (std::uint32_t number = 0; number < 655'340; ++number) ++counts[flow_cookie(7, target(number), std::nullopt)];
    EXPECT_GT(counts.size(), 65'000);
    for (const auto& [cookie, count] : counts) EXPECT_LT(count, 40) << cookie;
}

}  // namespace
}  // namespace tracerouter::engine::cookie_tests
