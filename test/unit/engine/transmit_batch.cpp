#include "engine/transmit_batch.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>

namespace tracerouter::engine {
namespace {

const auto anywhere = boost::asio::ip::make_address("198.18.10.1");

void add(transmit_batch& batch, std::uint64_t key, std::size_t size) {
    std::ranges::fill(batch.prepare(size), static_cast<std::byte>(key));
    batch.commit({.probe = probe_key{key}, .destination = anywhere});
}

TEST(transmit_batch, keeps_datagrams_in_order) {
    transmit_batch batch;
    EXPECT_TRUE(batch.empty());
    add(batch, 1, 60);
    add(batch, 2, 1500);
    ASSERT_EQ(batch.pending().size(), 2);
    EXPECT_EQ(batch.pending()[0].probe, probe_key{1});
    EXPECT_EQ(batch.pending()[1].probe, probe_key{2});
    EXPECT_EQ(batch.pending()[1].destination, anywhere);
    EXPECT_EQ(batch.pending()[0].bytes.size(), 60);
    EXPECT_EQ(batch.pending()[0].bytes.back(), std::byte{1});
    EXPECT_EQ(batch.pending()[1].bytes.back(), std::byte{2});
}

TEST(transmit_batch, gives_its_room_back_when_all_are_off) {
    transmit_batch batch;
    for (std::uint64_t key = 0; key < transmit_batch::capacity; ++key) add(batch, key, 30);
    EXPECT_EQ(batch.room(), 0);
    batch.pop_front(transmit_batch::capacity - 1);
    EXPECT_EQ(batch.pending().size(), 1);
    EXPECT_EQ(batch.room(), 0);
    batch.pop_front(1);
    EXPECT_TRUE(batch.empty());
    EXPECT_EQ(batch.room(), transmit_batch::capacity);
}

TEST(transmit_batch, makes_no_more_room_than_it_is_told) {
    transmit_batch batch;
    batch.limit(2);
    EXPECT_EQ(batch.room(), 2);
    add(batch, 1, 30);
    add(batch, 2, 30);
    EXPECT_EQ(batch.room(), 0);
    batch.limit(1);
    EXPECT_EQ(batch.room(), 0);
    batch.limit(1000);
    EXPECT_EQ(batch.room(), transmit_batch::capacity - 2);
}

TEST(transmit_batch, holds_datagrams_of_other_sizes_when_used_again) {
    transmit_batch batch;
    add(batch, 1, 1500);
    batch.clear();
    add(batch, 2, 30);
    ASSERT_EQ(batch.pending().size(), 1);
    EXPECT_EQ(batch.pending()[0].bytes.size(), 30);
}

}  // namespace
}  // namespace tracerouter::engine
