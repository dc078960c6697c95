#include "report/openmetrics.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "monitor_results.hpp"
#include "report/openmetrics_reporter.hpp"
#include "string_sink.hpp"
#include "tracerouter/version.hpp"

namespace tracerouter::report {
namespace {

using testing::HasSubstr;

std::string page_of(const std::vector<monitor_result>& results, const std::vector<monitor_event>& events = {},
                    const fact_lookup& facts = {}) {
    string_sink out;
    openmetrics_reporter report{out, {.facts = facts}};
    for (const auto& event : events) report.happened(monitor_heading(), event);
    for (const auto& result : results) report.summary(result);
    EXPECT_FALSE(report.finish());
    EXPECT_EQ(out.writes.size(), 1U);
    return out.text();
}

TEST(openmetrics, writes_a_whole_page) {
    const address_facts gateway{.name = "gw.example", .asn = 64500};
    const auto facts = [&](const boost::asio::ip::address& address) {
        return address.to_string() == "198.18.1.1" ? &gateway : nullptr;
    };
    auto result = example_monitor();
    result.hops.erase(result.hops.begin() + 1);
    result.changes = example_events();
    const std::string example = R"({target="example.net")";
    EXPECT_EQ(page_of({result}, example_events(), facts),
              "# HELP tracerouter_build_info The program that measures.\n"
              "# TYPE tracerouter_build_info gauge\n"
              "tracerouter_build_info{version=\"" +
                  std::string{version} +
                  "\"} 1\n"
                  "# HELP tracerouter_probes Probes to this TTL whose fate is decided.\n"
                  "# TYPE tracerouter_probes counter\n"
                  "tracerouter_probes_total" +
                  example + ",ttl=\"1\"} 10\ntracerouter_probes_total" + example +
                  ",ttl=\"3\"} 11\n"
                  "# HELP tracerouter_probes_lost Of these, without an answer in time.\n"
                  "# TYPE tracerouter_probes_lost counter\n"
                  "tracerouter_probes_lost_total" +
                  example + ",ttl=\"1\"} 0\ntracerouter_probes_lost_total" + example +
                  ",ttl=\"3\"} 2\n"
                  "# HELP tracerouter_late Of the lost ones, answered after their deadline.\n"
                  "# TYPE tracerouter_late counter\n"
                  "tracerouter_late_total" +
                  example + ",ttl=\"1\"} 0\ntracerouter_late_total" + example +
                  ",ttl=\"3\"} 1\n"
                  "# HELP tracerouter_duplicates Further answers to answered probes.\n"
                  "# TYPE tracerouter_duplicates counter\n"
                  "tracerouter_duplicates_total" +
                  example + ",ttl=\"1\"} 0\ntracerouter_duplicates_total" + example +
                  ",ttl=\"3\"} 2\n"
                  "# HELP tracerouter_limited Probes without answer, as the hop limits its answers.\n"
                  "# TYPE tracerouter_limited counter\n"
                  "tracerouter_limited_total" +
                  example + ",ttl=\"1\"} 0\ntracerouter_limited_total" + example +
                  ",ttl=\"3\"} 0\n"
                  "# HELP tracerouter_send_errors Probes that this host did not send.\n"
                  "# TYPE tracerouter_send_errors counter\n"
                  "tracerouter_send_errors_total" +
                  example + ",ttl=\"1\"} 0\ntracerouter_send_errors_total" + example +
                  ",ttl=\"3\"} 0\n"
                  "# HELP tracerouter_responders Addresses that have answered at this TTL.\n"
                  "# TYPE tracerouter_responders gauge\n"
                  "tracerouter_responders" +
                  example + ",ttl=\"1\"} 1\ntracerouter_responders" + example +
                  ",ttl=\"3\"} 2\n"
                  "# HELP tracerouter_hop_info Who answers the main flow at this TTL.\n"
                  "# TYPE tracerouter_hop_info gauge\n"
                  "tracerouter_hop_info" +
                  example + ",ttl=\"1\",address=\"198.18.1.1\",name=\"gw.example\",asn=\"64500\"} 1\n" +
                  "tracerouter_hop_info" + example +
                  ",ttl=\"3\",address=\"198.18.10.2\"} 1\n"
                  "# HELP tracerouter_path_changes Changes of the path, by kind.\n"
                  "# TYPE tracerouter_path_changes counter\n"
                  "tracerouter_path_changes_total" +
                  example + ",kind=\"route\"} 1\ntracerouter_path_changes_total" + example +
                  ",kind=\"length\"} 1\ntracerouter_path_changes_total" + example +
                  ",kind=\"balance\"} 1\n"
                  "# HELP tracerouter_last_change_timestamp_seconds When the path changed last.\n"
                  "# TYPE tracerouter_last_change_timestamp_seconds gauge\n"
                  "# UNIT tracerouter_last_change_timestamp_seconds seconds\n"
                  "tracerouter_last_change_timestamp_seconds" +
                  example +
                  "} 1795946400.000\n"
                  "# HELP tracerouter_rounds Rounds of probes that were begun.\n"
                  "# TYPE tracerouter_rounds counter\n"
                  "tracerouter_rounds_total" +
                  example +
                  "} 10\n"
                  "# HELP tracerouter_loss_bursts Times several probes in a row were lost.\n"
                  "# TYPE tracerouter_loss_bursts counter\n"
                  "tracerouter_loss_bursts_total" +
                  example +
                  "} 1\n"
                  "# HELP tracerouter_outages Times the target ceased to answer.\n"
                  "# TYPE tracerouter_outages counter\n"
                  "tracerouter_outages_total" +
                  example +
                  "} 1\n"
                  "# HELP tracerouter_path_hops TTL at which the target answers.\n"
                  "# TYPE tracerouter_path_hops gauge\n"
                  "tracerouter_path_hops" +
                  example +
                  "} 3\n"
                  "# HELP tracerouter_target_reached Whether it answered in the last rounds.\n"
                  "# TYPE tracerouter_target_reached gauge\n"
                  "tracerouter_target_reached" +
                  example +
                  "} 1\n"
                  "# EOF\n");
}

TEST(openmetrics, counts_events_since_the_start_and_forgets_targets_between_pages) {
    string_sink out;
    openmetrics_reporter report{out};
    const auto route = example_events()[0];
    for (int page = 1; page <= 2; ++page) {
        for (int i = 0; i < 150; ++i) report.happened(monitor_heading(), route);
        report.summary(example_monitor());
        report.finish();
        EXPECT_THAT(out.writes.back(), HasSubstr("kind=\"route\"} " + std::to_string(page * 150) + '\n'));
    }
    report.finish();
    EXPECT_THAT(out.writes.back(), Not(HasSubstr("example.net")));
    EXPECT_TRUE(out.writes.back().ends_with("# EOF\n"));
}

TEST(openmetrics, never_lets_a_counter_fall_when_an_answer_comes_late) {
    const auto counters_of = [](const probe_counts& probes) {
        auto result = example_monitor();
        result.hops.resize(1);
        result.hops[0].probes = probes;
        const auto page = page_of({result});
        const auto begin = page.find("\ntracerouter_probes_total");
        return page.substr(begin, page.find("# HELP tracerouter_late") - begin);
    };
    EXPECT_EQ(counters_of({.sent = 10, .answered = 8, .lost = 2}),
              counters_of({.sent = 10, .answered = 8, .lost = 1, .late = 1}));
}

TEST(openmetrics, tells_targets_of_one_name_apart) {
    auto other = example_monitor();
    other.address = boost::asio::ip::make_address("2001:db8::1");
    const auto page = page_of({example_monitor(), other, other});
    EXPECT_THAT(page, HasSubstr("tracerouter_rounds_total{target=\"example.net (198.18.10.1)\"} 10\n"));
    std::set<std::string> samples;
    for (std::size_t begin = 0; begin < page.size();) {
        const auto end = page.find('\n', begin);
        const auto line = page.substr(begin, end - begin);
        EXPECT_TRUE(samples.insert(line.substr(0, line.rfind(' '))).second || line.front() == '#') << line;
        begin = end + 1;
    }
}

TEST(openmetrics, escapes_what_others_wrote) {
    auto result = example_monitor();
    result.target = "a\\b\"c\nd\xff";
    EXPECT_THAT(page_of({result}), HasSubstr(R"(tracerouter_rounds_total{target="a\\b\"c\\x0Ad\\xFF"} 10)"));
}

TEST(openmetrics, has_no_sample_for_what_is_not_known) {
    auto result = example_monitor();
    result.distance.reset();
    const auto page = page_of({result});
    EXPECT_THAT(page, Not(HasSubstr("tracerouter_path_hops{")));
    EXPECT_THAT(page, Not(HasSubstr("tracerouter_last_change_timestamp_seconds{")));
    EXPECT_THAT(page, HasSubstr("tracerouter_target_reached{target=\"example.net\"} 0\n"));
    EXPECT_THAT(page, Not(HasSubstr("tracerouter_hop_info{target=\"example.net\",ttl=\"2\"")));
}

}  // namespace
}  // namespace tracerouter::report
