#include "run/make_reporter.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "scripted_world.hpp"

namespace tracerouter::run {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class string_sink final : public report::sink {
public:
    boost::system::error_code write(std::string_view lines) override {
        text += lines;
        return {};
    }
    std::string text;
};

std::string shown(const config& chosen, report_place where = {}) {
    string_sink out;
    address_facts facts;
    facts.name = "gw.example";
    const auto reporter = make_reporter(
        chosen, out, where, [&](const auto&) { return &facts; }, true);
    trace_result result;
    result.target = "198.18.1.1";
    result.address = boost::asio::ip::make_address("198.18.1.1");
    result.hops = {answered_hop(1, "198.18.1.1")};
    EXPECT_FALSE(reporter->trace(result, {}));
    EXPECT_FALSE(reporter->finish());
    return out.text;
}

config with(const report::output_format& format) {
    config chosen;
    chosen.format = &format;
    return chosen;
}

config with(std::string_view word) {
    return with(*std::ranges::find(report::output_formats(), word, &report::output_format::word));
}

TEST(make_reporter, makes_every_format) {
    EXPECT_THAT(shown(with("text")), StartsWith("traceroute to "));
    EXPECT_THAT(shown(with("json")), StartsWith(R"({"schema":"tracerouter.trace/1")"));
    EXPECT_THAT(shown(with("events")), StartsWith(R"({"schema":"tracerouter.event/1")"));
    EXPECT_THAT(shown(with("csv")), StartsWith("target,"));
    EXPECT_THAT(shown(with("atlas")), StartsWith(R"({"fw":5000)"));
    EXPECT_THAT(shown(with("dot")), StartsWith("digraph "));
}

TEST(make_reporter, hands_on_what_is_known_and_can_be_shown) {
    EXPECT_THAT(shown(with("text")), HasSubstr("gw.example (198.18.1.1)"));
    EXPECT_THAT(shown(with("json")), HasSubstr(R"("name":"gw.example")"));
    EXPECT_THAT(shown(with("csv")), HasSubstr(",gw.example,"));
    EXPECT_THAT(shown(with("text"), {.color = true}), HasSubstr("\x1b[32m"));
    auto numeric = with("text");
    numeric.names = false;
    EXPECT_THAT(shown(numeric), Not(HasSubstr("gw.example")));
}

bool streams(const config& chosen, bool single_target) {
    string_sink out;
    return make_reporter(chosen, out, {}, {}, single_target)->wants_hops();
}

TEST(make_reporter, streams_text_of_one_target_and_all_events) {
    EXPECT_TRUE(streams(with("text"), true));
    EXPECT_FALSE(streams(with("text"), false));
    EXPECT_TRUE(streams(with("events"), false));
    EXPECT_FALSE(streams(with("json"), true));
}

TEST(make_reporter, streams_nothing_that_may_have_to_be_traced_again) {
    for (const auto format : {"text", "events"}) {
        auto resumable = with(format);
        resumable.resume = "checkpoint";
        EXPECT_FALSE(streams(resumable, true));
    }
}

TEST(make_reporter, goes_on_behind_results_of_an_earlier_run) {
    const auto table = with(report::table_format());
    EXPECT_THAT(shown(table, {.continued = true}), StartsWith("\n"));
    EXPECT_THAT(shown(with("text"), {.continued = true}), StartsWith("\n"));
    EXPECT_THAT(shown(with("csv"), {.continued = true}), StartsWith("198.18.1.1,"));
}

TEST(make_reporter, makes_tables_as_wide_as_the_screen) {
    const auto table = with(report::table_format());
    EXPECT_THAT(shown(table), AllOf(HasSubstr("Median"), HasSubstr("gw.example (198.18.1.1)")));
    EXPECT_THAT(shown(table, {.width = 50}), HasSubstr("\u2026"));
}

}  // namespace
}  // namespace tracerouter::run
