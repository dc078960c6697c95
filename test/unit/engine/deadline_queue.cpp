#include "engine/deadline_queue.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <random>

namespace tracerouter::engine {
namespace {

constexpr std::uint16_t slots = 64;

time_point at(int nanoseconds) {
    return time_point{duration{nanoseconds}};
}

TEST(deadline_queue, is_empty_at_first) {
    deadline_queue queue;
    EXPECT_EQ(queue.earliest(), std::nullopt);
    EXPECT_EQ(queue.at(0), std::nullopt);
    EXPECT_EQ(queue.pop_due(at(1'000'000)), std::nullopt);
    queue.erase(0);
    EXPECT_EQ(queue.earliest(), std::nullopt);
}

TEST(deadline_queue, pops_what_is_due_and_nothing_else) {
    deadline_queue queue;
    queue.set(3, at(30));
    queue.set(1, at(10));
    EXPECT_EQ(queue.pop_due(at(9)), std::nullopt);
    EXPECT_EQ(queue.pop_due(at(10)), 1);
    EXPECT_EQ(queue.at(1), std::nullopt);
    EXPECT_EQ(queue.pop_due(at(10)), std::nullopt);
    EXPECT_EQ(queue.earliest(), at(30));
}

TEST(deadline_queue, moves_a_slot_both_ways) {
    deadline_queue queue;
    queue.set(1, at(10));
    queue.set(2, at(20));
    queue.set(1, at(30));
    EXPECT_EQ(queue.earliest(), at(20));
    queue.set(1, at(5));
    EXPECT_EQ(queue.earliest(), at(5));
    EXPECT_EQ(queue.at(1), at(5));
}

/// The same, slow and plain.
class naive_queue {
public:
    void set(std::uint16_t slot, time_point at) { times_[slot] = at; }
    void erase(std::uint16_t slot) { times_.erase(slot); }
    [[nodiscard]] std::optional<time_point> at(std::uint16_t slot) const {
        const auto found = times_.find(slot);
        if (found == times_.end()) return std::nullopt;
        return found->second;
    }
    [[nodiscard]] std::optional<time_point> earliest() const {
        if (times_.empty()) return std::nullopt;
        return std::min_element(times_.begin(), times_.end(),
                                [](const auto& one, const auto& two) { return one.second < two.second; })
            ->second;
    }

private:
    std::map<std::uint16_t, time_point> times_;
};

TEST(deadline_queue, does_as_a_naive_one_does) {
    std::mt19937 random{1};
    const auto roll = [&random](std::uint32_t sides) { return static_cast<int>(random() % sides); };
    deadline_queue queue;
    naive_queue naive;
    for (int step = 0; step < 200'000; ++step) {
        const auto slot = static_cast<std::uint16_t>(roll(slots));
        if (const int action = roll(10); action < 6) {
            const time_point time = at(roll(1000));
            queue.set(slot, time);
            naive.set(slot, time);
        } else if (action < 8) {
            queue.erase(slot);
            naive.erase(slot);
        } else if (const auto popped = queue.pop_due(at(roll(1000)))) {
            ASSERT_EQ(naive.at(*popped), naive.earliest()) << "step " << step;
            naive.erase(*popped);
        }
        ASSERT_EQ(queue.earliest(), naive.earliest()) << "step " << step;
        ASSERT_EQ(queue.at(slot), naive.at(slot)) << "step " << step;
    }
}

}  // namespace
}  // namespace tracerouter::engine
