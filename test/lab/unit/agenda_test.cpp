#include "agenda.hpp"

#include <gtest/gtest.h>

#include <set>

#include "delay_histogram.hpp"
#include "random.hpp"

namespace lab {
namespace {

void add(agenda& plan, std::uint64_t name, int due) {
    plan.prepare().record = name;
    plan.commit(nanoseconds(due));
}

std::vector<std::uint64_t> drain(agenda& plan) {
    std::vector<std::uint64_t> names;
    for (; !plan.empty(); plan.drop_next()) names.push_back(plan.next().record);
    return names;
}

TEST(agenda, gives_answers_by_time_and_equal_ones_in_order_of_entry) {
    agenda plan;
    add(plan, 1, 30);
    add(plan, 2, 10);
    add(plan, 3, 30);
    add(plan, 4, 20);
    EXPECT_EQ(plan.next_due(), nanoseconds(10));
    EXPECT_EQ(drain(plan), (std::vector<std::uint64_t>{2, 4, 1, 3}));
}

TEST(agenda, slots_are_used_again_without_mixing_answers) {
    agenda plan;
    random_source random(1);
    std::multiset<int> expected;
    for (int step = 0; step < 10'000; ++step) {
        if (expected.size() < 50 || random.chance(0.5)) {
            const int due = static_cast<int>(random.below(1000));
            add(plan, static_cast<std::uint64_t>(due), due);
            expected.insert(due);
        } else {
            ASSERT_EQ(plan.next().record, static_cast<std::uint64_t>(*expected.begin()));
            expected.erase(expected.begin());
            plan.drop_next();
        }
    }
    EXPECT_EQ(plan.size(), expected.size());
}

TEST(delay_histogram, quantiles) {
    delay_histogram empty;
    EXPECT_EQ(empty.quantile_us(0.5), 0);
    delay_histogram delays;
    for (int us = 1; us <= 100; ++us) delays.add(std::chrono::microseconds(us));
    delays.add(std::chrono::milliseconds(50));
    EXPECT_NEAR(static_cast<double>(delays.quantile_us(0.5)), 51, 1);
    EXPECT_NEAR(static_cast<double>(delays.quantile_us(0.95)), 96, 1);
    EXPECT_EQ(delays.largest_us(), 50'000);
    EXPECT_EQ(delays.quantile_us(1), 50'000);
}

}  // namespace
}  // namespace lab
