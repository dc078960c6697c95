#include "view/figures.hpp"

#include <gtest/gtest.h>

#include "examples.hpp"
#include "view/cause.hpp"
#include "view/change_text.hpp"
#include "view/columns.hpp"
#include "view/strip.hpp"

namespace tracerouter::view {
namespace {

using test::example_now;
using test::hop_of;
using test::ms;

TEST(figures, take_five_characters_at_most) {
    EXPECT_EQ(milliseconds_text(std::nullopt), "-");
    EXPECT_EQ(milliseconds_text(duration{0}), "0.00");
    EXPECT_EQ(milliseconds_text(ms(0.412)), "0.41");
    EXPECT_EQ(milliseconds_text(ms(9.994)), "9.99");
    EXPECT_EQ(milliseconds_text(ms(9.996)), "10.0");
    EXPECT_EQ(milliseconds_text(ms(99.94)), "99.9");
    EXPECT_EQ(milliseconds_text(ms(99.96)), "100");
    EXPECT_EQ(milliseconds_text(std::chrono::seconds{60}), "60000");
    EXPECT_EQ(count_text(99'999), "99999");
    EXPECT_EQ(count_text(100'000), "100k");
    EXPECT_EQ(count_text(9'999'999), "9999k");
    EXPECT_EQ(count_text(10'000'000), "10M");
    EXPECT_EQ(count_text(~std::uint64_t{0}), "18E");
    EXPECT_EQ(percent_text(std::nullopt), "-");
    EXPECT_EQ(percent_text(1.0), "100.0");
    EXPECT_EQ(percent_text(0.0125), "1.2");
    EXPECT_EQ(span_text(std::chrono::seconds{-4}), "0s");
    EXPECT_EQ(span_text(std::chrono::seconds{59}), "59s");
    EXPECT_EQ(span_text(std::chrono::seconds{3599}), "59m");
    EXPECT_EQ(span_text(std::chrono::hours{99}), "99h");
    EXPECT_EQ(span_text(std::chrono::hours{100}), "4d");
    EXPECT_EQ(seconds_text(ms(1000)), "1");
    EXPECT_EQ(seconds_text(ms(250)), "0.25");
    EXPECT_EQ(time_of_day(example_now), "09:10:00");
}

TEST(columns, show_what_is_not_known_as_such) {
    monitor_result result;
    hop_summary hop;
    for (const char letter : std::string_view{"LNBAWVGJMXIpq9w"})
        EXPECT_EQ(column_text(letter, result, hop), "-") << letter;
    for (const char letter : std::string_view{"DRS"}) EXPECT_EQ(column_text(letter, result, hop), "0") << letter;
    EXPECT_EQ(column_text('c', result, hop), "");
    hop.probes = {.sent = 1, .lost = 1};
    EXPECT_EQ(column_text('N', result, hop), "*") << "the last probe was lost";
}

TEST(columns, show_each_number_of_a_hop) {
    const monitor_result result;
    const auto hop = hop_of(3, "198.18.3.1", ms(20), 30);
    const std::vector<std::pair<char, std::string>> wanted{
        {'L', "5.0"},  {'D', "30"},   {'R', "570"},  {'S', "600"},  {'N', "20.1"}, {'B', "18.0"},
        {'A', "20.1"}, {'W', "40.0"}, {'V', "0.80"}, {'G', "20.1"}, {'J', "0.30"}, {'M', "0.40"},
        {'X', "6.00"}, {'I', "0.35"}, {'p', "20.2"}, {'q', "22.2"}, {'9', "25.2"}, {'w', "0.0"}};
    for (const auto& [letter, text] : wanted) EXPECT_EQ(column_text(letter, result, hop), text) << letter;
    EXPECT_EQ(column_text('L', hop.responders.front()), "") << "losses belong to no responder";
    EXPECT_EQ(column_text('R', hop.responders.front()), "570");
}

TEST(columns, are_letters_of_mtr_and_ours) {
    EXPECT_EQ(checked_columns("LDRSNBAWVGJMXI"), "LDRSNBAWVGJMXI");
    EXPECT_EQ(checked_columns("LS NABWV"), "LSNABWV");
    EXPECT_EQ(checked_columns("Lz"), std::nullopt);
    EXPECT_EQ(checked_columns(" _"), std::nullopt);
    for (const char letter : column_letters) EXPECT_NE(find_column(letter), nullptr);
}

TEST(cause, is_told_by_the_hops_behind) {
    monitor_result result;
    result.hops = {hop_of(1, "198.18.1.1", ms(1)), hop_of(2, "198.18.2.1", ms(2), 200),
                   hop_of(3, "198.18.3.1", ms(3), 60), hop_of(4, "198.18.4.1", ms(4), 66)};
    EXPECT_EQ(cause_of(result, result.hops[0]), loss_cause::none);
    EXPECT_EQ(cause_of(result, result.hops[1]), loss_cause::replies);
    EXPECT_EQ(cause_of(result, result.hops[2]), loss_cause::path);
    EXPECT_EQ(cause_of(result, result.hops[3]), loss_cause::path);
    auto hop = hop_of(4, "198.18.4.1", ms(4), 600);
    EXPECT_EQ(cause_of(result, hop), loss_cause::silent);
    hop.responders.front().kind = reply_kind::prohibited;
    EXPECT_EQ(cause_of(result, hop), loss_cause::filter);
    hop.responders.front().arrived = true;
    EXPECT_EQ(cause_of(result, hop), loss_cause::silent);
    hop.probes = {.sent = 0, .refused = 5};
    EXPECT_EQ(cause_of(result, hop), loss_cause::refused);
    hop = hop_of(4, "198.18.4.1", ms(4));
    EXPECT_EQ(cause_of(result, hop), loss_cause::none);
    hop.probes.limited = 5;
    EXPECT_EQ(cause_of(result, hop), loss_cause::limited);
    hop.probes = {.sent = 5, .limited = 5};
    EXPECT_EQ(cause_of(result, hop), loss_cause::limited);
}

TEST(change_text, tells_each_kind) {
    const model seen;
    const screen_state state;
    const auto before = test::address("198.18.5.1");
    const auto after = test::address("198.18.5.2");
    const std::vector<std::pair<monitor_event, std::string>> cases{
        {path_change{example_now, 2, 5, before, after}, "path of flow 2 changed at hop 5: 198.18.5.1 -> 198.18.5.2"},
        {balance_change{example_now, 2, 5, before, after}, "flow 2 balanced anew at hop 5: 198.18.5.1 -> 198.18.5.2"},
        {length_change{example_now, 1, 8, 9}, "distance of the target by flow 1: 8 -> 9"},
        {loss_burst{example_now, ms(3500), 3}, "3 probes lost on the way to the target in 3.5 s"},
        {outage{example_now, 1}, "outage: the target does not answer, 1 probe lost"},
        {recovery{example_now, ms(60'000), 60}, "the target answers again after 60 s, 60 probes lost"}};
    for (const auto& [event, text] : cases) EXPECT_EQ(change_text(event, seen, state), "09:10:00 " + text);
}

TEST(change_text, hides_what_is_masked) {
    model seen;
    seen.masked_hops = 5;
    const path_change event{example_now, 2, 5, test::address("198.18.5.1"), test::address("198.18.5.2")};
    EXPECT_EQ(change_text(event, seen, screen_state{}),
              "09:10:00 path of flow 2 changed at hop 5: (hidden) -> (hidden)");
}

std::u32string signs(const std::vector<cell>& cells) {
    std::u32string out;
    for (const auto& one : cells) out += one.sign;
    return out;
}

TEST(strip, shows_a_cell_for_each_span_of_time) {
    history past;
    for (const auto& [ago, rtt] : {std::pair{3, 10.0}, {2, 80.0}, {0, 45.0}})
        past.observe(test::observed(1, ago, probe_outcome::answered, ms(rtt)));
    past.observe(test::observed(1, 1, probe_outcome::lost));
    const auto by_second = span_until(example_now, std::chrono::seconds{1}, 6);
    EXPECT_EQ(signs(strip_of(past, 1, by_second, true)), U"  \u2581\u2588X\u2584");
    EXPECT_EQ(signs(strip_of(past, 1, by_second, false)), U"  _#X:");
    const auto by_two = span_until(example_now, std::chrono::seconds{2}, 3);
    EXPECT_EQ(signs(strip_of(past, 1, by_two, false)), U"_!:") << "09:09:56, :58 and 09:10:00";
}

TEST(strip, does_not_change_behind_while_time_goes_on) {
    const auto now = span_until(example_now + std::chrono::seconds{3}, std::chrono::seconds{10}, 5);
    const auto later = span_until(example_now + std::chrono::seconds{9}, std::chrono::seconds{10}, 5);
    EXPECT_EQ(now.end, later.end);
}

TEST(strip, has_a_scale_with_marks_of_resets) {
    history past;
    past.mark_reset(example_now - std::chrono::seconds{15});
    const auto scale = signs(scale_of(past, span_until(example_now, std::chrono::seconds{1}, 22)));
    EXPECT_EQ(scale, U"  -20s|     -10s      ");
}

}  // namespace
}  // namespace tracerouter::view
