#include "run/progress_meter.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace tracerouter::run {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

/// A meter of a run that is as far as the test says.
class progress_meter_test : public testing::Test {
protected:
    progress_meter_test() {
        now.total = 1000;
        now.total_is_exact = true;
        now.done = 100;
    }

    void start(progress_meter::settings chosen) {
        meter.emplace(context.get_executor(), chosen, [this](std::string_view text) { shown += text; });
        meter->start([this] { return now; });
    }

    boost::asio::io_context context;
    report::progress now;
    std::string shown;
    std::optional<progress_meter> meter;
};

TEST_F(progress_meter_test, draws_its_line_and_takes_it_away) {
    now.done_before = 100;
    start({.wanted = true, .redraw = true});
    context.run_one();
    EXPECT_EQ(shown, "\r\x1b[K100 of 1000 targets (10 %), 0 probes/s, 0 replies/s, 0 dropped");
    shown.clear();
    meter->clear();
    meter->clear();
    EXPECT_EQ(shown, "\r\x1b[K");
}

TEST_F(progress_meter_test, draws_nothing_while_targets_are_few) {
    now.total = 32;
    now.done = 32;
    start({.wanted = true, .redraw = true});
    context.run_one();
    meter->finish();
    EXPECT_THAT(shown, IsEmpty());
}

TEST_F(progress_meter_test, writes_whole_lines_where_nothing_can_be_drawn_again) {
    start({.lines = 1ms});
    context.run_one();
    EXPECT_THAT(shown, StartsWith("tracerouter: 100 of 1000 targets"));
    EXPECT_TRUE(shown.ends_with("\n"));
}

TEST_F(progress_meter_test, shows_a_line_when_asked_whatever_was_wanted) {
    start({});
    meter->show();
    EXPECT_THAT(shown, StartsWith("tracerouter: 100 of 1000 targets"));
}

TEST_F(progress_meter_test, ends_with_the_summary) {
    start({.wanted = true, .redraw = true});
    context.run_one();
    shown.clear();
    meter->finish();
    EXPECT_THAT(shown, StartsWith("\r\x1b[Ktracerouter: 100 targets in 0:00:00: "));
    EXPECT_THAT(shown, HasSubstr("\ntracerouter: 0 probes, "));
    EXPECT_TRUE(shown.ends_with("\n"));
    context.run();
}

TEST_F(progress_meter_test, is_silent_when_nobody_wants_it) {
    start({});
    EXPECT_EQ(context.run(), 0u);
    meter->finish();
    EXPECT_THAT(shown, IsEmpty());
}

}  // namespace
}  // namespace tracerouter::run
