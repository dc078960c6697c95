#include "targets/covered_ranges.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace tracerouter::targets {
namespace {

using boost::asio::ip::make_address;
using testing::ElementsAre;
using testing::IsEmpty;

prefix block(std::string_view text) {
    return parse_prefix(text).value();
}

covered_ranges covering(std::initializer_list<std::string_view> texts) {
    covered_ranges covered;
    for (const auto text : texts) covered.add(block(text));
    return covered;
}

std::vector<std::string> inside(const covered_ranges& covered, std::string_view text) {
    std::vector<std::string> found;
    const auto like = block(text).first();
    for (const auto& range : covered.inside(block(text))) {
        found.push_back(with_low(like, range.first).to_string() + " " + with_low(like, range.last).to_string());
    }
    return found;
}

TEST(covered_ranges, contains_its_prefixes_and_nothing_beside_them) {
    const auto covered = covering({"198.18.0.16/28", "198.18.0.64/31", "2001:db8::/64"});
    for (const auto* within : {"198.18.0.16", "198.18.0.31", "198.18.0.64", "2001:db8::", "2001:db8::ffff:0:0:1"}) {
        EXPECT_TRUE(covered.contains(make_address(within))) << within;
    }
    for (const auto* without : {"198.18.0.15", "198.18.0.32", "198.18.0.66", "2001:db8:0:1::", "::", "0.0.0.0"}) {
        EXPECT_FALSE(covered.contains(make_address(without))) << without;
    }
}

TEST(covered_ranges, tells_what_of_a_prefix_it_covers) {
    const auto covered = covering({"198.18.0.0/30", "198.18.0.8/30", "198.18.1.0/24"});
    EXPECT_THAT(inside(covered, "198.18.0.0/28"), ElementsAre("198.18.0.0 198.18.0.3", "198.18.0.8 198.18.0.11"));
    EXPECT_THAT(inside(covered, "198.18.1.64/26"), ElementsAre("198.18.1.64 198.18.1.127"));
    EXPECT_THAT(inside(covered, "198.18.2.0/24"), IsEmpty());
    EXPECT_THAT(inside(covered, "198.18.0.4/30"), IsEmpty());
}

TEST(covered_ranges, joins_what_touches_or_overlaps) {
    const auto covered =
        covering({"198.18.1.0/24", "198.18.0.0/24", "198.18.0.0/25", "198.18.0.0/16", "198.18.3.0/24"});
    EXPECT_THAT(inside(covered, "198.16.0.0/12"), ElementsAre("198.18.0.0 198.18.255.255"));
}

TEST(covered_ranges, goes_to_the_ends_of_both_families) {
    const auto covered = covering({"255.255.255.0/24", "0.0.0.0/24", "ffff:ffff:ffff:ffff::/64", "::/64"});
    EXPECT_THAT(inside(covered, "0.0.0.0/0"), ElementsAre("0.0.0.0 0.0.0.255", "255.255.255.0 255.255.255.255"));
    EXPECT_THAT(inside(covered, "ffff:ffff:ffff:ffff::/64"),
                ElementsAre("ffff:ffff:ffff:ffff:: ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"));
    EXPECT_TRUE(covered.contains(make_address("::")));
    EXPECT_FALSE(covered.contains(make_address("0:0:0:1::")));
}

}  // namespace
}  // namespace tracerouter::targets
