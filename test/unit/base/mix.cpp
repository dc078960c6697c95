#include "base/mix.hpp"

#include <gtest/gtest.h>

#include <bit>

namespace tracerouter {
namespace {

TEST(mix, gives_the_numbers_of_split_mix_64) {
    // Of the seed 1234567, by the program that its authors published.
    std::uint64_t state = 1234567;
    EXPECT_EQ(mix(state += mix_step), 6457827717110365317u);
    EXPECT_EQ(mix(state += mix_step), 3203168211198807973u);
    EXPECT_EQ(mix(state += mix_step), 9817491932198370423u);
}

TEST(mix, changes_about_half_of_all_bits_for_each_bit) {
    for (int bit = 0; bit < 64; ++bit) {
        const int changed = std::popcount(mix(mix_step) ^ mix(mix_step ^ std::uint64_t{1} << bit));
        EXPECT_GT(changed, 12) << bit;
        EXPECT_LT(changed, 52) << bit;
    }
}

}  // namespace
}  // namespace tracerouter
