#include "targets/number_set.hpp"

#include <gtest/gtest.h>

#include <cstdint>

#include "targets/mixing.hpp"

namespace tracerouter::targets {
namespace {

TEST(number_set, keeps_every_number_however_many) {
    number_set set;
    const auto number = [](std::uint64_t i) { return address_number{mixed(i), i % 3}; };
    for (std::uint64_t i = 0; i < 10'000; ++i) {
        ASSERT_FALSE(set.contains(number(i)));
        ASSERT_TRUE(set.insert(number(i)));
    }
    for (std::uint64_t i = 0; i < 10'000; ++i) {
        ASSERT_TRUE(set.contains(number(i)));
        ASSERT_FALSE(set.insert(number(i)));
    }
}

TEST(number_set, tells_the_halves_and_zero_apart) {
    number_set set;
    EXPECT_FALSE(set.contains({}));
    EXPECT_TRUE(set.insert({}));
    EXPECT_FALSE(set.insert({}));
    EXPECT_TRUE(set.insert({0, 1}));
    EXPECT_TRUE(set.insert({1, 0}));
    EXPECT_TRUE(set.contains({}));
    EXPECT_FALSE(set.contains({1, 1}));
}

}  // namespace
}  // namespace tracerouter::targets
