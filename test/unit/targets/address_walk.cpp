#include "targets/address_walk.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tracerouter::targets {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

address_walk walk_of(std::string_view text, const std::vector<std::string_view>& left_out = {}) {
    covered_ranges covered;
    for (const auto part : left_out) covered.add(parse_prefix(part).value());
    const auto block = parse_prefix(text).value();
    return {block, covered.inside(block)};
}

std::vector<std::string> walked(address_walk walk, std::size_t most = 100'000) {
    std::vector<std::string> addresses;
    while (addresses.size() < most) {
        const auto next = walk.next();
        if (!next) break;
        addresses.push_back(next->to_string());
    }
    return addresses;
}

TEST(address_walk, gives_every_address) {
    EXPECT_THAT(walked(walk_of("198.18.0.254/30")),
                ElementsAre("198.18.0.252", "198.18.0.253", "198.18.0.254", "198.18.0.255"));
    EXPECT_THAT(walked(walk_of("198.18.0.7/32")), ElementsAre("198.18.0.7"));
    EXPECT_THAT(walked(walk_of("255.255.255.254/31")), ElementsAre("255.255.255.254", "255.255.255.255"));
    EXPECT_THAT(walked(walk_of("2001:db8::ffff/127")), ElementsAre("2001:db8::fffe", "2001:db8::ffff"));
    EXPECT_EQ(walked(walk_of("198.18.255.0/15"), 70'000)[65'536], "198.19.0.0");
}

TEST(address_walk, leaves_parts_out) {
    EXPECT_THAT(walked(walk_of("198.18.0.0/29", {"198.18.0.0/31", "198.18.0.4/31"})),
                ElementsAre("198.18.0.2", "198.18.0.3", "198.18.0.6", "198.18.0.7"));
    EXPECT_THAT(walked(walk_of("198.18.0.0/29", {"198.18.0.6/31"})),
                ElementsAre("198.18.0.0", "198.18.0.1", "198.18.0.2", "198.18.0.3", "198.18.0.4", "198.18.0.5"));
    EXPECT_THAT(walked(walk_of("198.18.0.0/29", {"198.18.0.0/16"})), IsEmpty());
    EXPECT_THAT(walked(walk_of("::/64", {"::/65"}), 1), ElementsAre("::8000:0:0:0"));
}

TEST(address_walk, takes_parts_that_overlap) {
    const auto block = parse_prefix("198.18.0.0/29").value();
    const std::uint64_t low = number_of(block.first()).low;
    EXPECT_THAT(walked({block, {{low, low + 4}, {low + 2, low + 3}, {low + 4, low + 5}}}),
                ElementsAre("198.18.0.6", "198.18.0.7"));
    EXPECT_THAT(walked({block, {{low, low + 7}, {low + 2, low + 7}}}), IsEmpty());
}

TEST(address_walk, gives_the_same_addresses_in_any_order) {
    const auto in_order = walked(walk_of("198.18.0.0/22", {"198.18.1.0/24", "198.18.3.7"}));
    auto walk = walk_of("198.18.0.0/22", {"198.18.1.0/24", "198.18.3.7"});
    walk.shuffle(42);
    auto shuffled = walked(walk);
    EXPECT_NE(shuffled, in_order);
    EXPECT_EQ(shuffled.size(), 767u);
    std::sort(shuffled.begin(), shuffled.end());
    auto expected = in_order;
    std::sort(expected.begin(), expected.end());
    EXPECT_EQ(shuffled, expected);
}

TEST(address_walk, knows_how_many_are_left) {
    auto walk = walk_of("198.18.0.0/30", {"198.18.0.1"});
    EXPECT_EQ(walk.left(), 3u);
    static_cast<void>(walk.next());
    EXPECT_EQ(walk.left(), 2u);
    static_cast<void>(walked(walk));
    EXPECT_EQ(walk_of("198.18.0.0/30", {"198.18.0.0/30"}).left(), 0u);
    EXPECT_EQ(walk_of("2001:db8::/64").left(), std::uint64_t{1} << 63);
}

TEST(address_walk, begins_at_once_however_large_the_prefix) {
    EXPECT_THAT(walked(walk_of("0.0.0.0/0"), 2), ElementsAre("0.0.0.0", "0.0.0.1"));
    auto walk = walk_of("2001:db8::/64");
    walk.shuffle(1);
    EXPECT_EQ(walked(walk, 1000).size(), 1000u);
}

}  // namespace
}  // namespace tracerouter::targets
