#include "engine/bounded_table.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

namespace tracerouter::engine {
namespace {

std::vector<std::uint64_t> random_keys(std::size_t count) {
    std::mt19937_64 generator{7};
    std::vector<std::uint64_t> keys;
    for (std::size_t key = 0; key < count; ++key) keys.push_back(generator() | 1);
    return keys;
}

TEST(bounded_table, finds_what_was_put_in) {
    bounded_table<int> table{1 << 10};
    EXPECT_EQ(table.find(5), nullptr);
    bool fresh = false;
    table.make(5, fresh) = 7;
    EXPECT_TRUE(fresh);
    EXPECT_EQ(table.make(5, fresh), 7);
    EXPECT_FALSE(fresh);
    EXPECT_EQ(*table.find(5), 7);
    EXPECT_EQ(table.find(6), nullptr);
    EXPECT_EQ(table.size(), 1);
}

struct valued {
    int value = 0;
    [[nodiscard]] int worth() const { return value; }
};

TEST(bounded_table, forgets_what_is_worth_least) {
    bounded_table<valued> table{1 << 8};
    const auto keys = random_keys(4'000);
    bool fresh = false;
    for (std::size_t at = 0; at < 50; ++at) table.make(keys[at], fresh).value = 2;
    for (std::size_t at = 50; at < keys.size(); ++at) table.make(keys[at], fresh).value = 1;
    for (std::size_t at = 0; at < 50; ++at) EXPECT_TRUE(table.find(keys[at])) << at;
}

TEST(bounded_table, forgets_nothing_as_long_as_it_may_grow) {
    bounded_table<std::uint64_t> table{1 << 14};
    const auto keys = random_keys(4'000);
    bool fresh = false;
    for (const std::uint64_t key : keys) table.make(key, fresh) = key;
    for (const std::uint64_t key : keys) {
        ASSERT_TRUE(table.find(key));
        EXPECT_EQ(*table.find(key), key);
    }
    EXPECT_EQ(table.size(), keys.size());
}

/// Counts how often one of its kind is moved.
struct moved_value {
    static inline std::size_t moves = 0;

    moved_value() = default;
    moved_value(const moved_value&) { ++moves; }
    moved_value& operator=(const moved_value&) {
        ++moves;
        return *this;
    }
};

TEST(bounded_table, moves_few_values_at_once_however_many_there_are) {
    bounded_table<moved_value> table{1 << 17};
    std::size_t most = 0;
    bool fresh = false;
    for (const std::uint64_t key : random_keys(60'000)) {
        const std::size_t before = moved_value::moves;
        table.make(key, fresh);
        most = std::max(most, moved_value::moves - before);
    }
    EXPECT_GT(table.size(), 50'000);
    EXPECT_LT(most, 1'000);
}

TEST(bounded_table, keeps_keys_that_crowd_together) {
    bounded_table<std::uint64_t> table{1 << 14};
    bool fresh = false;
    for (std::uint64_t key = 1; key < 400; ++key) table.make(key, fresh) = key;
    for (std::uint64_t key = 1; key < 400; ++key) EXPECT_TRUE(table.find(key)) << key;
}

TEST(bounded_table, gives_up_old_values_when_it_is_full) {
    bounded_table<std::uint64_t> table{64};
    const auto keys = random_keys(10'000);
    bool fresh = false;
    for (const std::uint64_t key : keys) {
        table.make(key, fresh) = key;
        ASSERT_EQ(*table.find(key), key) << "the newest is there";
    }
    EXPECT_LE(table.size(), 64);
    for (const std::uint64_t key : keys) {
        if (const std::uint64_t* value = table.find(key)) {
            EXPECT_EQ(*value, key);
        }
    }
}

}  // namespace
}  // namespace tracerouter::engine
