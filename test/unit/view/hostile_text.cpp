#include <gtest/gtest.h>

#include <string>

#include "examples.hpp"
#include "terminal_emulator.hpp"
#include "view/live_view.hpp"
#include "view/plain.hpp"
#include "view/svg.hpp"
#include "view/text.hpp"

namespace tracerouter::view {
namespace {

/// Names that would move the cursor, turn the text round, or take more or less than one column for a character.
constexpr std::array hostile{
    "\x1b[2J\x1b]0;title\x07"
    "evil",
    "\xc2\x9b"
    "31m C1",
    "right\xe2\x80\xae"
    "to left",
    "wide \xe4\xb8\xad\xe6\x96\x87 \xf0\x9f\x98\x80",
    "joined e\xcc\x81\xcc\x81\xcc\x81",
    "no utf8 \xff\xc0\x80\xed\xa0\x80",
    "zero\xe2\x80\x8bwidth\xef\xbb\xbf",
    "line\nfeed\rreturn\ttab\x7f",
    "<svg onload=\"x\">&amp;",
};

TEST(hostile_text, shows_as_visible_characters) {
    for (const char* const name : hostile) {
        for (const std::string_view keys : {"", "d", "dd", "l", "jjjjj\r", "n", "nn"}) {
            test::example_monitor monitor{2};
            monitor.facts[test::address("198.18.5.1")].name = name;
            for (auto& result : monitor.results) result.target = name;
            live_view view;
            view.resize({120, 40});
            view.state().say(name);
            test::terminal_emulator terminal{{120, 40}};
            static_cast<void>(view.type(keys, monitor.seen()));
            terminal.write(view.picture(monitor.seen()));
            ASSERT_EQ(terminal.complaint(), "") << name;
            ASSERT_EQ(terminal.shown(), view.shown()) << name;
        }
    }
}

TEST(hostile_text, is_told_by_number) {
    EXPECT_EQ(narrowed("a\xe4\xb8\xad", true), "a\\u{4E2D}");
    EXPECT_EQ(narrowed("\xc3\xa9\xf0\x9f\x98\x80", true), "\xc3\xa9\\u{1F600}");
    EXPECT_EQ(narrowed("\xc3\xa9", false), "\\u{00E9}");
    EXPECT_EQ(narrowed("e\xcc\x81", true), "e\\u{0301}");
}

TEST(hostile_text, of_any_length_is_cut) {
    test::example_monitor monitor;
    monitor.facts[test::address("198.18.1.1")].name = std::string(100'000, 'x');
    monitor.results.front().target = std::string(100'000, 'y');
    live_view view;
    view.resize({40, 10});
    static_cast<void>(view.picture(monitor.seen()));
    EXPECT_LT(plain(view.shown()).size(), 1000u);
}

TEST(hostile_text, has_no_meaning_in_svg) {
    test::example_monitor monitor;
    monitor.results.front().target = hostile.back();
    live_view view;
    static_cast<void>(view.picture(monitor.seen()));
    const auto picture = svg(view.shown());
    EXPECT_EQ(picture.find("onload=\""), std::string::npos);
    EXPECT_NE(picture.find("onload=&quot;x&quot;&gt;&amp;amp;"), std::string::npos);
}

TEST(cell_grid, holds_nothing_that_a_terminal_obeys) {
    cell_grid grid{{8, 1}};
    std::size_t column = 0;
    for (const char32_t sign : {U'\x1b', U'\n', U'\x9b', U'\u0301', U'\u4e2d', U'\u202e', char32_t{0x7F}})
        grid.put(column++, 0, {sign, {}});
    EXPECT_EQ(plain(grid), "???????\n");
}

TEST(cell_grid, is_bounded) {
    cell_grid grid{{65'535, 65'535}};
    EXPECT_EQ(grid.size(), largest_screen);
    grid.put(70'000, 70'000, {U'x', {}});
    EXPECT_EQ(grid.write(498, 0, "abcd"), 500u);
    EXPECT_EQ(plain(grid), std::string(498, ' ') + "ab\n");
}

}  // namespace
}  // namespace tracerouter::view
