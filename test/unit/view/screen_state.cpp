#include "view/screen_state.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string_view>

#include "examples.hpp"
#include "view/lines.hpp"
#include "view/live_view.hpp"
#include "view/plain.hpp"

namespace tracerouter::view {
namespace {

using enum command_kind;
using test::example_monitor;

/// The last of the commands that these keys give.
command typed(screen_state& state, std::string_view octets, const model& seen) {
    key_reader reader;
    std::vector<key> keys;
    reader.read(octets, keys);
    if (const auto last = reader.rest()) keys.push_back(*last);
    command asked;
    for (const auto& one : keys) asked = state.press(one, seen);
    return asked;
}

class keys : public ::testing::Test {
protected:
    command type(std::string_view octets) { return typed(state, octets, seen); }

    example_monitor monitor{3};
    model seen = monitor.seen();
    screen_state state;
};

TEST_F(keys, ask_the_program) {
    EXPECT_EQ(type("q"), command{quit});
    EXPECT_EQ(type("\x03"), command{quit});
    EXPECT_EQ(type("\x1a"), command{suspend});
    EXPECT_EQ(type("\x0c"), command{redraw});
    EXPECT_EQ(type("r"), command{reset});
    EXPECT_EQ(type("P"), command{stop_probing});
    seen.probing = false;
    EXPECT_EQ(type("P"), command{resume_probing});
    EXPECT_EQ(type("w"), command{});
    EXPECT_NE(state.message(), "");
    seen.can_write = true;
    EXPECT_EQ(type("w"), command{write_session});
    EXPECT_EQ(state.message(), "");
}

TEST_F(keys, change_the_interval_as_typed) {
    EXPECT_EQ(type("i\x7f"
                   "0.25\r"),
              (command{set_interval, std::chrono::milliseconds{250}}));
    for (const std::string_view wrong : {"", "0", "-1", "nan", "inf", "1e9", "0.5x", " 1", "0.009", "3601", "1e-400"}) {
        state = screen_state{};
        EXPECT_EQ(type("i\x7f" + std::string{wrong} + '\r'), command{}) << wrong;
        EXPECT_NE(state.message(), "") << wrong;
    }
    EXPECT_EQ(type("i5\x1b"), command{}) << "given up";
    EXPECT_FALSE(state.question());
}

TEST_F(keys, typed_first_replace_what_a_prompt_proposes) {
    EXPECT_EQ(type("i0.2\r"), (command{set_interval, std::chrono::milliseconds{200}}));
    EXPECT_EQ(type("i\x7f"
                   "4\r"),
              (command{set_interval, std::chrono::seconds{4}}));
    type("oLS\r");
    EXPECT_EQ(state.columns(), "LS");
}

TEST_F(keys, within_a_prompt_mean_nothing_else) {
    EXPECT_EQ(type("o\x7fq"), command{});
    EXPECT_EQ(state.question()->typed(), std::string{standard_columns.substr(0, standard_columns.size() - 1)} + 'q');
    EXPECT_EQ(type("\x03"), command{quit});
    for (int i = 0; i < 100; ++i) type("x");
    EXPECT_EQ(state.question()->typed().size(), 32u);
}

TEST_F(keys, choose_columns) {
    type("o\x7f\x7f\x7f\x7f\x7f\x7f\x7fL_SB bVL\r");
    EXPECT_NE(state.message(), "") << "b is no column";
    EXPECT_EQ(state.columns(), standard_columns);
    type("o\x7f\x7f\x7f\x7f\x7f\x7f\x7fL_SB VL\r");
    EXPECT_EQ(state.columns(), "LSBV");
    type("J");
    EXPECT_EQ(state.columns(), jitter_columns);
    type("J");
    EXPECT_EQ(state.columns(), "LSBV");
}

TEST_F(keys, choose_a_hop_by_its_ttl) {
    type("j");
    EXPECT_EQ(state.hop(), 1);
    type("jj\x1b[B");
    EXPECT_EQ(state.hop(), 4);
    monitor.results.front().hops.erase(monitor.results.front().hops.begin());
    seen = monitor.seen();
    EXPECT_EQ(state.hop(), 4);
    type("k");
    EXPECT_EQ(state.hop(), 3);
    type("\x1b[5~\x1b[5~");
    EXPECT_EQ(state.hop(), 2);
    type("\x1b[6~\x1b[6~");
    EXPECT_EQ(state.hop(), 8);
    type("\x1b");
    EXPECT_EQ(state.hop(), std::nullopt);
    type("k");
    EXPECT_EQ(state.hop(), 8);
}

TEST_F(keys, go_round_the_targets) {
    type("\t");
    EXPECT_EQ(state.target(), 1u);
    type("\t\t");
    EXPECT_EQ(state.target(), 0u);
    type("\x1b[Z");
    EXPECT_EQ(state.target(), 2u);
    type("l");
    EXPECT_EQ(state.overlay(), overlay::targets);
    type("k\r");
    EXPECT_EQ(state.target(), 1u);
    EXPECT_EQ(state.overlay(), overlay::nothing);
    monitor.results.resize(1);
    monitor.histories.resize(1);
    seen = monitor.seen();
    type("j");
    EXPECT_EQ(state.target(), 0u);
}

TEST_F(keys, open_and_close_what_lies_over_the_display) {
    type("\r");
    EXPECT_EQ(state.overlay(), overlay::details);
    EXPECT_EQ(state.hop(), 1);
    type("jj");
    EXPECT_EQ(state.scrolled(), 2u);
    for (int i = 0; i < 100; ++i) type("\x1b[6~");
    EXPECT_LT(state.scrolled(), details_lines(seen, state).size());
    type("?");
    EXPECT_EQ(state.overlay(), overlay::help);
    EXPECT_EQ(state.scrolled(), 0u);
    type("\x1b");
    EXPECT_EQ(state.overlay(), overlay::nothing);
    type("dd");
    EXPECT_EQ(state.display(), display::paths);
    type("\x1b\x1b");
    EXPECT_EQ(state.display(), display::hops);
}

TEST_F(keys, zoom_the_history) {
    EXPECT_EQ(state.cell(), std::chrono::seconds{1});
    type("---");
    EXPECT_EQ(state.cell(), std::chrono::seconds{10});
    type("--------");
    EXPECT_EQ(state.cell(), std::chrono::seconds{60});
    type("==========");
    EXPECT_EQ(state.cell(), std::chrono::seconds{1});
}

TEST_F(keys, look_back_while_the_picture_stands_still) {
    EXPECT_EQ(state.history_end(seen), test::example_now);
    type("\x1b[D");
    EXPECT_EQ(state.history_end(seen), test::example_now) << "not frozen";
    type(" ");
    seen.now += std::chrono::seconds{100};
    EXPECT_EQ(state.history_end(seen), test::example_now);
    type("\x1b[D\x1b[D");
    EXPECT_EQ(state.history_end(seen), test::example_now - std::chrono::seconds{20});
    type("\x1b[H");
    EXPECT_EQ(state.history_end(seen), test::example_now - history::length);
    type("\x1b[F ");
    EXPECT_EQ(state.history_end(seen), seen.now);
}

TEST_F(keys, move_through_a_replay) {
    EXPECT_EQ(type("\x1b[C"), command{});
    seen.replay = replay_position{.at = {}, .of = std::chrono::minutes{10}};
    EXPECT_EQ(type("\x1b[C"), (command{replay_move, std::chrono::seconds{5}}));
    EXPECT_EQ(type("\x1b[D"), (command{replay_move, std::chrono::seconds{-5}}));
    EXPECT_EQ(type("\x1b[H"), command{replay_seek});
    EXPECT_EQ(type("\x1b[F"), command{replay_end});
    EXPECT_EQ(type("+"), command{replay_faster});
    EXPECT_EQ(type("-"), command{replay_slower});
    EXPECT_EQ(type("g1:30\r"), (command{replay_seek, std::chrono::seconds{90}}));
    EXPECT_EQ(type("g9:00:00\r"), (command{replay_seek, std::chrono::minutes{10}}));
    EXPECT_EQ(type("g1::2\r"), command{});
    EXPECT_EQ(type("g1:2:3:4\r"), command{});
    EXPECT_EQ(type("r"), command{}) << "there is nothing to reset";
    EXPECT_EQ(type("P"), command{});
}

TEST(live_view, keeps_results_while_it_is_frozen) {
    example_monitor monitor;
    live_view view;
    static_cast<void>(view.type(" ", monitor.seen()));
    static_cast<void>(view.picture(monitor.seen()));
    const auto before = plain(view.shown());
    monitor.results.front().rounds = 777;
    EXPECT_EQ(view.picture(monitor.seen()), "");
    EXPECT_EQ(plain(view.shown()), before);
    static_cast<void>(view.type(" ", monitor.seen()));
    EXPECT_NE(view.picture(monitor.seen()), "");
    EXPECT_NE(plain(view.shown()).find("round 777"), std::string::npos);
}

TEST(live_view, gives_commands_in_order_and_escape_when_nothing_follows) {
    const example_monitor monitor;
    live_view view;
    EXPECT_EQ(view.type("rxP\x1b", monitor.seen()), (std::vector<command>{{reset}, {stop_probing}}));
    EXPECT_TRUE(view.waits_for_key());
    EXPECT_TRUE(view.end_of_typing(monitor.seen()).empty());
    EXPECT_FALSE(view.waits_for_key());
}

TEST(live_view, draws_all_anew_when_asked_to) {
    const example_monitor monitor;
    live_view view;
    const auto first = view.picture(monitor.seen());
    EXPECT_EQ(view.picture(monitor.seen()), "");
    EXPECT_EQ(view.type("\x0c", monitor.seen()), std::vector<command>{{redraw}});
    EXPECT_EQ(view.picture(monitor.seen()), first);
}

// Any keys, any size, any number of targets and hops at any time.
TEST(live_view, survives_whatever_is_typed) {
    std::mt19937 random{3};
    constexpr std::string_view likely =
        "?hlkjnzemdoJ[]=-+g irwP\t\r\x1b\x7f"
        "ABCDHF";
    for (int run = 0; run < 30; ++run) {
        example_monitor monitor{1 + random() % 4, static_cast<std::uint16_t>(1 + random() % 30)};
        live_view view;
        for (int step = 0; step < 100; ++step) {
            auto seen = monitor.seen();
            if (step % 50 > 25) seen.replay = replay_position{};
            if (step % 7 == 0) seen.results = seen.results.first(random() % (seen.results.size() + 1));
            std::string octets(1, likely[random() % likely.size()]);
            if (random() % 3 == 0) octets.insert(0, "\x1b[");
            static_cast<void>(view.type(octets, seen));
            view.resize({random() % 220, random() % 70});
            static_cast<void>(view.picture(seen));
        }
    }
}

}  // namespace
}  // namespace tracerouter::view
