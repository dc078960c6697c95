#include "report/json_reporter.hpp"

#include <gtest/gtest.h>
#include <boost/json/parse.hpp>

#include "results.hpp"
#include "string_sink.hpp"

namespace tracerouter::report {
namespace {

std::string line_of(const trace_result& result) {
    string_sink out;
    json_reporter report{out};
    EXPECT_FALSE(report.trace(result, {}));
    EXPECT_EQ(out.writes.size(), 1u);
    return out.text();
}

boost::json::value parsed(const trace_result& result) {
    return boost::json::parse(line_of(result));
}

/// The only probe of the only hop of a trace.
boost::json::object parsed_probe(const probe_result& probe) {
    auto result = example_trace();
    result.hops = {hop_of(1, {probe})};
    return parsed(result).at_pointer("/hops/0/probes/0").as_object();
}

TEST(json_reporter, writes_the_example_of_the_schema) {
    EXPECT_EQ(
        line_of(example_trace()),
        R"({"schema":"tracerouter.trace/1","target":"example.net","address":"198.18.10.1","source":"198.18.0.2",)"
        R"("family":"ipv4","protocol":"icmp","options":{"protocol":"icmp","first_ttl":1,"max_ttl":30,"queries":3,"size":60,)"
        R"("tos":0,"dont_fragment":false},"started_at":"2026-11-23T09:00:00.123456Z","duration_ms":131.200,)"
        R"("reached":true,"distance":16,"stop_reason":"destination","probes_sent":64,"replies":48,"late":0,)"
        R"("duplicates":0,"foreign":0,"receive_drops":0,"clock":"kernel","hops":[)"
        R"({"ttl":1,"state":"answered","probes":[{"query":1,"status":"replied","sent_at_us":250,"address":"198.18.1.1","rtt_ms":1.012,)"
        R"("reply":"time-exceeded","icmp_type":11,"icmp_code":0,"reply_ttl":64,"nat":false,)"
        R"("mpls":[{"label":24003,"tc":0,"bottom":true,"ttl":1}]},{"query":2,"status":"timeout","sent_at_us":260}]},)"
        R"({"ttl":2,"state":"silent","probes":[{"query":1,"status":"timeout","sent_at_us":260}]},)"
        R"({"ttl":3,"state":"inferred","address":"198.18.1.3","probes":[{"query":1,"status":"timeout","sent_at_us":260}]}]})"
        "\n");
}

TEST(json_reporter, keeps_numbers_exact) {
    auto result = example_trace();
    result.foreign = 18'446'744'073'709'551'615u;
    const auto value = parsed(result);
    EXPECT_DOUBLE_EQ(value.at("duration_ms").to_number<double>(), 131.2);
    EXPECT_DOUBLE_EQ(value.at_pointer("/hops/0/probes/0/rtt_ms").to_number<double>(), 1.012);
    EXPECT_EQ(value.at("foreign").to_number<std::uint64_t>(), result.foreign);
}

TEST(json_reporter, writes_null_for_what_is_not_known) {
    auto result = example_trace();
    result.distance.reset();
    result.source = boost::asio::ip::address{};
    const auto value = parsed(result);
    EXPECT_TRUE(value.at("distance").is_null());
    EXPECT_TRUE(value.at("source").is_null());
}

TEST(json_reporter, tells_the_options_of_other_protocols) {
    auto result = example_trace();
    result.protocol = result.options.protocol = protocol::udp;
    result.options.flow = 7;
    result.options.tos = 0xb8;
    result.options.dont_fragment = true;
    result.options.packet_size = 1'400;
    result.identifier = 40'000;
    const auto options = parsed(result).at("options");
    EXPECT_EQ(options, boost::json::parse(
                           R"({"protocol":"udp","port":33434,"source_port":40000,"flow":7,"first_ttl":1,"max_ttl":30,)"
                           R"("queries":3,"size":1400,"tos":184,"dont_fragment":true})"));
}

TEST(json_reporter, tells_what_is_odd_about_an_answer) {
    auto answer = exceeded("198.18.1.1", us(1));
    answer.ttl_quoted = 3;
    answer.tos_quoted = 0xb8;
    answer.reply_id = 0xbeef;
    answer.nat = true;
    answer.late = true;
    answer.received_stamp = stamp_source::process;
    const auto probe = parsed_probe(replied(answer));
    EXPECT_EQ(probe.at("ttl_quoted"), 3);
    EXPECT_EQ(probe.at("tos_quoted"), 0xb8);
    EXPECT_EQ(probe.at("reply_id"), 0xbeef);
    EXPECT_EQ(probe.at("nat"), true);
    EXPECT_EQ(probe.at("late"), true);
    EXPECT_EQ(probe.at("received_stamp"), "process");
    EXPECT_FALSE(probe.contains("sent_stamp"));
}

TEST(json_reporter, has_no_key_for_what_a_probe_does_not_know) {
    auto unseen = exceeded("198.18.1.1", us(1));
    unseen.nat.reset();
    EXPECT_FALSE(parsed_probe(replied(unseen)).contains("nat"));
    const auto probe = parsed_probe(replied(exceeded("198.18.1.1", us(1))));
    for (const auto* key :
         {"ttl_quoted", "tos_quoted", "reply_ttl", "reply_id", "late", "sent_stamp", "received_stamp", "mpls"}) {
        EXPECT_FALSE(probe.contains(key)) << key;
    }
    EXPECT_FALSE(parsed_probe(timed_out()).contains("rtt_ms"));
    EXPECT_FALSE(parsed_probe(unsent()).contains("sent_at_us"));
}

TEST(json_reporter, says_why_a_probe_was_not_sent) {
    auto refused = timed_out();
    refused.status = probe_status::send_failed;
    refused.send_error = make_error_code(boost::system::errc::network_unreachable);
    const auto probe = parsed_probe(refused);
    EXPECT_EQ(probe.at("status"), "send-failed");
    EXPECT_EQ(probe.at("error"), "Network is unreachable");
}

TEST(json_reporter, writes_targets_that_were_not_traced) {
    string_sink out;
    json_reporter report{out};
    report.failure({"nosuch.example", failure_kind::unresolved, "Host not found"});
    EXPECT_EQ(out.text(), R"({"schema":"tracerouter.trace/1","target":"nosuch.example","error":{"code":"unresolved",)"
                          R"("message":"Host not found"}})"
                          "\n");
}

TEST(json_reporter, writes_one_line_whatever_the_name) {
    auto result = example_trace();
    result.target = "a\n\"b\xff";
    const auto line = line_of(result);
    EXPECT_EQ(line.find('\n'), line.size() - 1);
    EXPECT_EQ(boost::json::parse(line).at("target"), "a\n\"b\ufffd");
}

TEST(json_reporter, writes_what_is_known_beside_an_address) {
    const address_facts facts{.name = "gw.example", .asn = 64500, .as_name = "Ö\x1b", .country = "SE", .city = "Malmö"};
    string_sink out;
    const auto known = [&](const boost::asio::ip::address& address) {
        return address.to_string() == "198.18.10.1" ? nullptr : &facts;
    };
    json_reporter report{out, {.facts = known}};
    report.trace(example_trace(), {});
    const auto value = boost::json::parse(out.text());
    for (const auto* place : {"/hops/0/probes/0", "/hops/2"}) {
        const auto& answerer = value.at_pointer(place);
        EXPECT_EQ(answerer.at("name"), "gw.example");
        EXPECT_EQ(answerer.at("asn"), 64500);
        EXPECT_EQ(answerer.at("as_name"), "Ö\x1b");
        EXPECT_EQ(answerer.at("country"), "SE");
        EXPECT_EQ(answerer.at("city"), "Malmö");
    }
    EXPECT_EQ(out.text().find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace tracerouter::report
