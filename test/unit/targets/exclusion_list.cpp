#include "targets/exclusion_list.hpp"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace tracerouter::targets {
namespace {

exclusion_list excluding(std::initializer_list<std::string_view> texts) {
    std::vector<prefix> prefixes;
    for (const auto text : texts) prefixes.push_back(parse_prefix(text).value());
    return exclusion_list{std::move(prefixes)};
}

/// The first address of the excluded prefix that contains `address`.
std::string found(const exclusion_list& list, const std::string& address) {
    const auto* block = list.find(boost::asio::ip::make_address(address));
    return block ? block->first().to_string() : "none";
}

TEST(exclusion_list, empty_excludes_nothing) {
    EXPECT_EQ(found({}, "198.18.0.1"), "none");
}

TEST(exclusion_list, finds_the_prefix_of_an_address) {
    const auto list = excluding({"198.19.0.0/16", "10.0.0.0/8", "198.18.0.7"});
    EXPECT_EQ(found(list, "10.255.255.255"), "10.0.0.0");
    EXPECT_EQ(found(list, "198.18.0.7"), "198.18.0.7");
    EXPECT_EQ(found(list, "198.19.3.4"), "198.19.0.0");
    EXPECT_EQ(found(list, "9.255.255.255"), "none");
    EXPECT_EQ(found(list, "11.0.0.0"), "none");
    EXPECT_EQ(found(list, "198.18.0.8"), "none");
}

TEST(exclusion_list, holds_on_every_interface) {
    for (const auto* excluded : {"fe80::1", "fe80::1%1", "fe80::1%7", "fe80::/64"}) {
        const auto list = excluding({excluded, "fe80::9%3"});
        for (const auto* address : {"fe80::1", "fe80::1%1", "fe80::1%2"}) {
            EXPECT_NE(found(list, address), "none") << excluded << ' ' << address;
        }
    }
    EXPECT_EQ(found(excluding({"2001:db8::1%5"}), "2001:db8::1"), "2001:db8::1");
}

TEST(exclusion_list, excludes_ipv4_however_it_is_written) {
    EXPECT_EQ(found(excluding({"::ffff:198.18.0.0/112"}), "198.18.0.7"), "198.18.0.0");
    EXPECT_EQ(found(excluding({"::/0"}), "198.18.0.7"), "none");
}

TEST(exclusion_list, does_not_lose_what_lies_around_a_nested_prefix) {
    const auto list = excluding({"10.1.0.0/16", "10.0.0.0/16", "10.0.0.0/8", "10.0.0.0/24"});
    EXPECT_EQ(found(list, "10.0.0.1"), "10.0.0.0");
    EXPECT_EQ(found(list, "10.2.0.0"), "10.0.0.0");
    EXPECT_EQ(found(list, "10.200.0.0"), "10.0.0.0");
}

TEST(exclusion_list, keeps_families_apart) {
    const auto list = excluding({"0.0.0.0/0", "2001:db8::/32"});
    EXPECT_EQ(found(list, "2001:db8::1"), "2001:db8::");
    EXPECT_EQ(found(list, "::1"), "none");
    EXPECT_EQ(found(list, "255.255.255.255"), "0.0.0.0");
}

}  // namespace
}  // namespace tracerouter::targets
