#include "report/monitor_text_reporter.hpp"

#include <gtest/gtest.h>

#include <string>

#include "monitor_results.hpp"
#include "report/monitor_columns.hpp"
#include "results.hpp"
#include "string_sink.hpp"

namespace tracerouter::report {
namespace {

std::string text_of(const monitor_result& result, const monitor_settings& chosen = {.host = "here"}) {
    string_sink out;
    monitor_text_reporter report{out, chosen};
    EXPECT_FALSE(report.summary(result));
    EXPECT_FALSE(report.finish());
    EXPECT_EQ(out.writes.size(), 1U);
    return out.text();
}

/// The numbers of a hop as `mtr --report` 0.95 printed them in a simulated network, and what they were.
TEST(monitor_text_reporter, writes_what_mtr_writes) {
    hop_summary hop;
    hop.ttl = 6;
    hop.probes = {.sent = 6, .answered = 6};
    hop.loss = share_estimate{};
    hop.rtt = {.count = 6,
               .last = us(11'140),
               .best = us(11'100),
               .mean = us(11'130),
               .worst = us(11'210),
               .deviation = us(20)};
    hop.responders = {{.address = boost::asio::ip::make_address("198.18.10.1")}};
    hop_summary silent_hop;
    silent_hop.ttl = 10;
    silent_hop.probes = {.sent = 6, .lost = 6};
    silent_hop.loss = share_estimate{1, 0.6, 1};
    auto result = example_monitor();
    result.started_at = at_ten();
    result.hops = {hop, silent_hop};
    EXPECT_EQ(text_of(result, {.host = "vm"}),
              "Start: 2026-11-29T10:00:00+0000\n"
              "HOST: vm          Loss%   Snt   Last   Avg  Best  Wrst StDev\n"
              "  6.|-- 198.18.10.1  0.0%     6   11.1  11.1  11.1  11.2   0.0\n"
              " 10.|-- ???         100.0     6      -     -     -     -     -\n");
}

TEST(monitor_text_reporter, shows_labels_and_further_responders_under_a_hop) {
    EXPECT_EQ(text_of(example_monitor()),
              "Start: 2026-11-29T10:00:00+0000\n"
              "HOST: here        Loss%   Snt   Last   Avg  Best  Wrst StDev\n"
              "  1.|-- 198.18.1.1   0.0%    10    1.0   1.1   1.0   1.4   0.1\n"
              "       [MPLS: Lbl 24003 TC 5 S 1 TTL 1]\n"
              "  2.|-- ???         100.0    10      -     -     -     -     -\n"
              "  3.|-- 198.18.10.1 10.0%    12    4.1   4.2   4.1   4.5   0.1\n"
              "        198.18.10.2\n");
}

TEST(monitor_text_reporter, shows_as_numbers_and_names) {
    const auto facts = [](const boost::asio::ip::address& address) -> const address_facts* {
        static const address_facts router{.name = "gw.\x1b[1m.example", .asn = 64500};
        return address == boost::asio::ip::make_address("198.18.1.1") ? &router : nullptr;
    };
    EXPECT_EQ(text_of(example_monitor(), {.host = "here", .facts = facts}),
              "Start: 2026-11-29T10:00:00+0000\n"
              "HOST: here                           Loss%   Snt   Last   Avg  Best  Wrst StDev\n"
              "  1. AS64500  gw.\\x1B\\x5B1m.example   0.0%    10    1.0   1.1   1.0   1.4   0.1\n"
              "       [MPLS: Lbl 24003 TC 5 S 1 TTL 1]\n"
              "  2. AS???    ???                    100.0    10      -     -     -     -     -\n"
              "  3. AS???    198.18.10.1            10.0%    12    4.1   4.2   4.1   4.5   0.1\n"
              "     AS???    198.18.10.2\n");
    EXPECT_NE(text_of(example_monitor(), {.names = false, .facts = facts}).find("  1. AS64500  198.18.1.1 "),
              std::string::npos);
}

TEST(monitor_text_reporter, shows_the_source_where_this_host_has_no_name) {
    EXPECT_NE(text_of(example_monitor(), {}).find("\nHOST: 198.18.0.2 "), std::string::npos);
}

TEST(monitor_text_reporter, keeps_long_as_numbers_apart_from_their_hosts) {
    const auto facts = [](const boost::asio::ip::address&) -> const address_facts* {
        static const address_facts known{.asn = 4'200'000'000};
        return &known;
    };
    const auto text = text_of(example_monitor(), {.host = "here", .facts = facts});
    EXPECT_NE(text.find("  1. AS4200000000 198.18.1.1    0.0% "), std::string::npos) << text;
}

TEST(monitor_text_reporter, shows_the_columns_that_are_asked_for) {
    auto result = example_monitor();
    result.hops[2].rtt.p95 = us(4'440);
    const auto text = text_of(result, {.columns = "LDRSNBAWVGJMXIpq9w", .host = "here"});
    EXPECT_NE(text.find(" Loss% Drop   Rcv   Snt  Last  Best   Avg  Wrst StDev Gmean Jttr Javg Jmax Jint"
                        " Median   p95   p99 Loss5m\n"),
              std::string::npos)
        << text;
    EXPECT_NE(text.find("198.18.10.1 10.0%    1     9    12   4.1   4.1   4.2   4.5   0.1   4.2  0.1  0.1  0.3  0.1"
                        "    4.2   4.4     -  10.0%\n"),
              std::string::npos)
        << text;
}

TEST(monitor_columns, are_letters_of_mtr_and_some_of_ours) {
    EXPECT_TRUE(are_columns("LDR SNBAWVGJMXIpq9w"));
    EXPECT_TRUE(are_columns(mtr_columns));
    EXPECT_FALSE(are_columns("Lz"));
    EXPECT_TRUE(are_columns("ch"));
    EXPECT_EQ(column_titles("cLhc"), " Loss%");
    EXPECT_EQ(column_titles("LzS"), " Loss%   Snt");
}

TEST(monitor_columns, lose_decimals_and_no_digits_before_the_point) {
    hop_summary hop;
    hop.rtt.last = us(999'940);
    EXPECT_EQ(column_values("N", hop), " 999.9");
    hop.rtt.last = us(1'234'567);
    EXPECT_EQ(column_values("N", hop), " 1234.");
    hop.rtt.last = us(60'000'000);
    EXPECT_EQ(column_values("N", hop), " 60000");
    hop.rtt.last = us(123'456'789'000);
    EXPECT_EQ(column_values("N", hop), " 123456789");
    hop.probes.sent = 1'234'567;
    EXPECT_EQ(column_values("SS", hop), " 1234567 1234567");
    hop.probes.sent = 12'345;
    EXPECT_EQ(column_values("S", hop), " 12345");
}

TEST(monitor_columns, show_the_loss_of_five_minutes) {
    hop_summary hop;
    EXPECT_EQ(column_values("w", hop), "      -");
    hop.windows = {{.length = std::chrono::seconds{60}, .decided = 1, .lost = 1, .loss = share_estimate{1, 0, 1}},
                   {.length = std::chrono::seconds{300}, .decided = 8, .lost = 1, .loss = share_estimate{0.125, 0, 1}}};
    EXPECT_EQ(column_values("w", hop), "  12.5%");
    hop.windows[1].loss = share_estimate{1, 0, 1};
    EXPECT_EQ(column_values("w", hop), " 100.0%");
}

TEST(monitor_columns, have_a_letter_each_and_room_for_their_titles) {
    std::string letters;
    for (const auto& column : monitor_columns()) {
        EXPECT_EQ(letters.find(column.letter), std::string::npos);
        EXPECT_LT(column.title.size(), column.width) << column.title;
        letters += column.letter;
    }
}

}  // namespace
}  // namespace tracerouter::report
