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
    csv_reporter report{out, {.continued = true}};
    EXPECT_FALSE(report.trace(result, {}));
    return out.text();
}

const std::string about = "example.net,198.18.10.1,2026-11-23T09:00:00.123456Z,icmp,";

/// The lines of a trace whose only hop is this, without what they have in common.
std::string lines_of(const hop_result& hop) {
    auto result = example_trace();
    result.hops = {hop};
    std::string rest = lines_of(result);
    for (auto at = rest.find(about); at != std::string::npos; at = rest.find(about)) rest.erase(at, about.size());
    return rest;
}

TEST(csv_reporter, writes_one_line_per_probe_and_says_the_end_once) {
    EXPECT_EQ(lines_of(example_trace()),
              about + "1,answered,1,replied,198.18.1.1,1.012,time-exceeded,11,0,64,,,,,,,,\n" +  //
                  about + "1,answered,2,timeout,,,,,,,,,,,,,,\n" +                               //
                  about + "2,silent,1,timeout,,,,,,,,,,,,,,\n" +                                 //
                  about + "3,inferred,1,timeout,198.18.1.3,,,,,,,destination,,,,,,\n");
}

TEST(csv_reporter, begins_with_the_names_of_its_columns) {
    string_sink out;
    csv_reporter report{out};
    auto result = example_trace();
    result.hops.clear();
    report.trace(result, {});
    report.trace(result, {});
    report.finish();
    EXPECT_EQ(out.text(), std::string{csv_columns} + "\n" + lines_of(result) + lines_of(result));
}

TEST(csv_reporter, names_its_columns_also_where_nothing_was_traced) {
    string_sink out;
    csv_reporter report{out};
    report.finish();
    EXPECT_EQ(out.text(), std::string{csv_columns} + "\n");
    string_sink more;
    csv_reporter{more, {.continued = true}}.finish();
    EXPECT_EQ(more.text(), "");
}

TEST(csv_reporter, has_as_many_fields_in_every_line_as_columns) {
    const auto commas = std::count(csv_columns.begin(), csv_columns.end(), ',');
    auto empty = example_trace();
    empty.hops.clear();
    string_sink failed;
    csv_reporter{failed, {.continued = true}}.failure({"nosuch.example", failure_kind::unresolved, "Host not found"});
    const auto refused = refused_probe(boost::system::errc::operation_not_permitted);
    for (const auto& line :
         {lines_of(empty), failed.text(), about + lines_of(hop_of(1, {replied(exceeded("::1", us(1)))})),
          about + lines_of(hop_of(1, {unsent()})), about + lines_of(hop_of(1, {refused}))}) {
        EXPECT_EQ(std::count(line.begin(), line.end(), ','), commas) << line;
    }
}

TEST(csv_reporter, has_one_value_in_each_cell) {
    EXPECT_EQ(lines_of(hop_of(4, {replied(exceeded("198.18.1.1", us(900))), replied(exceeded("198.18.1.2", us(500)))})),
              "4,answered,1,replied,198.18.1.1,0.900,time-exceeded,11,0,,,,,,,,,\n"
              "4,answered,2,replied,198.18.1.2,0.500,time-exceeded,11,0,,,destination,,,,,,\n");
}

TEST(csv_reporter, leaves_empty_what_an_answer_does_not_tell) {
    auto answer = exceeded("198.18.1.1", us(1));
    answer.kind = reply_kind::reset;
    answer.icmp_type.reset();
    answer.icmp_code.reset();
    EXPECT_EQ(lines_of(hop_of(4, {replied(answer), unsent()})),
              "4,answered,1,replied,198.18.1.1,0.001,reset,,,,,destination,,,,,,\n");
}

TEST(csv_reporter, has_a_line_for_a_hop_that_no_probe_was_sent_to) {
    auto hop = hop_of(4, {unsent()});
    hop.state = hop_state::inferred;
    hop.inferred_address = boost::asio::ip::make_address("198.18.1.9");
    EXPECT_EQ(lines_of(hop), "4,inferred,,,198.18.1.9,,,,,,,destination,,,,,,\n");
}

TEST(csv_reporter, tells_the_path_mtu) {
    auto hop = hop_of(4, {timed_out()});
    hop.path_mtu = 1400;
    EXPECT_EQ(lines_of(hop), "4,silent,1,timeout,,,,,,,1400,destination,,,,,,\n");
}

TEST(csv_reporter, tells_a_target_without_hops_in_one_line) {
    auto result = example_trace();
    result.hops.clear();
    result.stop = stop_reason::interrupted;
    EXPECT_EQ(lines_of(result), about + ",,,,,,,,,,,interrupted,,,,,,\n");
}

TEST(csv_reporter, quotes_what_people_write) {
    string_sink out;
    csv_reporter report{out, {.continued = true}};
    report.failure({"one, \"two\"\n", failure_kind::invalid, "Not a host name"});
    EXPECT_EQ(out.text(), "\"one, \"\"two\"\"\\x0A\",,,,,,,,,,,,,,,invalid-target,,,,,,Not a host name\n");
}

TEST(csv_reporter, tells_name_and_as_number_of_the_responder) {
    const auto facts = [](const boost::asio::ip::address& address) -> const address_facts* {
        static const address_facts known{.name = "gw, \"one\"", .asn = 64500};
        return address == boost::asio::ip::make_address("198.18.1.1") ? &known : nullptr;
    };
    string_sink out;
    csv_reporter report{out, {.continued = true, .facts = facts}};
    auto result = example_trace();
    result.hops = {hop_of(1, {replied(exceeded("198.18.1.2", us(1))), replied(exceeded("198.18.1.1", us(1)))}),
                   hop_of(2, {timed_out()})};
    result.hops[1].state = hop_state::inferred;
    result.hops[1].inferred_address = boost::asio::ip::make_address("198.18.1.1");
    report.trace(result, {});
    EXPECT_THAT(out.text(),
                MatchesRegex(".*198.18.1.2,[^\n]*,,,,\n"
                             ".*198.18.1.1,[^\n]*,,gw\\\\x2C\\\\x20\\\\x22one\\\\x22,64500,,,,\n"
                             ".*198.18.1.1,[^\n]*,destination,gw\\\\x2C\\\\x20\\\\x22one\\\\x22,64500,,,,\n"));
}

TEST(csv_reporter, says_why_this_host_refused_a_probe) {
    const auto refused = refused_probe(boost::system::errc::operation_not_permitted);
    EXPECT_EQ(lines_of(hop_of(4, {timed_out(), refused})),
              "4,silent,1,timeout,,,,,,,,,,,,,,\n"
              "4,silent,2,send-failed,,,,,,,,destination,,,,,,Operation not permitted\n");
}

TEST(csv_reporter, begins_no_cell_like_a_formula) {
    const auto cell_of = [](const std::string& target) {
        string_sink out;
        csv_reporter report{out, {.continued = true}};
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
    csv_reporter report{out, {.continued = true, .facts = facts}};
    auto result = example_trace();
    result.hops = {hop_of(1, {replied(exceeded("198.18.1.2", us(1)))})};
    report.trace(result, {});
    EXPECT_TRUE(out.text().ends_with(",destination,\\x2D2\\x2B3.example,,,,,\n")) << out.text();
}

}  // namespace
}  // namespace tracerouter::report
