#include "report/progress.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace tracerouter::report {
namespace {

using namespace std::chrono_literals;

progress after(duration elapsed, std::uint64_t done, std::uint64_t probes) {
    progress now;
    now.elapsed = elapsed;
    now.done = done;
    now.probes = probes;
    now.replies = probes / 2;
    return now;
}

TEST(progress_line, tells_how_far_the_run_has_come) {
    auto now = after(10s, 250, 3000);
    now.total = 1000;
    now.total_is_exact = true;
    now.dropped = 7;
    EXPECT_EQ(progress_line(now, after(8s, 200, 1000)),
              "250 of 1000 targets (25 %), 1000 probes/s, 500 replies/s, 7 dropped, 0:00:30 left");
}

TEST(progress_line, leaves_out_what_is_not_known) {
    EXPECT_EQ(progress_line(after(10s, 250, 3000), after(8s, 200, 1000)),
              "250 targets, 1000 probes/s, 500 replies/s, 0 dropped");
    auto beginning = after(0s, 0, 0);
    beginning.total = 1000;
    beginning.total_is_exact = true;
    EXPECT_EQ(progress_line(beginning, beginning), "0 of 1000 targets (0 %), 0 probes/s, 0 replies/s, 0 dropped");
}

TEST(progress_line, says_when_the_total_is_an_estimate) {
    auto now = after(1s, 250, 1000);
    now.total = 200;
    EXPECT_EQ(progress_line(now, {}), "250 of about 250 targets (100 %), 1000 probes/s, 500 replies/s, 0 dropped");
}

TEST(progress_line, measures_a_resumed_run_by_what_it_did_itself) {
    auto now = after(10s, 950, 1000);
    now.done_before = 900;
    now.total = 1000;
    now.total_is_exact = true;
    EXPECT_EQ(progress_line(now, {}),
              "950 of 1000 targets (95 %), 100 probes/s, 50 replies/s, 0 dropped, 0:00:10 left");
}

TEST(progress_line, does_not_tell_a_time_that_nobody_waits_for) {
    auto now = after(10s, 1, 0);
    now.total = 1'000'000'000'000'000'000;
    now.total_is_exact = true;
    EXPECT_EQ(progress_line(now, {}), "1 of 1000000000000000000 targets (0 %), 0 probes/s, 0 replies/s, 0 dropped");
}

TEST(summary, tells_what_came_of_the_run) {
    auto end = after(3723s, 1000, 16'000);
    end.reached = 900;
    end.untraced = 10;
    end.responders = 123;
    end.dropped = 4;
    end.inferred = 5;
    end.limited = 6;
    const auto lines = summary(end);
    EXPECT_EQ(lines[0], "1000 targets in 1:02:03: 900 reached, 90 not reached, 10 not traced");
    EXPECT_EQ(lines[1],
              "16000 probes, 8000 replies from 123 addresses, 4 lost in our own buffers, 5 hops inferred, 6 limited");
}

TEST(clock_time, has_hours_minutes_and_seconds) {
    EXPECT_EQ(clock_time(0s), "0:00:00");
    EXPECT_EQ(clock_time(59'600ms), "0:01:00");
    EXPECT_EQ(clock_time(100h + 1min + 1s), "100:01:01");
}

}  // namespace
}  // namespace tracerouter::report
