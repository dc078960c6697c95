#include "net/linux/route_finder.hpp"

#include <gtest/gtest.h>
#include <net/if.h>
#include <netinet/in.h>

#include <cerrno>
#include <cstdlib>
#include <optional>
#include <set>
#include <string>

#include "loopback.hpp"
#include "private_network.hpp"
#include "tracerouter/error.hpp"
#include "tun_device.hpp"

namespace tracerouter::net {
namespace {

using boost::asio::ip::address;
using boost::asio::ip::make_address;
using headers_by = route_finder::headers_by;

class route_finder_test : public ::testing::Test {
protected:
    boost::system::result<address> source_for(const std::string& destination, const socket_options& options = {}) {
        auto finder = route_finder::open(options, headers_by::us);
        if (!finder) return finder.error();
        const auto way = finder->find({.destination = make_address(destination)}, clock::now());
        if (!way) return way.error();
        return way->source;
    }
};

TEST_F(route_finder_test, finds_the_source_the_kernel_would_use) {
    EXPECT_EQ(source_for("127.0.0.1").value(), make_address("127.0.0.1"));
}

TEST_F(route_finder_test, gives_the_source_the_user_wants) {
    EXPECT_EQ(source_for("127.0.0.1", {make_address("127.0.0.9"), "", {}}).value(), make_address("127.0.0.9"));
}

TEST_F(route_finder_test, refuses_addresses_that_are_no_target) {
    for (const char* address : {"0.0.0.0", "::", "255.255.255.255", "127.255.255.255"}) {
        EXPECT_EQ(source_for(address).error(), errc::not_probeable) << address;
    }
    for (const char* address : {"224.0.0.1", "239.255.0.1", "ff02::1", "ff0e::1"}) {
        EXPECT_EQ(source_for(address).error(), errc::multicast_target) << address;
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
    EXPECT_EQ(source_for("127.0.0.1", {make_address("::1"), "", {}}).error(), errc::unsupported_family);
}

TEST_F(route_finder_test, says_that_the_source_is_not_ours) {
    EXPECT_EQ(source_for("127.0.0.1", {make_address("203.0.113.1"), "", {}}).error().value(), EADDRNOTAVAIL);
}

TEST_F(route_finder_test, says_that_there_is_no_such_interface) {
    EXPECT_EQ(source_for("127.0.0.1", {{}, "no-such-if", {}}).error().value(), ENODEV);
}

/// On a host with one device, 192.0.2.1, and the routes that a test adds.
class route_finder_on_a_device : public ::testing::Test {
protected:
    void SetUp() override {
        if (!in_private_network() || !device_.is_open()) GTEST_SKIP() << "no device of its own can be had here";
        ASSERT_TRUE(device_.route_everything_from("192.0.2.1"));
        finder_.emplace(route_finder::open({}, headers_by::us).value());
    }
    void TearDown() override {
        if (in_private_network()) ip("rule del prio 5");  // which may not be there
    }

    static bool ip(const std::string& words) {
        const std::string command = "PATH=$PATH:/usr/sbin:/sbin ip " + words + " 2>/dev/null";
        return std::system(command.c_str()) == 0;
    }
    bool route(const std::string& words) { return ip("route add " + words + " dev " + tun_device::name); }

    boost::system::result<way_out> find(const std::string& destination, duration later = {}) {
        return finder_->find({.destination = make_address(destination), .protocol = IPPROTO_ICMP}, start_ + later);
    }
    std::string source_for(const std::string& destination, duration later = {}) {
        const auto way = find(destination, later);
        return way ? way->source.to_string() : way.error().message();
    }
    /// After so many look-ups all routes have been read.
    void ask_often() {
        for (int count = 0; count < 20; ++count) ASSERT_EQ(source_for("10.1.1.1"), "192.0.2.1");
    }

    /// The next hops that some hundred flows are handed to; "-": the kernel's own.
    std::set<std::string> next_hops_of_flows() {
        std::set<std::string> found;
        for (std::uint16_t port = 40'000; port < 40'100; ++port) {
            const auto way = finder_->find({.destination = make_address("10.1.1.1"),
                                            .protocol = IPPROTO_UDP,
                                            .source_port = port,
                                            .destination_port = 33'434},
                                           start_);
            EXPECT_TRUE(way) << way.error().message();
            found.insert(way->next_hop ? way->next_hop->to_string() : "-");
        }
        return found;
    }

    tun_device device_;
    std::optional<route_finder> finder_;
    time_point start_ = clock::now();
};

TEST_F(route_finder_on_a_device, says_by_which_device) {
    EXPECT_EQ(find("10.1.1.1")->interface, ::if_nametoindex(tun_device::name));
    EXPECT_FALSE(find("10.1.1.1")->next_hop);
}

TEST_F(route_finder_on_a_device, forgets_what_it_knew_when_something_changes) {
    ask_often();
    ASSERT_TRUE(device_.route_everything_from("192.0.2.9"));
    EXPECT_EQ(source_for("10.1.1.1"), "192.0.2.9");
}

TEST_F(route_finder_on_a_device, knows_host_routes_inside_a_network) {
    ask_often();
    ASSERT_TRUE(ip("address add 203.0.113.1/32 dev lo"));
    ASSERT_TRUE(route("10.1.1.7 src 203.0.113.1"));
    ask_often();
    EXPECT_EQ(source_for("10.1.1.7"), "203.0.113.1");
    EXPECT_EQ(source_for("10.1.1.6"), "192.0.2.1");
    EXPECT_EQ(source_for("10.1.1.8"), "192.0.2.1");
    ASSERT_TRUE(ip("address del 203.0.113.1/32 dev lo"));
}

TEST_F(route_finder_on_a_device, knows_broadcast_addresses_of_networks_of_this_host) {
    ask_often();
    EXPECT_EQ(source_for("192.0.2.77"), "192.0.2.1");
    EXPECT_EQ(find("192.0.2.255").error(), errc::not_probeable);
}

TEST_F(route_finder_on_a_device, tells_what_a_route_says) {
    ASSERT_TRUE(ip("route add prohibit 10.2.2.1"));
    ASSERT_TRUE(ip("route add blackhole 10.2.2.2"));
    ASSERT_TRUE(ip("route add unreachable 10.2.2.3"));
    ASSERT_TRUE(ip("route add throw 10.2.2.4"));
    EXPECT_EQ(find("10.2.2.1").error(), errc::prohibited_route);
    EXPECT_EQ(find("10.2.2.2").error(), errc::blackhole_route);
    EXPECT_EQ(find("10.2.2.3").error(), errc::unreachable_route);
    EXPECT_EQ(find("10.2.2.4").error().value(), ENETUNREACH);
    EXPECT_EQ(source_for("10.2.2.5"), "192.0.2.1");
    for (const char* last : {"1", "2", "3", "4"}) ASSERT_TRUE(ip(std::string{"route del 10.2.2."} + last));
}

TEST_F(route_finder_on_a_device, remembers_no_error) {
    ASSERT_TRUE(device_.turn_off());
    EXPECT_EQ(find("10.1.1.1").error().value(), ENETUNREACH);
    ASSERT_TRUE(device_.route_everything_from("192.0.2.1"));
    EXPECT_EQ(source_for("10.1.1.1"), "192.0.2.1");
}

TEST_F(route_finder_on_a_device, says_that_no_address_is_there) {
    ASSERT_TRUE(ip(std::string{"address flush dev "} + tun_device::name));
    ASSERT_TRUE(route("10.0.0.0/8"));
    EXPECT_EQ(find("10.1.1.1").error(), errc::no_source_address);
}

TEST_F(route_finder_on_a_device, names_the_next_hop_where_a_flow_chooses_it) {
    EXPECT_EQ(next_hops_of_flows(), std::set<std::string>{"-"});
    if (!ip("route add 10.1.1.0/24 nexthop via 192.0.2.7 dev tun-of-test nexthop via 192.0.2.8 dev tun-of-test"))
        GTEST_SKIP() << "this kernel has no multipath routes";
    ASSERT_EQ(std::system("echo 1 > /proc/sys/net/ipv4/fib_multipath_hash_policy"), 0);
    // With an interface the kernel always takes the first.
    EXPECT_EQ(next_hops_of_flows(), (std::set<std::string>{"-", "192.0.2.8"}));
    ASSERT_TRUE(ip("route del 10.1.1.0/24"));
}

TEST_F(route_finder_on_a_device, follows_rules_about_protocols) {
    ASSERT_TRUE(ip("rule add prio 5 ipproto udp lookup 100"));
    ASSERT_TRUE(ip("route add prohibit default table 100"));
    EXPECT_EQ(source_for("10.1.1.1"), "192.0.2.1");
    for (int count = 0; count < 20; ++count) {
        ASSERT_EQ(source_for("10.1.1.1"), "192.0.2.1");
        ASSERT_EQ(finder_->find({.destination = make_address("10.1.1.1"), .protocol = IPPROTO_UDP}, start_).error(),
                  errc::prohibited_route);
    }
}

TEST_F(route_finder_on_a_device, the_mtu_is_that_of_the_link_or_of_the_route) {
    const auto mtu_to = [&](const std::string& destination) {
        const route_query query{.destination = make_address(destination)};
        return finder_->link_mtu(query, *finder_->find(query, start_)).value_or(0);
    };
    EXPECT_EQ(mtu_to("10.1.1.1"), 1'500);
    ASSERT_TRUE(route("10.1.1.0/24 mtu 1400"));
    EXPECT_EQ(mtu_to("10.1.1.1"), 1'400);
    ASSERT_TRUE(ip("link set tun-of-test mtu 1300"));
    EXPECT_EQ(mtu_to("10.1.1.1"), 1'300);
    EXPECT_EQ(mtu_to("127.0.0.1"), 65'535);
}

}  // namespace
}  // namespace tracerouter::net
