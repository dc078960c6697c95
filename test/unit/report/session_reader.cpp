#include "report/session_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <random>
#include <string>
#include <variant>
#include <vector>

#include "monitor_results.hpp"
#include "report/monitor_events_reporter.hpp"
#include "report/session_members.hpp"
#include "string_sink.hpp"

namespace tracerouter::report {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

std::vector<session_line> session_of(std::string_view octets) {
    session_reader reader;
    reader.append(octets);
    std::vector<session_line> out;
    while (auto line = reader.next()) out.push_back(std::move(*line));
    return out;
}

/// What is wrong with the only line of a session; empty: nothing.
std::string fault_of(const std::string& line) {
    const auto lines = session_of(line + '\n');
    EXPECT_THAT(lines, SizeIs(1)) << line;
    const auto* fault = lines.empty() ? nullptr : std::get_if<session_fault>(&lines[0]);
    return fault == nullptr ? std::string{} : fault->message;
}

std::string probe_line(const probe_observation& seen) {
    string_sink out;
    monitor_events_reporter report{out};
    EXPECT_FALSE(report.observed(monitor_heading(), seen));
    return out.text();
}

/// An answered probe as it is written, with one member replaced by another text.
std::string changed(std::string_view from, std::string_view to) {
    std::mt19937_64 chance{3};
    auto seen = random_observation(chance);
    while (!seen.reply || seen.reply->mpls.empty()) seen = random_observation(chance);
    seen.ttl = 7;
    seen.reply->mpls[0].traffic_class = 5;
    seen.reply->rtt = std::chrono::nanoseconds{1'012'345};
    seen.sent_at = at_ten();
    auto line = probe_line(seen);
    line.pop_back();
    const auto place = line.find(from);
    EXPECT_NE(place, std::string::npos) << from << " in " << line;
    if (place != std::string::npos) line.replace(place, from.size(), to);
    return line;
}

std::string start_line(const monitor_start& start) {
    string_sink out;
    monitor_events_reporter report{out};
    EXPECT_FALSE(report.started(start));
    return out.text();
}

TEST(session_reader, reads_back_exactly_what_was_written) {
    constexpr int many = 5'000;
    std::mt19937_64 chance{1};
    string_sink out;
    monitor_events_reporter report{out};
    std::vector<probe_observation> told;
    for (int i = 0; i < many; ++i) {
        told.push_back(random_observation(chance));
        report.observed(monitor_heading(), told.back());
    }
    const auto lines = session_of(out.text());
    ASSERT_EQ(lines.size(), told.size());
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const auto* probe = std::get_if<session_probe>(&lines[i]);
        ASSERT_NE(probe, nullptr) << out.writes[i] << fault_of(out.writes[i]);
        ASSERT_TRUE(same(probe->seen, told[i])) << out.writes[i] << probe_line(probe->seen);
        ASSERT_EQ(probe->target, "example.net");
        ASSERT_EQ(probe->address, monitor_heading().address);
    }
}

TEST(session_reader, reads_starts) {
    auto start = example_start();
    start.options = {.protocol = protocol::udp,
                     .port = 53,
                     .first_ttl = 2,
                     .max_ttl = 40,
                     .queries = 1,
                     .wait = std::chrono::milliseconds{1'500},
                     .gap_limit = 7,
                     .tos = 0xb8,
                     .dont_fragment = true,
                     .packet_size = 1'400,
                     .flow = 12};
    for (const bool known : {true, false}) {
        if (!known) start.source = boost::asio::ip::address{};
        const auto lines = session_of(start_line(start));
        ASSERT_THAT(lines, SizeIs(1));
        ASSERT_TRUE(std::holds_alternative<monitor_start>(lines[0])) << std::get<session_fault>(lines[0]).message;
        EXPECT_EQ(std::get<monitor_start>(lines[0]), start);
    }
}

TEST(session_reader, passes_over_what_it_does_not_know) {
    EXPECT_TRUE(std::holds_alternative<other_event>(
        session_of("{\"schema\":\"tracerouter.event/1\",\"event\":\"shift\",\"at\":[1]}\n")[0]));
    EXPECT_EQ(fault_of(changed("\"ttl\":7", "\"ttl\":7,\"new\":{\"a\":[null]}")), "");
    string_sink out;
    monitor_events_reporter report{out};
    report.summary(example_monitor());
    for (const auto& event : example_events()) report.happened(monitor_heading(), event);
    const auto lines = session_of(out.text());
    ASSERT_EQ(lines.size(), example_events().size() + 2);
    for (std::size_t i = 1; i < lines.size(); ++i) EXPECT_TRUE(std::holds_alternative<other_event>(lines[i])) << i;
}

TEST(session_reader, reads_when_a_monitor_ended) {
    auto result = example_monitor();
    result.started_at += std::chrono::nanoseconds{1};
    result.elapsed = std::chrono::hours{24 * 365} + std::chrono::nanoseconds{2};
    string_sink out;
    monitor_events_reporter report{out};
    report.summary(result);
    const session_end expected{result.target, result.address, result.started_at + result.elapsed, result.rounds};
    EXPECT_EQ(std::get<session_end>(session_of(out.text())[0]), expected);
}

TEST(session_reader, reads_when_counters_began_anew) {
    const monitor_reset reset{.at = at_ten(1) + std::chrono::nanoseconds{234}, .rounds = 12};
    string_sink out;
    monitor_events_reporter{out}.was_reset(monitor_heading(), reset);
    const session_reset expected{"example.net", monitor_heading().address, reset};
    EXPECT_EQ(std::get<session_reset>(session_of(out.text())[0]), expected);
    EXPECT_THAT(fault_of(R"({"schema":"tracerouter.event/1","event":"reset","target":"a","address":"::1","rounds":1})"),
                HasSubstr("\"at\" is missing"));
}

TEST(session_reader, reads_a_cut_file_up_to_the_cut) {
    std::mt19937_64 chance{2};
    const auto line = probe_line(random_observation(chance));
    for (std::size_t cut = 0; cut < line.size(); ++cut) {
        session_reader reader;
        reader.append(line + line.substr(0, cut));
        const auto first = reader.next();
        ASSERT_TRUE(first && std::holds_alternative<session_probe>(*first));
        EXPECT_FALSE(reader.next());
        EXPECT_EQ(reader.is_cut(), cut > 0);
    }
}

TEST(session_reader, takes_octets_in_any_pieces) {
    std::mt19937_64 chance{4};
    const auto line = probe_line(random_observation(chance));
    session_reader reader;
    int found = 0;
    for (const char octet : "\n \r\n" + line + line) {
        reader.append({&octet, 1});
        while (const auto one = reader.next()) found += std::holds_alternative<session_probe>(*one) ? 1 : 100;
    }
    EXPECT_EQ(found, 2);
    EXPECT_FALSE(reader.is_cut());
}

TEST(session_reader, says_in_which_line_something_is_wrong_and_goes_on) {
    std::mt19937_64 chance{5};
    const auto lines = session_of("\n{\"a\":1\n" + probe_line(random_observation(chance)) + "17\n");
    ASSERT_THAT(lines, SizeIs(3));
    EXPECT_THAT(std::get<session_fault>(lines[0]).message, HasSubstr("line 2: is no JSON ("));
    EXPECT_TRUE(std::holds_alternative<session_probe>(lines[1]));
    EXPECT_EQ(std::get<session_fault>(lines[2]).message, "line 4: is no JSON object");
}

TEST(session_reader, checks_every_member) {
    struct wrong_member {
        std::string_view from;
        std::string_view to;
        std::string_view fault;
    };
    constexpr wrong_member cases[]{
        {"tracerouter.event/1", "tracerouter.event/2", R"(line 1: "schema" is not tracerouter.event/1)"},
        {R"("schema":"tracerouter.event/1",)", "", R"(line 1: "schema" is missing)"},
        {R"("event":"probe")", R"("event":1)", R"(line 1: "event" is no text)"},
        {R"("target":"example.net",)", "", R"(line 1: "target" is missing)"},
        {R"("address":"198.18.10.1")", R"("address":"198.18.10.256")", R"(line 1: "address" is no address)"},
        {R"("address":"198.18.10.1")", R"("address":"198.18.10.1\u0000")", R"(line 1: "address" is no address)"},
        {R"("ttl":7)", R"("ttl":0)", R"(line 1: "ttl" is no whole number from 1 to 255)"},
        {R"("ttl":7)", R"("ttl":256)", R"(line 1: "ttl" is no whole number from 1 to 255)"},
        {R"("ttl":7)", R"("ttl":-7)", R"(line 1: "ttl" is no whole number from 1 to 255)"},
        {R"("ttl":7)", R"("ttl":7.5)", R"(line 1: "ttl" is no whole number from 1 to 255)"},
        {R"("ttl":7)", R"("ttl":"7")", R"(line 1: "ttl" is no whole number from 1 to 255)"},
        {R"("ttl":7)", R"("ttl":null)", R"(line 1: "ttl" is missing)"},
        {R"("ttl":7)", R"("ttl":18446744073709551616)", R"(line 1: "ttl" is no whole number from 1 to 255)"},
        {R"("rtt_ms":1.012345)", R"("rtt_ms":-1)", R"(line 1: "rtt_ms" is no number from 0 to 100000000)"},
        {R"("rtt_ms":1.012345)", R"("rtt_ms":1e300)", R"(line 1: "rtt_ms" is no number from 0 to 100000000)"},
        {R"("rtt_ms":1.012345)", R"("rtt_ms":"1")", R"(line 1: "rtt_ms" is no number from 0 to 100000000)"},
        {R"("rtt_ms":1.012345)", R"("rtt":1)", R"(line 1: "rtt_ms" is missing)"},
        {"2026-11-29T10", "2026-11-31T10", R"(line 1: "sent_at" is no time of UTC)"},
        {R"("arrived":)", R"("arrived":0,"was":)", R"(line 1: "arrived" is neither true nor false)"},
        {R"("tc":5)", R"("tc":8)", R"(line 1: "tc" is no whole number from 0 to 7)"},
        {R"("mpls":[)", R"("mpls":[1,)", R"(line 1: "mpls" holds what is no object)"},
        {R"("mpls":[)", R"("mpls":7,"old":[)", R"(line 1: "mpls" is no list)"},
        {R"("hex":")", R"("hex":"0)", R"(line 1: "hex" is not one of its words)"},
        {R"("hex":")", R"("hex":"0G)", R"(line 1: "hex" is not one of its words)"},
        {R"("reply":")", R"("reply":"x)", R"(line 1: "reply" is not one of its words)"},
        {R"("status":")", R"("status":"x)", R"(line 1: "status" is not one of its words)"},
        {R"("role":")", R"("role":"x)", R"(line 1: "role" is not one of its words)"},
    };
    EXPECT_EQ(fault_of(changed("", "")), "");
    for (const auto& one : cases) EXPECT_EQ(fault_of(changed(one.from, one.to)), one.fault) << one.to;
}

TEST(session_reader, takes_the_largest_numbers) {
    EXPECT_EQ(fault_of(changed(R"("round":)", R"("round":18446744073709551615,"old":)")), "");
    EXPECT_EQ(fault_of(changed(R"("rtt_ms":1.012345)", R"("rtt_ms":100000000)")), "");
}

TEST(session_reader, checks_options_as_the_program_does) {
    const auto line = start_line(example_start());
    const auto with = [&](std::string_view from, std::string_view to) {
        auto text = line.substr(0, line.size() - 1);
        const auto place = text.find(from);
        return place == std::string::npos ? "no " + std::string{from} : fault_of(text.replace(place, from.size(), to));
    };
    EXPECT_EQ(with(R"("max_ttl":30)", R"("max_ttl":0)"), R"(line 1: "max_ttl" is no whole number from 1 to 255)");
    EXPECT_EQ(with(R"("first_ttl":1)", R"("first_ttl":31)"), R"(line 1: "options" are out of range)");
    EXPECT_EQ(with(R"("size":60)", R"("size":20)"), R"(line 1: "options" are out of range)");
    EXPECT_EQ(with(R"("wait_ms":3000.000)", R"("wait_ms":60001)"), R"(line 1: "options" are out of range)");
    EXPECT_EQ(with(R"("options":{)", R"("options":3,"old":{)"), R"(line 1: "options" is no object)");
    EXPECT_EQ(with(R"("options":{)", R"("old":{)"), R"(line 1: "options" is missing)");
    EXPECT_EQ(with(R"("flows":4)", R"("flows":0)"), R"(line 1: "flows" is no whole number from 1 to 65535)");
}

TEST(session_reader, reads_no_endless_line_and_no_deep_one) {
    EXPECT_EQ(fault_of(std::string(session_reader::longest_line + 1, '1')), "line 1: is longer than 65536 octets");
    EXPECT_THAT(fault_of(std::string(1'000, '[')), HasSubstr("is no JSON"));
    session_reader reader;
    const std::string piece(100'000, 'x');
    for (int i = 0; i < 50; ++i) {
        reader.append(piece);
        EXPECT_FALSE(reader.next());
    }
    reader.append("\n{}\n");
    EXPECT_EQ(std::get<session_fault>(*reader.next()).message, "line 1: is longer than 65536 octets");
    EXPECT_EQ(std::get<session_fault>(*reader.next()).message, "line 2: \"schema\" is missing");
    EXPECT_FALSE(reader.next());
}

TEST(session_reader, passes_over_a_summary_of_any_length) {
    auto result = example_monitor();
    result.hops.resize(255, result.hops[0]);
    string_sink out;
    monitor_events_reporter report{out};
    report.summary(result);
    ASSERT_GT(out.text().size(), session_reader::longest_line);
    EXPECT_TRUE(std::holds_alternative<other_event>(session_of(out.text()).at(1)));
}

TEST(session_reader, reads_times_of_utc) {
    using namespace std::chrono;
    EXPECT_EQ(parse_utc_time("2026-11-29T10:00:00.000001Z"), at_ten(1));
    EXPECT_EQ(parse_utc_time("2026-11-29T10:00:00Z"), at_ten());
    EXPECT_EQ(parse_utc_time("2026-11-29T10:00:00.5Z"), at_ten(500'000));
    EXPECT_EQ(parse_utc_time("1970-01-01T00:00:00.000000001Z"), system_clock::time_point{nanoseconds{1}});
    EXPECT_TRUE(parse_utc_time("2024-02-29T23:59:59.999999999Z"));
    for (const auto* wrong :
         {"", "2026", "2026-11-29T10:00:00", "2026-11-29 10:00:00Z", "2026-11-29T10:00:00.Z", "2026-11-29T24:00:00Z",
          "2026-11-29T10:60:00Z", "2026-11-29T10:00:60Z", "2026-02-29T10:00:00Z", "2026-13-01T10:00:00Z",
          "1969-12-31T23:59:59Z", "2262-01-01T00:00:00Z", "2026-11-29T10:00:00.0123456789Z",
          "2026-11-29T10:00:00+00:00", "2026-11-29T10:00:00.-1Z", "+026-11-29T10:00:00Z"}) {
        EXPECT_FALSE(parse_utc_time(wrong)) << wrong;
    }
}

}  // namespace
}  // namespace tracerouter::report
