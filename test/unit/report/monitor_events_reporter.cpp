#include "report/monitor_events_reporter.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/json/parse.hpp>

#include <cstdint>
#include <initializer_list>
#include <string>

#include "monitor_results.hpp"
#include "results.hpp"
#include "string_sink.hpp"

namespace tracerouter::report {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::string_view of_example = R"("target":"example.net","address":"198.18.10.1",)";

probe_observation example_observation(probe_outcome outcome) {
    probe_observation seen;
    seen.round = 7;
    seen.flow = 2;
    seen.ttl = 3;
    seen.sent_at = at_ten(1) + std::chrono::nanoseconds{234};
    seen.outcome = outcome;
    return seen;
}

std::string told(const probe_observation& seen) {
    string_sink out;
    monitor_events_reporter report{out};
    EXPECT_FALSE(report.observed(monitor_heading(), seen));
    return out.text();
}

TEST(monitor_events_reporter, tells_an_answered_probe_with_nanoseconds) {
    auto seen = example_observation(probe_outcome::answered);
    seen.reply = exceeded("198.18.1.1", us(1'012) + std::chrono::nanoseconds{5});
    seen.reply->reply_ttl = 62;
    seen.reply->mpls = {{.label = 24003, .traffic_class = 0, .bottom = true, .ttl = 1}};
    EXPECT_EQ(told(seen),
              R"({"schema":"tracerouter.event/1","event":"probe",)" + std::string{of_example} +
                  R"("round":7,"flow":2,"ttl":3,"sent_at":"2026-11-29T10:00:00.000001234Z","status":"answered",)"
                  R"("rtt_ms":1.012005,"responder":"198.18.1.1","arrived":false,"reply":"time-exceeded",)"
                  R"("icmp_type":11,"icmp_code":0,"reply_ttl":62,"nat":false,)"
                  R"("mpls":[{"label":24003,"tc":0,"bottom":true,"ttl":1}]})"
                  "\n");
}

TEST(monitor_events_reporter, tells_lost_and_refused_probes) {
    EXPECT_THAT(told(example_observation(probe_outcome::lost)), HasSubstr("Z\",\"status\":\"lost\"}\n"));
    auto refused = example_observation(probe_outcome::refused);
    refused.send_error = {101, boost::system::system_category()};
    EXPECT_THAT(told(refused), HasSubstr(R"("status":"refused","error":"Network is unreachable",)"
                                         R"("error_category":"system","error_value":101})"
                                         "\n"));
}

TEST(monitor_events_reporter, tells_probes_that_are_still_waited_for_before_the_summary) {
    string_sink out;
    monitor_events_reporter report{out};
    auto seen = example_observation(probe_outcome::sent);
    for (const std::uint16_t ttl : std::initializer_list<std::uint16_t>{3, 1, 2}) {
        seen.ttl = ttl;
        report.observed(monitor_heading(), seen);
    }
    EXPECT_THAT(out.writes, IsEmpty());
    seen.outcome = probe_outcome::lost;
    seen.ttl = 2;
    report.observed(monitor_heading(), seen);
    report.summary(example_monitor());
    EXPECT_THAT(out.writes,
                ElementsAre(HasSubstr(R"("ttl":2,)"),
                            AllOf(HasSubstr(R"("ttl":1,"sent_at":"2026-11-29T10:00:00.000001234Z","status":"sent"})"),
                                  HasSubstr(R"("ttl":3,"sent_at":"2026-11-29T10:00:00.000001234Z","status":"sent"})"),
                                  HasSubstr(R"("event":"end")"), HasSubstr(R"("event":"summary")"),
                                  Not(HasSubstr(R"("status":"lost")")))));
    out.writes.clear();
    report.summary(example_monitor());
    EXPECT_THAT(out.text(), Not(HasSubstr(R"("event":"probe")")));
}

TEST(monitor_events_reporter, tells_when_counters_begin_anew) {
    string_sink out;
    monitor_events_reporter report{out};
    EXPECT_FALSE(report.was_reset(monitor_heading(), {.at = at_ten(1) + std::chrono::nanoseconds{234}, .rounds = 12}));
    EXPECT_EQ(out.text(), R"({"schema":"tracerouter.event/1","event":"reset",)" + std::string{of_example} +
                              R"("at":"2026-11-29T10:00:00.000001234Z","rounds":12})"
                              "\n");
}

TEST(monitor_events_reporter, tells_how_a_target_begins_and_ends) {
    string_sink out;
    monitor_events_reporter report{out};
    report.started(example_start());
    report.summary(example_monitor());
    ASSERT_THAT(out.writes, SizeIs(2));
    EXPECT_EQ(
        out.writes[0],
        R"({"schema":"tracerouter.event/1","event":"start",)" + std::string{of_example} +
            R"("source":"198.18.0.2","family":"ipv4","protocol":"icmp","options":{"protocol":"icmp","first_ttl":1,)"
            R"("max_ttl":30,"queries":3,"size":60,"tos":0,"dont_fragment":false,"wait_ms":3000.000,"gap_limit":5},)"
            R"("flows":4,"interval_ms":1500.000,"started_at":"2026-11-29T10:00:00.123456789Z"})"
            "\n");
    const auto line_end = out.writes[1].find('\n') + 1;
    EXPECT_EQ(out.writes[1].substr(0, line_end), R"({"schema":"tracerouter.event/1","event":"end",)" +
                                                     std::string{of_example} +
                                                     R"("ended_at":"2026-11-29T10:00:10.123706000Z","rounds":10})"
                                                     "\n");
    const auto last = boost::json::parse(out.writes[1].substr(line_end));
    EXPECT_EQ(last.at("event"), "summary");
    EXPECT_EQ(last.at("rounds"), 10);
    EXPECT_EQ(last.at("hops").as_array().size(), 3U);
}

TEST(monitor_events_reporter, tells_each_event_in_a_line) {
    string_sink out;
    monitor_events_reporter report{out};
    for (const auto& event : example_events()) EXPECT_FALSE(report.happened(monitor_heading(), event));
    const std::string begin = R"({"schema":"tracerouter.event/1","event":")";
    const auto of = "\"," + std::string{of_example};
    EXPECT_THAT(out.writes, ElementsAre(HasSubstr(begin + "change" + of + R"("kind":"route","at":)"),
                                        HasSubstr(begin + "change" + of + R"("kind":"length","at":)"),
                                        HasSubstr(begin + "change" + of + R"("kind":"balance","at":)"),
                                        begin + "burst" + of +
                                            R"("at":"2026-11-29T10:00:00.000004Z","duration_ms":3000.500,"lost":3})"
                                            "\n",
                                        begin + "outage" + of +
                                            R"("at":"2026-11-29T10:00:00.000005Z","lost":4})"
                                            "\n",
                                        begin + "recovery" + of +
                                            R"("at":"2026-11-29T10:00:00.000006Z","duration_ms":60000.001,"lost":70})"
                                            "\n"));
}

TEST(monitor_events_reporter, passes_errors_of_its_sink_on) {
    string_sink out;
    monitor_events_reporter report{out};
    out.failure = make_error_code(boost::system::errc::no_space_on_device);
    EXPECT_EQ(report.started(example_start()), out.failure);
    EXPECT_EQ(report.observed(monitor_heading(), example_observation(probe_outcome::lost)), out.failure);
}

}  // namespace
}  // namespace tracerouter::report
