#include "net/route_finder.hpp"

#include <gtest/gtest.h>

#include <cerrno>
#include <string>

#include "loopback.hpp"
#include "tracerouter/error.hpp"

namespace tracerouter::net {
namespace {

using boost::asio::ip::make_address;

class route_finder_test : public ::testing::Test {
protected:
    boost::system::result<boost::asio::ip::address> source_for(const std::string& destination,
                                                               const socket_options& options = {}) {
        auto finder = route_finder::open(options);
        if (!finder) return finder.error();
        return finder->source_for(make_address(destination));
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
    EXPECT_EQ(finder->source_for(make_address("127.0.0.5")).value(), make_address("127.0.0.1"));
    EXPECT_EQ(finder->source_for(make_address("127.0.0.6")).value(), make_address("127.0.0.1"));
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

}  // namespace
}  // namespace tracerouter::net
