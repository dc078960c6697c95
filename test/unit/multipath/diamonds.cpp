#include "multipath/diamonds.hpp"

#include <gtest/gtest.h>

#include <initializer_list>
#include <vector>

namespace tracerouter::multipath {
namespace {

/// A set of paths with so many vertices at each TTL, from 1, and these links by index.
path_set paths_of(std::initializer_list<int> widths, std::initializer_list<path_link> links) {
    path_set out;
    std::uint16_t ttl = 0;
    for (const int width : widths) {
        ++ttl;
        for (int count = 0; count < width; ++count) out.vertices.push_back({.ttl = ttl});
    }
    out.links = links;
    return out;
}

TEST(diamonds, are_none_on_a_single_path) {
    EXPECT_TRUE(diamonds_of(paths_of({1, 1, 1}, {{.from = 0, .to = 1}, {.from = 1, .to = 2}})).empty());
}

TEST(diamonds, go_from_where_paths_part_to_where_they_meet) {
    const auto all = diamonds_of(paths_of({1, 2, 2, 1}, {{0, 1}, {0, 2}, {1, 3}, {2, 4}, {3, 5}, {4, 5}}));
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].from_ttl, 1);
    EXPECT_EQ(all[0].to_ttl, 4);
    EXPECT_EQ(all[0].width, 2);
    EXPECT_EQ(all[0].length, 3);
    EXPECT_EQ(all[0].asymmetry, 0);
    EXPECT_FALSE(all[0].meshed);
}

TEST(diamonds, are_meshed_where_a_way_leads_to_the_other_side) {
    const auto all = diamonds_of(paths_of({1, 2, 2, 1}, {{0, 1}, {0, 2}, {1, 3}, {1, 4}, {2, 4}, {3, 5}, {4, 5}}));
    ASSERT_EQ(all.size(), 1U);
    EXPECT_TRUE(all[0].meshed);
    EXPECT_EQ(all[0].asymmetry, 1);
}

TEST(diamonds, that_do_not_meet_again_have_no_end) {
    const auto all = diamonds_of(paths_of({1, 3}, {{0, 1}, {0, 2}, {0, 3}}));
    ASSERT_EQ(all.size(), 1U);
    EXPECT_FALSE(all[0].to_ttl);
    EXPECT_EQ(all[0].width, 3);
}

TEST(diamonds, may_begin_at_this_host) {
    const auto all = diamonds_of(paths_of({2, 1}, {{0, 2}, {1, 2}}));
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].from_ttl, 0);
}

TEST(diamonds, say_how_packets_are_shared_out) {
    path_set paths = paths_of({1, 2, 1}, {{0, 1}, {0, 2}, {1, 3}, {2, 3}});
    paths.vertices[0].evenness = 0.001;
    EXPECT_TRUE(diamonds_of(paths)[0].uneven);
    paths.vertices[0].per_packet = true;
    EXPECT_TRUE(diamonds_of(paths)[0].per_packet);
    EXPECT_FALSE(diamonds_of(paths)[0].uneven);
}

}  // namespace
}  // namespace tracerouter::multipath
