#include "net/route_cache.hpp"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>

namespace tracerouter::net {
namespace {

using boost::asio::ip::address;
using boost::asio::ip::address_v4;
using boost::asio::ip::make_address;

class route_cache_test : public ::testing::Test {
protected:
    /// Prefixes as in "10.0.0.0/8".
    void cut(std::initializer_list<std::string> prefixes) {
        for (const std::string& prefix : prefixes) {
            const std::size_t slash = prefix.find('/');
            cache_.cut(make_address(prefix.substr(0, slash)),
                       static_cast<unsigned>(std::stoul(prefix.substr(slash + 1))));
        }
        cache_.seal();
    }

    void put(const std::string& destination, unsigned interface, std::uint8_t tos = 0) {
        cache_.put(make_address(destination), tos, {.interface = interface}, now_);
    }

    /// The first gets the number 1.
    void put_all(std::initializer_list<std::string> destinations) {
        unsigned number = 0;
        for (const std::string& destination : destinations) put(destination, ++number);
    }

    /// 0: it does not know.
    unsigned find(const std::string& destination, std::uint8_t tos = 0) {
        const auto found = cache_.find(make_address(destination), tos, now_);
        return found ? found->interface : 0;
    }

    route_cache cache_;
    time_point now_{std::chrono::hours{1}};
};

TEST_F(route_cache_test, knows_nothing_at_first) {
    cut({"0.0.0.0/0"});
    EXPECT_EQ(find("10.0.0.1"), 0U);
    EXPECT_EQ(find("0.0.0.0"), 0U);
}

TEST_F(route_cache_test, without_routes_all_addresses_are_alike) {
    cut({});
    put("10.0.0.1", 1);
    EXPECT_EQ(find("255.255.255.255"), 1U);
}

TEST_F(route_cache_test, tells_prefixes_of_any_length_apart) {
    cut({"0.0.0.0/0", "10.1.1.7/32", "10.1.1.128/25", "10.1.1.130/31"});
    put_all({"10.1.1.6", "10.1.1.7", "10.1.1.129", "10.1.1.131"});
    EXPECT_EQ(find("0.0.0.0"), 1U);
    EXPECT_EQ(find("10.1.1.7"), 2U);
    EXPECT_EQ(find("10.1.1.8"), 0U) << "under the same prefixes as 10.1.1.6, but not next to it";
    EXPECT_EQ(find("10.1.1.127"), 0U);
    EXPECT_EQ(find("10.1.1.128"), 3U);
    EXPECT_EQ(find("10.1.1.130"), 4U);
    EXPECT_EQ(find("10.1.1.132"), 0U);
    put("10.1.1.132", 3);
    EXPECT_EQ(find("10.1.1.255"), 3U);
    EXPECT_EQ(find("10.1.2.0"), 0U);
}

TEST_F(route_cache_test, knows_the_last_address) {
    cut({"255.255.255.255/32", "255.255.255.0/24"});
    put("255.255.255.255", 1);
    EXPECT_EQ(find("255.255.255.254"), 0U);
    EXPECT_EQ(find("255.255.255.255"), 1U);
}

TEST_F(route_cache_test, tells_prefixes_of_ipv6_apart) {
    cut({"::/0", "2001:db8::/32", "2001:db8:1:2::/64", "2001:db8:1:2::7/128", "ff00::/8", "2001:db8:1:2:8000::/65"});
    put_all({"2001:db8:1:2::7", "2001:db8:1:2::8", "2001:db8:1:2:8000::", "ffff::"});
    EXPECT_EQ(find("2001:db8:1:2::6"), 0U);
    EXPECT_EQ(find("2001:db8:1:2:7fff:ffff:ffff:ffff"), 2U);
    EXPECT_EQ(find("2001:db8:1:2:ffff:ffff:ffff:ffff"), 3U);
    EXPECT_EQ(find("2001:db8:1:3::"), 0U);
    EXPECT_EQ(find("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"), 4U);
    EXPECT_EQ(find("2001:db8:1:2::7"), 1U);
}

TEST_F(route_cache_test, tells_services_apart) {
    cut({});
    put("10.1.1.7", 1, 0x10);
    EXPECT_EQ(find("10.1.1.7"), 0U);
    EXPECT_EQ(find("10.1.1.7", 0x10), 1U);
}

TEST_F(route_cache_test, forgets_in_time) {
    cut({});
    put("10.1.1.7", 1);
    now_ += route_cache::lifetime - duration{1};
    EXPECT_EQ(find("10.1.1.7"), 1U);
    now_ += duration{1};
    EXPECT_EQ(find("10.1.1.7"), 0U);
    put("10.1.1.7", 2);
    EXPECT_EQ(find("10.1.1.7"), 2U);
}

}  // namespace
}  // namespace tracerouter::net
