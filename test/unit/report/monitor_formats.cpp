#include "report/monitor_formats.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string_view>

#include "monitor_results.hpp"
#include "string_sink.hpp"

namespace tracerouter::report {
namespace {

TEST(monitor_formats, have_a_word_each_and_begin_with_the_default) {
    std::set<std::string_view> words;
    for (const auto& format : monitor_formats()) EXPECT_TRUE(words.insert(format.word).second) << format.word;
    EXPECT_EQ(words, (std::set<std::string_view>{"text", "json", "events", "csv", "openmetrics"}));
    EXPECT_EQ(monitor_formats().front().word, "text");
}

TEST(monitor_formats, write_observations_only_if_their_rows_say_so) {
    probe_observation seen;
    seen.round = seen.ttl = 1;
    seen.outcome = probe_outcome::lost;
    for (const auto& format : monitor_formats()) {
        string_sink out;
        const auto report = format.make(out, {});
        EXPECT_FALSE(report->observed(monitor_heading(), seen));
        EXPECT_EQ(!out.text().empty(), format.wants_observations) << format.word;
    }
}

TEST(monitor_formats, write_whole_lines_of_a_result) {
    for (const auto& format : monitor_formats()) {
        string_sink out;
        const auto report = format.make(out, {});
        EXPECT_FALSE(report->started(example_start()));
        EXPECT_FALSE(report->happened(monitor_heading(), example_events()[0]));
        EXPECT_FALSE(report->summary(example_monitor()));
        EXPECT_FALSE(report->failure({"nosuch.example", failure_kind::unresolved, "Host not found"}));
        EXPECT_FALSE(report->finish());
        ASSERT_FALSE(out.writes.empty()) << format.word;
        for (const auto& lines : out.writes) EXPECT_TRUE(lines.ends_with('\n')) << format.word;
    }
}

}  // namespace
}  // namespace tracerouter::report
