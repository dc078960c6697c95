#include "packet/types.hpp"

#include <gtest/gtest.h>

#include <type_traits>

namespace tracerouter::packet {
namespace {

TEST(types, hold_their_number) {
    EXPECT_EQ(value(identifier{0xabcd}), 0xabcd);
    EXPECT_EQ(value(sequence{0xffff}), 0xffff);
    EXPECT_EQ(value(ttl{255}), 255);
}

TEST(types, do_not_turn_into_each_other) {
    static_assert(!std::is_convertible_v<identifier, sequence>);
    static_assert(!std::is_convertible_v<sequence, identifier>);
    static_assert(!std::is_convertible_v<int, ttl>);
    static_assert(!std::is_convertible_v<ttl, int>);
}

}  // namespace
}  // namespace tracerouter::packet
