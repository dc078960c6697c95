#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "examples.hpp"
#include "golden.hpp"
#include "view/draw.hpp"
#include "view/live_view.hpp"
#include "view/plain.hpp"
#include "view/svg.hpp"

namespace tracerouter::view {
namespace {

/// What is shown when these keys have been typed.
std::string screen(const model& seen, screen_size size, std::string_view keys = {}) {
    live_view view;
    view.resize(size);
    static_cast<void>(view.type(keys, seen));
    static_cast<void>(view.picture(seen));
    return plain(view.shown());
}

constexpr screen_size usual{80, 24};
constexpr screen_size small{40, 10};
constexpr screen_size large{200, 60};

TEST(screens, of_the_hops) {
    const test::example_monitor monitor;
    test::expect_screen("hops-80x24", screen(monitor.seen(), usual));
    test::expect_screen("hops-40x10", screen(monitor.seen(), small));
    test::expect_screen("hops-200x60", screen(monitor.seen(), large, "zebn"));
}

TEST(screens, of_all_columns) {
    const test::example_monitor monitor;
    const std::string all = "o" + std::string(10, '\x7f') + std::string{column_letters} + '\r';
    test::expect_screen("columns-200x60", screen(monitor.seen(), large, all));
    test::expect_screen("columns-80x24", screen(monitor.seen(), usual, all));
}

TEST(screens, in_ascii) {
    const test::example_monitor monitor;
    auto seen = monitor.seen();
    seen.unicode = false;
    const auto hops = screen(seen, usual);
    for (const char octet : hops) ASSERT_TRUE(static_cast<unsigned char>(octet) < 0x80) << hops;
    test::expect_screen("ascii-80x24", hops);
}

TEST(screens, of_the_history) {
    const test::example_monitor monitor;
    test::expect_screen("history-80x24", screen(monitor.seen(), usual, "d"));
    test::expect_screen("history-40x10", screen(monitor.seen(), small, "d--"));
    test::expect_screen("history-200x60", screen(monitor.seen(), large, "d-"));
}

TEST(screens, of_the_paths) {
    const test::example_monitor monitor;
    test::expect_screen("paths-80x24", screen(monitor.seen(), usual, "ddz"));
    test::expect_screen("paths-40x10", screen(monitor.seen(), small, "dd"));
}

TEST(screens, of_twelve_targets) {
    const test::example_monitor monitor{12};
    test::expect_screen("targets-80x24", screen(monitor.seen(), usual, "l"));
    test::expect_screen("targets-40x10", screen(monitor.seen(), small, "lkkk"));
    test::expect_screen("targets-200x60", screen(monitor.seen(), large, "l"));
}

TEST(screens, of_the_details) {
    const test::example_monitor monitor;
    test::expect_screen("details-80x24", screen(monitor.seen(), usual, "jjjjj\r"));
    test::expect_screen("details-40x10", screen(monitor.seen(), small, "jjjj\rjj"));
    test::expect_screen("details-200x60", screen(monitor.seen(), large, "jjjjj\r"));
}

TEST(screens, of_the_help) {
    const test::example_monitor monitor;
    test::expect_screen("help-80x24", screen(monitor.seen(), usual, "?"));
    test::expect_screen("help-200x60", screen(monitor.seen(), large, "?"));
}

TEST(screens, that_say_what_goes_on) {
    const test::example_monitor monitor{2};
    auto seen = monitor.seen();
    seen.masked_hops = 2;
    seen.probing = false;
    test::expect_screen("frozen-80x24", screen(seen, usual,
                                               " kj\x1b[Dio\x7f"
                                               "0.5"));
    seen.replay = replay_position{.at = std::chrono::seconds{61}, .of = std::chrono::hours{1}, .speed = 2};
    test::expect_screen("replay-80x24", screen(seen, usual));
}

TEST(screens, smaller_than_the_smallest_say_so) {
    const test::example_monitor monitor;
    EXPECT_EQ(screen(monitor.seen(), {39, 10}), "39x10, needs 40x10\n");
    EXPECT_EQ(screen(monitor.seen(), {200, 9}), "200x9, needs 40x10\n");
    EXPECT_EQ(screen(monitor.seen(), {3, 1}), "3x1\n");
    EXPECT_EQ(screen(monitor.seen(), {0, 0}), "");
}

TEST(screens, without_target_or_hop) {
    EXPECT_EQ(plain(draw({}, screen_state{}, small)).substr(0, 10), "no target\n");
    test::example_monitor monitor;
    monitor.results.front().hops.clear();
    monitor.results.front().distance.reset();
    monitor.results.front().reached = false;
    for (const std::string_view keys : {"", "d", "dd", "l", "\r", "jk\r"})
        EXPECT_NE(screen(monitor.seen(), small, keys).find("not reached"), std::string::npos) << keys;
}

TEST(screens, as_tables_of_all_targets) {
    const test::example_monitor monitor{2};
    const auto text = tables(monitor.seen(), screen_state{}, 80);
    test::expect_screen("tables", text);
    EXPECT_EQ(text.find('\x1b'), std::string::npos);
    EXPECT_EQ(text.find("help"), std::string::npos);
}

TEST(screens, in_the_documentation) {
    const test::example_monitor monitor{3, 10};
    test::expect_file("docs/monitor_view.svg", svg(draw(monitor.seen(), screen_state{"LSNBpqWch"}, {110, 22})));
}

// Whatever is typed and however large the screen is, something is drawn.
TEST(screens, of_any_size) {
    const test::example_monitor monitor{12};
    const auto seen = monitor.seen();
    for (const std::string_view keys : {"", "zeJ", "d", "ddz", "l", "jjjjj\r", "?"}) {
        for (std::size_t columns = 38; columns < 210; columns += 3) {
            for (const std::size_t rows : {9u, 10u, 11u, 19u, 20u, 21u, 60u, 400u})
                ASSERT_FALSE(screen(seen, {columns, rows}, keys).empty()) << columns << 'x' << rows;
        }
    }
}

}  // namespace
}  // namespace tracerouter::view
