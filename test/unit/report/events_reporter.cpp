#include "report/events_reporter.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/json/parse.hpp>

#include "results.hpp"
#include "string_sink.hpp"

namespace tracerouter::report {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

hop_result silent(std::uint8_t ttl) {
    return hop_of(ttl, {timed_out()});
}

heading numbered(std::size_t number) {
    auto heading = example_heading();
    heading.number = target_number{number};
    return heading;
}

TEST(events_reporter, tells_a_hop_when_it_is_final) {
    string_sink out;
    events_reporter report{out, {.streaming = true}};
    EXPECT_TRUE(report.wants_hops());
    report.hop(numbered(7), silent(1));
    EXPECT_EQ(out.text(), R"({"schema":"tracerouter.event/1","event":"hop","trace":7,"target":"example.net",)"
                          R"("address":"198.18.10.1","hop":{"ttl":1,"state":"silent",)"
                          R"("probes":[{"query":1,"status":"timeout","sent_at_us":260}]}})"
                          "\n");
}

TEST(events_reporter, tells_a_trace_without_its_hops) {
    string_sink out;
    events_reporter report{out, {.streaming = true}};
    const auto result = example_trace();
    for (const auto& hop : result.hops) report.hop(numbered(0), hop);
    report.trace(result, {});
    ASSERT_THAT(out.writes, SizeIs(result.hops.size() + 1));
    const auto event = boost::json::parse(out.writes.back());
    EXPECT_EQ(event.at("event"), "trace");
    EXPECT_EQ(event.at("trace"), 0);
    EXPECT_EQ(event.at("stop_reason"), "destination");
    EXPECT_FALSE(event.as_object().contains("hops"));
}

TEST(events_reporter, tells_hops_that_never_became_final_at_the_end) {
    string_sink out;
    events_reporter report{out, {.streaming = true}};
    auto result = example_trace();
    result.hops = {silent(1), silent(2), silent(3)};
    report.hop(numbered(0), silent(1));
    report.hop(numbered(1), silent(1));
    report.hop(numbered(1), silent(2));
    out.writes.clear();
    report.trace(result, {});
    EXPECT_THAT(out.writes, ElementsAre(AllOf(HasSubstr(R"("hop":{"ttl":2,)"), HasSubstr(R"("hop":{"ttl":3,)"),
                                              HasSubstr(R"("event":"trace")"))));
    EXPECT_THAT(out.text(), Not(HasSubstr(R"("hop":{"ttl":1,)")));
}

TEST(events_reporter, tells_all_hops_at_the_end_when_none_may_be_told_before) {
    string_sink out;
    events_reporter report{out};
    EXPECT_FALSE(report.wants_hops());
    auto result = example_trace();
    result.hops = {silent(1), silent(2)};
    report.trace(result, {});
    EXPECT_THAT(out.writes, ElementsAre(AllOf(HasSubstr(R"("hop":{"ttl":1,)"), HasSubstr(R"("hop":{"ttl":2,)"),
                                              HasSubstr(R"("event":"trace")"))));
}

TEST(events_reporter, tells_targets_that_were_not_traced) {
    string_sink out;
    events_reporter report{out, {.streaming = true}};
    report.failure({"nosuch.example", failure_kind::unresolved, "Host not found"});
    EXPECT_EQ(out.text(), R"({"schema":"tracerouter.event/1","event":"failure","target":"nosuch.example",)"
                          R"("error":{"code":"unresolved","message":"Host not found"}})"
                          "\n");
}

}  // namespace
}  // namespace tracerouter::report
