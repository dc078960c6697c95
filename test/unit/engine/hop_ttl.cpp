#include "engine/hop_ttl.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <concepts>
#include <type_traits>
#include <vector>

#include "ttl_literal.hpp"

namespace tracerouter::engine {
namespace {

using test::operator""_ttl;
using testing::ElementsAre;
using testing::IsEmpty;

static_assert(!std::convertible_to<int, hop_ttl> && !std::convertible_to<hop_ttl, int>);
static_assert(sizeof(hop_ttl) == 1 && std::is_trivially_copyable_v<hop_ttl>);

template <class Range>
std::vector<int> numbers(const Range& range) {
    std::vector<int> out;
    for (const hop_ttl ttl : range) out.push_back(ttl.value());
    return out;
}

TEST(hop_ttl, counts_hops_from_one_to_another) {
    EXPECT_EQ(3_ttl + 4, 7_ttl);
    EXPECT_EQ(7_ttl - 4, 3_ttl);
    EXPECT_EQ(7_ttl - 3_ttl, 4);
    EXPECT_EQ(3_ttl - 7_ttl, -4);
    EXPECT_LT(9_ttl, 200_ttl);
    EXPECT_EQ(hop_ttl{}, 0_ttl);
}

TEST(hop_ttl, stays_within_an_octet) {
    EXPECT_EQ(250_ttl + 5, hop_ttl::highest);
    EXPECT_EQ(250_ttl + 6, hop_ttl::highest);
    EXPECT_EQ(1_ttl - 1, 0_ttl);
    EXPECT_EQ(1_ttl - 700, 0_ttl);
    hop_ttl last{254};
    EXPECT_EQ(++last, hop_ttl::highest);
    hop_ttl none{1};
    EXPECT_EQ(--none, 0_ttl);
}

TEST(hop_ttl, follows_another_in_both_directions) {
    EXPECT_THAT(numbers(ttls(2_ttl, 5_ttl)), ElementsAre(2, 3, 4, 5));
    EXPECT_THAT(numbers(ttls(2_ttl, 5_ttl).falling()), ElementsAre(5, 4, 3, 2));
    EXPECT_THAT(numbers(ttls_behind(2_ttl, 5_ttl)), ElementsAre(3, 4, 5));
    EXPECT_THAT(numbers(ttls_behind(2_ttl, 5_ttl).falling()), ElementsAre(5, 4, 3));
    EXPECT_THAT(numbers(ttls(5_ttl, 5_ttl)), ElementsAre(5));
    EXPECT_THAT(numbers(ttls(254_ttl, 255_ttl)), ElementsAre(254, 255));
    EXPECT_THAT(numbers(ttls(0_ttl, 1_ttl).falling()), ElementsAre(1, 0));
}

TEST(hop_ttl, is_followed_by_none_where_the_last_is_before_it) {
    EXPECT_THAT(numbers(ttls(5_ttl, 4_ttl)), IsEmpty());
    EXPECT_THAT(numbers(ttls(5_ttl, 1_ttl).falling()), IsEmpty());
    EXPECT_THAT(numbers(ttls_behind(5_ttl, 5_ttl)), IsEmpty());
    EXPECT_THAT(numbers(ttls_behind(255_ttl, 255_ttl)), IsEmpty());
    EXPECT_THAT(numbers(ttls_behind(9_ttl, 0_ttl).falling()), IsEmpty());
}

TEST(hop_ttl, is_read_from_the_options) {
    const trace_options options{.first_ttl = 3, .max_ttl = 255};
    EXPECT_EQ(first_ttl_of(options), 3_ttl);
    EXPECT_EQ(max_ttl_of(options), hop_ttl::highest);
    EXPECT_EQ(ttl_count_of(options), 253);
}

}  // namespace
}  // namespace tracerouter::engine
