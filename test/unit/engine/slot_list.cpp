#include "engine/slot_list.hpp"

#include <gtest/gtest.h>

#include <optional>

namespace tracerouter::engine {
namespace {

TEST(slot_list, keeps_the_order_and_each_slot_once) {
    slot_list list;
    EXPECT_TRUE(list.add(5));
    EXPECT_TRUE(list.add(2));
    EXPECT_FALSE(list.add(5));
    EXPECT_EQ(list.take(), 5);
    EXPECT_TRUE(list.add(5)) << "it may come back once it was taken";
    EXPECT_EQ(list.take(), 2);
    EXPECT_EQ(list.take(), 5);
    EXPECT_EQ(list.take(), std::nullopt);
}

TEST(slot_list, passes_over_what_was_forgotten) {
    slot_list list;
    list.add(1);
    list.add(2);
    list.forget(1);
    EXPECT_FALSE(list.has(1));
    EXPECT_EQ(list.take(), 2);
    EXPECT_TRUE(list.empty());
}

}  // namespace
}  // namespace tracerouter::engine
