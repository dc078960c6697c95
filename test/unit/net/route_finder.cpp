#include "net/route_finder.hpp"

#include <gtest/gtest.h>

#include <cerrno>
#include <string>

#include "loopback.hpp"
#include "private_network.hpp"
#include "tracerouter/error.hpp"
#include "tun_device.hpp"

namespace tracerouter::net {
namespace {

using boost::asio::ip::make_address;

class route_finder_test : public ::testing::Test {
protected:
    boost::system::result<boost::asio::ip::address> source_for(const std::string& destination,
                                                               const socket_options& options = {}) {
        auto finder = route_finder::open(options);
        if (!finder) return finder.error();
        return finder->source_for(make_address(destination), clock::now());
    }
};

TEST_F(route_finder_test, finds_the_source_the_kernel_would_use) {
    EXPECT_EQ(source_for("127.0.0.1").value(), make_address("127.0.0.1"));
}

TEST_F(route_finder_test, gives_the_source_the_user_wants) {
    EXPECT_EQ(source_for("127.0.0.1", {make_address("127.0.0.9"), "", {}}).value(), make_address("127.0.0.9"));
}

TEST_F(route_finder_test, forgets_the_last_destination) {
    auto finder = route_finder::open({});
    ASSERT_TRUE(finder);
    EXPECT_EQ(finder->source_for(make_address("127.0.0.5"), clock::now()).value(), make_address("127.0.0.1"));
    EXPECT_EQ(finder->source_for(make_address("127.0.0.6"), clock::now()).value(), make_address("127.0.0.1"));
}

TEST_F(route_finder_test, refuses_addresses_that_are_no_target) {
    for (const char* address : {"0.0.0.0", "224.0.0.1", "255.255.255.255", "127.255.255.255"}) {
        EXPECT_EQ(source_for(address).error(), errc::not_probeable) << address;
    }
}

TEST_F(route_finder_test, link_local_addresses_need_an_interface) {
    for (const char* address : {"fe80::1", "fe80::1%no-such-if"}) {
        EXPECT_EQ(source_for(address).error(), errc::missing_interface) << address;
    }
    EXPECT_NE(source_for("fe80::1", {{}, "lo", {}}).error(), errc::missing_interface);
    EXPECT_NE(source_for("fe80::1%lo").error(), errc::missing_interface);
}

TEST_F(route_finder_test, knows_both_families) {
    if (!has_ipv6_loopback()) GTEST_SKIP() << "this host has no IPv6";
    EXPECT_EQ(source_for("::1").value(), make_address("::1"));
}

TEST_F(route_finder_test, refuses_the_family_that_the_source_is_not_of) {
    EXPECT_EQ(source_for("::1", {make_address("127.0.0.9"), "", {}}).error(), errc::unsupported_family);
    if (!has_ipv6_loopback()) GTEST_SKIP() << "this host has no IPv6";
    EXPECT_EQ(source_for("127.0.0.1", {make_address("::1"), "", {}}).error(), errc::unsupported_family);
}

TEST_F(route_finder_test, says_that_the_source_is_not_ours) {
    EXPECT_EQ(source_for("127.0.0.1", {make_address("203.0.113.1"), "", {}}).error().value(), EADDRNOTAVAIL);
}

TEST_F(route_finder_test, says_that_there_is_no_such_interface) {
    EXPECT_EQ(source_for("127.0.0.1", {{}, "no-such-if", {}}).error().value(), ENODEV);
}

class route_finder_on_a_device : public ::testing::Test {
protected:
    void SetUp() override {
        if (!in_private_network() || !device_.is_open()) GTEST_SKIP() << "no device of its own can be had here";
        ASSERT_TRUE(device_.route_everything_from("192.0.2.1"));
        finder_ = route_finder::open({}).value();  // which looks round once
    }

    std::string source_for(const std::string& destination, duration later = {}) {
        return finder_.source_for(make_address(destination), start_ + later).value().to_string();
    }

    tun_device device_;
    route_finder finder_ = route_finder::open({}).value();
    time_point start_ = clock::now();
};

TEST_F(route_finder_on_a_device, remembers_a_source_for_the_neighbours_for_a_while) {
    EXPECT_EQ(source_for("10.1.1.1"), "192.0.2.1");
    ASSERT_TRUE(device_.route_everything_from("192.0.2.9"));
    EXPECT_EQ(source_for("10.1.2.1"), "192.0.2.9");
    EXPECT_EQ(source_for("10.1.1.255"), "192.0.2.1");
    EXPECT_EQ(source_for("10.1.1.255", source_cache::lifetime), "192.0.2.9");
}

TEST_F(route_finder_on_a_device, remembers_nothing_of_networks_of_this_host) {
    EXPECT_EQ(source_for("192.0.2.77"), "192.0.2.1");
    EXPECT_EQ(finder_.source_for(make_address("192.0.2.255"), start_).error(), errc::not_probeable);
}

TEST_F(route_finder_on_a_device, remembers_no_error) {
    ASSERT_TRUE(device_.turn_off());
    EXPECT_EQ(finder_.source_for(make_address("10.1.1.1"), start_).error().value(), ENETUNREACH);
    ASSERT_TRUE(device_.route_everything_from("192.0.2.1"));
    EXPECT_EQ(source_for("10.1.1.1"), "192.0.2.1");
}

}  // namespace
}  // namespace tracerouter::net
