#include "view/history.hpp"

#include <gtest/gtest.h>

#include "examples.hpp"

namespace tracerouter::view {
namespace {

using std::chrono::seconds;
using test::example_now;
using test::ms;
using test::observed;

TEST(history, keeps_the_best_of_each_second) {
    history past;
    past.observe(observed(3, 5, probe_outcome::answered, ms(20)));
    past.observe(observed(3, 5, probe_outcome::answered, ms(10)));
    past.observe(observed(3, 4, probe_outcome::lost));
    EXPECT_EQ(past.bin(3, example_now - seconds{5}, seconds{1}), (history_bin{ms(10), 2, 0}));
    EXPECT_EQ(past.bin(3, example_now - seconds{4}, seconds{1}), (history_bin{{}, 1, 1}));
    EXPECT_EQ(past.bin(3, example_now - seconds{5}, seconds{2}), (history_bin{ms(10), 3, 1}));
    EXPECT_EQ(past.bin(3, example_now - seconds{6}, seconds{1}), history_bin{});
    EXPECT_EQ(past.bin(4, example_now - seconds{5}, seconds{1}), history_bin{});
}

TEST(history, counts_neither_late_nor_refused_nor_further_answers) {
    history past;
    past.observe(observed(1, 9, probe_outcome::sent));
    past.observe(observed(1, 9, probe_outcome::lost));
    past.observe(observed(1, 9, probe_outcome::late, ms(4000)));
    past.observe(observed(1, 9, probe_outcome::refused));
    past.observe(observed(1, 9, probe_outcome::duplicate, ms(3)));
    EXPECT_EQ(past.bin(1, example_now - seconds{9}, seconds{1}), history_bin{});
}

TEST(history, forgets_what_is_older_than_its_length) {
    history past;
    past.observe(observed(1, 899, probe_outcome::answered, ms(1)));
    past.observe(observed(1, 0, probe_outcome::answered, ms(2)));
    EXPECT_EQ(past.bin(1, example_now - seconds{899}, seconds{1}).decided, 1u);
    past.observe(observed(1, -1, probe_outcome::sent));
    EXPECT_EQ(past.bin(1, example_now - seconds{899}, seconds{1}).decided, 0u);
    EXPECT_EQ(past.bin(1, example_now - seconds{2000}, seconds{4000}).decided, 1u);
    past.observe(observed(1, 899, probe_outcome::lost));  // of a probe that was sent too long ago
    EXPECT_EQ(past.bin(1, example_now - seconds{2000}, seconds{4000}).lost, 0u);
}

TEST(history, passes_over_hours_without_probes) {
    history past;
    past.observe(observed(1, 7200, probe_outcome::answered, ms(1)));
    past.observe(observed(1, 0, probe_outcome::answered, ms(2)));
    EXPECT_EQ(past.bin(1, example_now - seconds{899}, seconds{900}), (history_bin{ms(2), 1, 0}));
}

TEST(history, begins_anew_where_the_clock_is_set_back) {
    history past;
    past.observe(observed(1, 0, probe_outcome::answered, ms(1)));
    past.observe(observed(1, 5000, probe_outcome::sent));
    past.observe(observed(1, 5000, probe_outcome::answered, ms(3)));
    EXPECT_EQ(past.newest(), example_now - seconds{5000});
    EXPECT_EQ(past.bin(1, example_now - seconds{5000}, seconds{1}), (history_bin{ms(3), 1, 0}));
    EXPECT_EQ(past.bin(1, example_now, seconds{1}), history_bin{});
}

TEST(history, is_bounded_whatever_comes) {
    history past;
    for (int i = 0; i < 1000; ++i) past.observe(observed(1, 0, probe_outcome::lost));
    past.observe(observed(1, 0, probe_outcome::answered, std::chrono::hours{2}));
    const auto bin = past.bin(1, example_now, seconds{1});
    EXPECT_EQ(bin.decided, 255u);
    EXPECT_EQ(bin.best, duration{std::chrono::microseconds{0xFFFF'FFFF}});
    past.observe(observed(300, 0, probe_outcome::lost));
    EXPECT_EQ(past.bin(300, example_now, seconds{1}), history_bin{});
    for (int i = 0; i < 100; ++i) past.mark_reset(example_now + seconds{i});
    ASSERT_EQ(past.resets().size(), history::most_marks);
    EXPECT_EQ(past.resets().back(), example_now + seconds{99});
}

}  // namespace
}  // namespace tracerouter::view
