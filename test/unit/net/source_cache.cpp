#include "net/source_cache.hpp"

#include <gtest/gtest.h>

#include <string>

namespace tracerouter::net {
namespace {

using boost::asio::ip::address;
using boost::asio::ip::address_v4;
using boost::asio::ip::make_address;

class source_cache_test : public ::testing::Test {
protected:
    void put(const std::string& destination, const std::string& source) {
        cache_.put(make_address(destination), make_address(source), now_);
    }

    /// "-": it does not know.
    std::string find(const std::string& destination) {
        const auto found = cache_.find(make_address(destination), now_);
        return found ? found->to_string() : "-";
    }

    source_cache cache_;
    time_point now_{std::chrono::hours{1}};
};

TEST_F(source_cache_test, knows_nothing_at_first) {
    EXPECT_EQ(find("10.0.0.1"), "-");
    EXPECT_EQ(find("0.0.0.1"), "-");
    EXPECT_EQ(find("::"), "-");
}

TEST_F(source_cache_test, knows_a_network_of_254_and_no_other) {
    put("10.1.1.7", "192.0.2.1");
    EXPECT_EQ(find("10.1.1.0"), "192.0.2.1");
    EXPECT_EQ(find("10.1.1.255"), "192.0.2.1");
    EXPECT_EQ(find("10.1.0.255"), "-");
    EXPECT_EQ(find("10.1.2.0"), "-");
}

TEST_F(source_cache_test, knows_a_network_of_ipv6_and_no_other) {
    put("2001:db8:1:2::7", "2001:db8::1");
    EXPECT_EQ(find("2001:db8:1:2:ffff::"), "2001:db8::1");
    EXPECT_EQ(find("2001:db8:1:3::7"), "-");
}

TEST_F(source_cache_test, tells_the_families_apart) {
    put("0.0.1.0", "192.0.2.1");
    EXPECT_EQ(find("::"), "-");
    EXPECT_EQ(find("0:0:0:1::"), "-");
    put("::", "2001:db8::1");
    EXPECT_EQ(find("::7"), "2001:db8::1");
    EXPECT_EQ(find("0.0.0.0"), "-");
}

TEST_F(source_cache_test, forgets_in_time) {
    put("10.1.1.7", "192.0.2.1");
    now_ += source_cache::lifetime - duration{1};
    EXPECT_EQ(find("10.1.1.7"), "192.0.2.1");
    now_ += duration{1};
    EXPECT_EQ(find("10.1.1.7"), "-");
    put("10.1.1.7", "192.0.2.2");
    EXPECT_EQ(find("10.1.1.7"), "192.0.2.2");
}

TEST_F(source_cache_test, is_never_wrong_however_much_is_put) {
    const auto source_of = [](unsigned network) { return address{address_v4{0xc0000200U + network % 251}}; };
    const auto member_of = [](unsigned network) { return address{address_v4{0x0a000000U + (network << 8)}}; };
    constexpr unsigned networks = 4U << source_cache::size_bits;
    for (unsigned network = 0; network < networks; ++network) cache_.put(member_of(network), source_of(network), now_);
    unsigned known = 0;
    for (unsigned network = 0; network < networks; ++network) {
        const auto found = cache_.find(member_of(network), now_);
        if (!found) continue;
        ++known;
        ASSERT_EQ(*found, source_of(network));
    }
    EXPECT_GT(known, 0U);
    EXPECT_LE(known, 1U << source_cache::size_bits);
}

}  // namespace
}  // namespace tracerouter::net
