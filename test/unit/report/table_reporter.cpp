#include "report/table_reporter.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "results.hpp"
#include "string_sink.hpp"

namespace tracerouter::report {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string table_of(std::vector<hop_result> hops, const reporter_settings& style = {}) {
    string_sink out;
    table_reporter report{out, style};
    auto result = example_trace();
    result.hops = std::move(hops);
    report.trace(result, {});
    return out.text();
}

hop_result answered_thrice() {
    return hop_of(1, {replied(exceeded("198.18.1.1", us(1500))), replied(exceeded("198.18.1.1", us(500))),
                      replied(exceeded("198.18.1.1", us(700)))});
}

TEST(table_reporter, sums_each_hop_up) {
    auto lossy = hop_of(2, {timed_out(), replied(exceeded("198.18.1.2", us(2000))), unsent(),
                            replied(exceeded("198.18.1.2", us(4000)))});
    EXPECT_EQ(table_of({answered_thrice(), lossy, hop_of(3, {timed_out(), timed_out()})}),
              "example.net (198.18.10.1): 16 hops\n"
              "Hop  Host        Loss   Best  Median  Worst\n"
              "  1  198.18.1.1    0%  0.500   0.700  1.500\n"
              "  2  198.18.1.2   33%  2.000   3.000  4.000\n"
              "  3  *\n");
}

TEST(table_reporter, shows_what_this_host_refused_apart_from_loss) {
    const auto refused = refused_probe(boost::system::errc::network_unreachable);
    EXPECT_EQ(table_of({hop_of(1, {timed_out(), replied(exceeded("198.18.1.1", us(1000))), refused}),
                        hop_of(2, {refused, refused, refused})}),
              "example.net (198.18.10.1): 16 hops\n"
              "Hop  Host        Loss   Best  Median  Worst\n"
              "  1  198.18.1.1   50%  1.000   1.000  1.000  1 refused <no-route>\n"
              "  2  *                                       3 refused <no-route>\n");
}

TEST(table_reporter, shows_the_path_mtu_where_it_was_found) {
    auto wide = hop_of(1, {replied(exceeded("198.18.1.1", us(1000)))});
    wide.path_mtu = 1500;
    auto silent = hop_of(2, {timed_out()});
    silent.path_mtu = 1400;
    EXPECT_EQ(table_of({wide, silent}),
              "example.net (198.18.10.1): 16 hops\n"
              "Hop  Host        Loss   Best  Median  Worst   MTU\n"
              "  1  198.18.1.1    0%  1.000   1.000  1.000  1500\n"
              "  2  *                                       1400\n");
}

TEST(table_reporter, gives_each_responder_a_row) {
    EXPECT_EQ(table_of({hop_of(4, {replied(exceeded("198.18.1.4", us(1000))), replied(exceeded("198.18.1.5", us(2000))),
                                   replied(exceeded("198.18.1.4", us(3000)))})}),
              "example.net (198.18.10.1): 16 hops\n"
              "Hop  Host        Loss   Best  Median  Worst\n"
              "  4  198.18.1.4    0%  1.000   2.000  3.000\n"
              "     198.18.1.5        2.000   2.000  2.000\n");
}

TEST(table_reporter, shows_what_is_known_of_addresses) {
    const address_facts facts{.name = "gw\x1b.example", .asn = 64500, .as_name = {}, .country = "SE", .city = "Malmö"};
    const auto table = table_of({answered_thrice()}, {.facts = [&](const auto&) { return &facts; }});
    EXPECT_THAT(table, HasSubstr("  1  gw\\x1B.example (198.18.1.1)  AS64500  SE Malmö    0%  0.500"));
}

TEST(table_reporter, shows_marks_and_ends) {
    auto answer = unreachable("198.18.1.1", us(1000), 13);
    answer.nat = true;
    EXPECT_THAT(table_of({hop_of(1, {replied(answer)})}), HasSubstr("1.000  !X <nat>\n"));
    auto hop = hop_of(3, {timed_out()});
    hop.state = hop_state::inferred;
    hop.inferred_address = boost::asio::ip::make_address("198.18.1.3");
    EXPECT_THAT(table_of({hop}), HasSubstr("  3  198.18.1.3  <inferred>\n"));
    hop.state = hop_state::limited;
    hop.inferred_address.reset();
    EXPECT_THAT(table_of({hop}), HasSubstr("  3  *     <limited>\n"));
}

TEST(table_reporter, says_why_a_target_was_not_reached) {
    string_sink out;
    table_reporter report{out};
    auto result = example_trace();
    result.reached = false;
    result.stop = stop_reason::gap;
    result.hops.clear();
    report.trace(result, {});
    report.trace(result, {});
    EXPECT_EQ(out.text(),
              "example.net (198.18.10.1): not reached (gap)\n\nexample.net (198.18.10.1): not reached (gap)\n");
}

TEST(table_reporter, colors_only_when_asked_to) {
    EXPECT_THAT(table_of({answered_thrice()}), Not(HasSubstr("\x1b")));
    EXPECT_THAT(table_of({answered_thrice()}, {.color = true}), HasSubstr("\x1b[32m0.500\x1b[0m"));
}

TEST(table_reporter, does_not_repeat_a_tos_byte_that_stays_changed) {
    auto first = answered_thrice();
    for (auto& probe : first.probes) probe.reply->tos_quoted = 8;
    auto second = first;
    second.ttl = 2;
    const auto table = table_of({first, second});
    EXPECT_EQ(table.find("<TOS:0x08>"), table.rfind("<TOS:0x08>"));
    EXPECT_NE(table.find("<TOS:0x08>"), std::string::npos);
}

}  // namespace
}  // namespace tracerouter::report
