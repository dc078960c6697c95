#include "targets/permutation.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <set>
#include <vector>

namespace tracerouter::targets {
namespace {

TEST(permutation, gives_every_number_once) {
    for (const std::uint64_t last : {0u, 1u, 2u, 3u, 4u, 15u, 16u, 17u, 254u, 255u, 256u, 1000u, 65'535u, 65'536u}) {
        for (const std::uint64_t key : {0u, 1u, 77u}) {
            const permutation order{last, key};
            std::vector<bool> seen(last + 1);
            for (std::uint64_t place = 0; place <= last; ++place) {
                const auto number = order.at(place);
                ASSERT_LE(number, last);
                ASSERT_FALSE(seen[number]) << number << " comes twice of " << last;
                seen[number] = true;
            }
        }
    }
}

TEST(permutation, is_another_one_for_another_key) {
    std::set<std::vector<std::uint64_t>> orders;
    for (std::uint64_t key = 0; key < 100; ++key) {
        const permutation order{999, key};
        std::vector<std::uint64_t> begins;
        for (std::uint64_t place = 0; place < 10; ++place) begins.push_back(order.at(place));
        orders.insert(begins);
    }
    EXPECT_EQ(orders.size(), 100u);
}

// Checkpoints hold a key and expect the same order from every later build.
TEST(permutation, is_the_same_for_ever) {
    const permutation order{999'999, 42};
    EXPECT_EQ(order.at(0), 233'964u);
    EXPECT_EQ(order.at(1), 211'537u);
    EXPECT_EQ(order.at(999'999), 235'528u);
}

TEST(permutation, spreads_neighbours) {
    const permutation order{(std::uint64_t{1} << 20) - 1, 5};
    std::vector<std::size_t> in_each_sixteenth(16);
    for (std::uint64_t place = 0; place < 16'000; ++place) ++in_each_sixteenth[order.at(place) >> 16];
    for (const auto count : in_each_sixteenth) {
        EXPECT_GT(count, 800u);
        EXPECT_LT(count, 1200u);
    }
}

TEST(permutation, reaches_as_far_as_numbers_do) {
    constexpr auto largest = std::numeric_limits<std::uint64_t>::max();
    const permutation order{largest, 5};
    std::set<std::uint64_t> seen;
    for (std::uint64_t place = 0; place < 1000; ++place) {
        seen.insert(order.at(place));
        seen.insert(order.at(largest - place));
    }
    EXPECT_EQ(seen.size(), 2000u);
}

}  // namespace
}  // namespace tracerouter::targets
