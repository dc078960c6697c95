#include "report/monitor_json_reporter.hpp"

#include <gtest/gtest.h>
#include <boost/json/parse.hpp>

#include <limits>
#include <string>

#include "monitor_results.hpp"
#include "report/shares.hpp"
#include "results.hpp"
#include "string_sink.hpp"

namespace tracerouter::report {
namespace {

boost::json::value monitor_json(const monitor_result& result, const fact_lookup& facts = {}) {
    string_sink out;
    monitor_json_reporter report{out, {.facts = facts}};
    EXPECT_FALSE(report.summary(result));
    EXPECT_EQ(out.writes.size(), 1U);
    EXPECT_EQ(out.text().find('\n'), out.text().size() - 1);
    return boost::json::parse(out.text());
}

TEST(monitor_json_reporter, tells_what_is_known_of_a_target) {
    string_sink out;
    monitor_json_reporter report{out};
    auto result = example_monitor();
    result.hops.clear();
    report.summary(result);
    EXPECT_EQ(
        out.text(),
        R"({"schema":"tracerouter.monitor/1","target":"example.net","address":"198.18.10.1","source":"198.18.0.2",)"
        R"("family":"ipv4","protocol":"icmp","options":{"protocol":"icmp","first_ttl":1,"max_ttl":30,"queries":3,)"
        R"("size":60,"tos":0,"dont_fragment":false,"wait_ms":3000.000,"gap_limit":5},)"
        R"("started_at":"2026-11-29T10:00:00.123456Z","duration_ms":10000.250,"rounds":10,"flows":4,)"
        R"("reached":true,"distance":3,"hops":[],"changes":[]})"
        "\n");
}

TEST(monitor_json_reporter, tells_counts_loss_and_times_of_a_hop) {
    const auto hop = monitor_json(example_monitor()).at("hops").at(2).as_object();
    const auto expected = boost::json::parse(
        R"({"ttl":3,"sent":12,"decided":10,"lost":1,"late":1,"duplicates":2,"limited":0,"refused":0,)"
        R"("loss":0.1,"loss_low":0.01,"loss_high":0.995,"last_ms":4.130,"best_ms":4.100,"mean_ms":4.220,)"
        R"("median_ms":4.190,"worst_ms":4.500,"stddev_ms":0.140,"last_difference_ms":0.050,)"
        R"("mean_difference_ms":0.060,"worst_difference_ms":0.300,"jitter_ms":0.070})");
    for (const auto& [key, value] : expected.as_object()) EXPECT_EQ(hop.at(key), value) << std::string_view{key};
    EXPECT_EQ(hop.size(), expected.as_object().size() + 3);  // responders, flows, windows
}

TEST(monitor_json_reporter, has_no_key_for_what_is_not_known) {
    auto result = example_monitor();
    result.source = boost::asio::ip::address{};
    result.distance.reset();
    result.hops[1].loss.reset();
    const auto value = monitor_json(result);
    EXPECT_FALSE(value.as_object().contains("source"));
    EXPECT_FALSE(value.as_object().contains("distance"));
    const auto& silent_hop = value.at("hops").at(1).as_object();
    for (const auto* key : {"loss", "loss_low", "last_ms", "best_ms", "p95_ms", "p99_ms", "jitter_ms"}) {
        EXPECT_FALSE(silent_hop.contains(key)) << key;
    }
    EXPECT_EQ(silent_hop.at("refused"), 3);
    EXPECT_TRUE(silent_hop.at("responders").as_array().empty());
}

TEST(monitor_json_reporter, tells_responders_flows_and_windows) {
    const address_facts known{.name = "gw.example", .asn = 64500};
    const auto value = monitor_json(example_monitor(), [&](const auto&) { return &known; });
    const auto& responder = value.at_pointer("/hops/0/responders/0");
    EXPECT_EQ(responder.at("address"), "198.18.1.1");
    EXPECT_EQ(responder.at("name"), "gw.example");
    EXPECT_EQ(responder.at("asn"), 64500);
    EXPECT_EQ(responder.at("replies"), 10);
    EXPECT_EQ(responder.at("share"), 1);
    EXPECT_EQ(responder.at("mpls"), boost::json::parse(R"([{"label":24003,"tc":5,"bottom":true,"ttl":1}])"));
    EXPECT_EQ(responder.at("last_seen"), "2026-11-29T10:00:09.000000Z");
    EXPECT_EQ(value.at_pointer("/hops/2/responders/1/share"), 0.333333);
    EXPECT_EQ(value.at_pointer("/hops/2/flows/0/address"), "198.18.10.2");
    EXPECT_EQ(value.at_pointer("/hops/2/flows/0/median_ms"), 4.19);
    EXPECT_EQ(value.at_pointer("/hops/2/windows/0"), boost::json::parse(R"({"seconds":60,"decided":0,"lost":0})"));
    EXPECT_EQ(value.at_pointer("/hops/2/windows/1/loss"), 0.1);
}

TEST(monitor_json_reporter, tells_what_has_changed) {
    auto result = example_monitor();
    result.changes = example_events();
    EXPECT_EQ(
        monitor_json(result).at("changes"),
        boost::json::parse(
            R"([{"kind":"route","at":"2026-11-29T10:00:00.000001Z","flow":0,"ttl":2,"before":"198.18.1.1","after":"2001:db8::1"},)"
            R"({"kind":"length","at":"2026-11-29T10:00:00.000002Z","flow":1,"ttl_before":9,"ttl_after":10},)"
            R"({"kind":"balance","at":"2026-11-29T10:00:00.000003Z","flow":2,"ttl":3,"before":"2001:db8::1","after":"198.18.1.1"},)"
            R"({"kind":"burst","at":"2026-11-29T10:00:00.000004Z","duration_ms":3000.5,"lost":3},)"
            R"({"kind":"outage","at":"2026-11-29T10:00:00.000005Z","lost":4},)"
            R"({"kind":"recovery","at":"2026-11-29T10:00:00.000006Z","duration_ms":60000.001,"lost":70}])"));
}

TEST(monitor_json_reporter, tells_targets_that_were_not_monitored) {
    string_sink out;
    monitor_json_reporter report{out};
    report.failure({"nosuch.example", failure_kind::unresolved, "Host not found"});
    EXPECT_EQ(out.text(), R"({"schema":"tracerouter.monitor/1","target":"nosuch.example","error":{"code":"unresolved",)"
                          R"("message":"Host not found"}})"
                          "\n");
}

TEST(share_word, has_six_decimals_at_most_and_is_a_share) {
    EXPECT_EQ(share_word(0), "0");
    EXPECT_EQ(share_word(-0.0), "0");
    EXPECT_EQ(share_word(1), "1");
    EXPECT_EQ(share_word(0.05), "0.05");
    EXPECT_EQ(share_word(2.0 / 3), "0.666667");
    EXPECT_EQ(share_word(0.9999999), "1");
    EXPECT_EQ(share_word(0.1 + 0.2), "0.3");
    EXPECT_EQ(share_word(-1), "0");
    EXPECT_EQ(share_word(7), "1");
    EXPECT_EQ(share_word(std::numeric_limits<double>::quiet_NaN()), "0");
    EXPECT_EQ(share_word(std::numeric_limits<double>::infinity()), "1");
}

}  // namespace
}  // namespace tracerouter::report
