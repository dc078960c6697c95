#include "report/csv_reporter.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "results.hpp"
#include "string_sink.hpp"

namespace tracerouter::report {
namespace {

using testing::MatchesRegex;

std::string lines_of(const trace_result& result) {
    string_sink out;
    csv_reporter report{out, true};
    EXPECT_FALSE(report.trace(example_heading(), result));
    return out.text();
}

/// The line of a trace whose only hop is this, without target and address.
std::string line_of(const hop_result& hop) {
    auto result = example_trace();
    result.hops = {hop};
    const std::string before = "example.net,198.18.10.1,";
    const auto line = lines_of(result);
    EXPECT_TRUE(line.starts_with(before)) << line;
    return line.substr(before.size());
}

TEST(csv_reporter, writes_one_line_per_hop_and_says_the_end_once) {
    EXPECT_EQ(lines_of(example_trace()),
              "example.net,198.18.10.1,1,answered,198.18.1.1,1.012,time-exceeded,0,64,2,1,,,,0\n"
              "example.net,198.18.10.1,2,silent,,,,,,1,0,,,,0\n"
              "example.net,198.18.10.1,3,inferred,198.18.1.3,,,,,1,0,destination,,,0\n");
}

TEST(csv_reporter, begins_with_the_names_of_its_columns) {
    string_sink out;
    csv_reporter report{out, false};
    auto result = example_trace();
    result.hops.clear();
    report.trace(example_heading(), result);
    report.trace(example_heading(), result);
    EXPECT_EQ(out.text(), std::string{csv_columns} + "\n" + lines_of(result) + lines_of(result));
}

TEST(csv_reporter, has_as_many_fields_in_every_line_as_columns) {
    const auto commas = std::count(csv_columns.begin(), csv_columns.end(), ',');
    auto empty = example_trace();
    empty.hops.clear();
    string_sink failed;
    csv_reporter{failed, true}.failure({"nosuch.example", failure_kind::unresolved, "Host not found"});
    const auto hop = example_trace().hops.front();
    for (const auto& line : {lines_of(empty), failed.text(), "example.net,198.18.10.1," + line_of(hop)}) {
        EXPECT_EQ(std::count(line.begin(), line.end(), ','), commas) << line;
    }
}

TEST(csv_reporter, keeps_the_best_answer_of_each_responder) {
    EXPECT_EQ(line_of(hop_of(4, {replied(exceeded("198.18.1.1", us(900))), replied(exceeded("198.18.1.2", us(500))),
                                 replied(exceeded("198.18.1.1", us(300))), timed_out()})),
              "4,answered,198.18.1.1 198.18.1.2,0.300 0.500,time-exceeded time-exceeded,0 0,? ?,4,3,destination,,,0\n");
}

TEST(csv_reporter, leaves_empty_what_an_answer_does_not_tell) {
    auto answer = exceeded("198.18.1.1", us(1));
    answer.kind = reply_kind::reset;
    answer.icmp_type.reset();
    answer.icmp_code.reset();
    EXPECT_EQ(line_of(hop_of(4, {replied(answer), unsent()})),
              "4,answered,198.18.1.1,0.001,reset,,,1,1,destination,,,0\n");
}

TEST(csv_reporter, tells_a_target_without_hops_in_one_line) {
    auto result = example_trace();
    result.hops.clear();
    result.stop = stop_reason::interrupted;
    EXPECT_EQ(lines_of(result), "example.net,198.18.10.1,,,,,,,,,,interrupted,,,\n");
}

TEST(csv_reporter, quotes_what_people_write) {
    string_sink out;
    csv_reporter report{out, true};
    report.failure({"one, \"two\"\n", failure_kind::invalid, "Not a host name"});
    EXPECT_EQ(out.text(), "\"one, \"\"two\"\"\\x0A\",,,,,,,,,,,invalid-target,,,\n");
}

TEST(csv_reporter, tells_names_and_as_numbers_of_responders_in_their_order) {
    const auto facts = [](const boost::asio::ip::address& address) -> const address_facts* {
        static const address_facts known{.name = "gw, \"one\"", .asn = 64500};
        return address == boost::asio::ip::make_address("198.18.1.1") ? &known : nullptr;
    };
    string_sink out;
    csv_reporter report{out, true, facts};
    auto result = example_trace();
    result.hops = {hop_of(1, {replied(exceeded("198.18.1.2", us(1))), replied(exceeded("198.18.1.1", us(1)))}),
                   hop_of(2, {replied(exceeded("198.18.1.2", us(1)))}), hop_of(3, {timed_out()})};
    result.hops[2].state = hop_state::inferred;
    result.hops[2].inferred_address = boost::asio::ip::make_address("198.18.1.1");
    report.trace(example_heading(), result);
    EXPECT_THAT(out.text(), MatchesRegex(".*,\\? gw\\\\x2C\\\\x20\\\\x22one\\\\x22,\\? 64500,0\n"
                                         ".*,1,1,,,,0\n"
                                         ".*,destination,gw\\\\x2C\\\\x20\\\\x22one\\\\x22,64500,0\n"));
}

TEST(csv_reporter, counts_what_this_host_refused_apart_from_loss) {
    const auto refused = refused_probe(boost::system::errc::operation_not_permitted);
    EXPECT_EQ(line_of(hop_of(4, {timed_out(), refused, refused})), "4,silent,,,,,,1,0,destination,,,2\n");
}

TEST(csv_reporter, begins_no_cell_like_a_formula) {
    const auto cell_of = [](const std::string& target) {
        string_sink out;
        csv_reporter report{out, true};
        report.failure({target, failure_kind::invalid, "Not a host name"});
        return out.text().substr(0, out.text().find(",,"));
    };
    EXPECT_EQ(cell_of("=1+1"), R"(\x3D1+1)");
    EXPECT_EQ(cell_of("+1"), R"(\x2B1)");
    EXPECT_EQ(cell_of("-1"), R"(\x2D1)");
    EXPECT_EQ(cell_of("@SUM(A1)"), R"(\x40SUM(A1))");
    EXPECT_EQ(cell_of("\t=1"), R"(\x09\x3D1)");
    EXPECT_EQ(cell_of("\r=1"), R"(\x0D\x3D1)");
    EXPECT_EQ(cell_of(" =1"), R"(\x20=1)");
    EXPECT_EQ(cell_of("\u3000=1"), R"(\u{3000}=1)");
    EXPECT_EQ(cell_of("\uFF1D1"), R"(\u{FF1D}1)");
    EXPECT_EQ(cell_of("a;=1"), R"("a;=1")");
    EXPECT_EQ(cell_of("a=1-1"), "a=1-1");
}

TEST(csv_reporter, begins_no_name_like_a_formula) {
    const auto facts = [](const boost::asio::ip::address&) -> const address_facts* {
        static const address_facts known{.name = "-2+3.example"};
        return &known;
    };
    string_sink out;
    csv_reporter report{out, true, facts};
    auto result = example_trace();
    result.hops = {hop_of(1, {replied(exceeded("198.18.1.2", us(1)))})};
    report.trace(example_heading(), result);
    EXPECT_TRUE(out.text().ends_with(",destination,\\x2D2\\x2B3.example,,0\n")) << out.text();
}

TEST(csv_reporter, ignores_single_hops) {
    string_sink out;
    csv_reporter report{out, false};
    EXPECT_FALSE(report.wants_hops());
    EXPECT_FALSE(report.hop(example_heading(), hop_of(1, {timed_out()})));
    EXPECT_TRUE(out.writes.empty());
}

}  // namespace
}  // namespace tracerouter::report
