#include "view/terminal_octets.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "examples.hpp"
#include "terminal_emulator.hpp"
#include "view/draw.hpp"
#include "view/plain.hpp"

namespace tracerouter::view {
namespace {

using test::terminal_emulator;

/// Grids by chance, few of whose cells differ from those of the one before.
class random_grids {
public:
    explicit random_grids(unsigned seed) : random_{seed} {}

    std::size_t below(std::size_t bound) { return std::uniform_int_distribution<std::size_t>{0, bound - 1}(random_); }

    screen_size size() { return {1 + below(90), 1 + below(12)}; }

    cell any_cell() {
        constexpr std::u32string_view signs = U"    abcXYZ019-*\u2581\u2588\u2026é";
        cell made{.sign = signs[below(signs.size())]};
        if (below(3) == 0) made.style = any_look();
        return made;
    }

    /// Runs of cells that look the same, as in pictures.
    cell_grid changed(cell_grid grid) {
        const auto size = grid.size();
        for (auto runs = below(8); runs > 0; --runs) {
            const auto row = below(size.rows);
            const auto begin = below(size.columns);
            const auto blank = below(3) == 0;
            const auto style = any_look();
            for (auto column = begin; column < begin + below(30); ++column)
                grid.put(column, row, blank ? cell{} : cell{any_cell().sign, style});
        }
        for (auto single = below(6); single > 0; --single) grid.put(below(size.columns), below(size.rows), any_cell());
        return grid;
    }

private:
    look any_look() {
        return {
            .color = static_cast<ink>(below(9)), .bold = below(2) == 0, .dim = below(4) == 0, .reverse = below(4) == 0};
    }

    std::mt19937 random_;
};

cell_grid without_colors(const cell_grid& grid) {
    auto plain = grid;
    for (std::size_t row = 0; row < grid.size().rows; ++row) {
        for (std::size_t column = 0; column < grid.size().columns; ++column) {
            auto one = grid.at(column, row);
            one.style.color = ink::standard;
            plain.put(column, row, one);
        }
    }
    return plain;
}

/// Changes, now and then with a new size; after each the terminal shows exactly the grid.
void follow(unsigned seed, int steps, std::size_t steps_a_size, bool color) {
    random_grids random{seed};
    cell_grid shown;
    cell_grid next{random.size()};
    terminal_emulator terminal{next.size()};
    for (int step = 0; step < steps; ++step) {
        if (random.below(steps_a_size) == 0) {
            next = cell_grid{random.size()};
            terminal.resize(next.size());
        }
        next = random.changed(next);
        terminal.write(terminal_octets(shown, next, color));
        shown = next;
        ASSERT_EQ(terminal.complaint(), "") << "seed " << seed << ", step " << step;
        ASSERT_EQ(terminal.shown(), color ? next : without_colors(next)) << "seed " << seed << ", step " << step;
        ASSERT_TRUE(terminal.is_at_rest());
    }
}

TEST(terminal_octets, make_the_terminal_show_the_grid) {
    for (unsigned seed = 0; seed < 20; ++seed) follow(seed, 500, 50, true);
}

TEST(terminal_octets, make_it_so_without_colours) {
    for (unsigned seed = 0; seed < 4; ++seed) follow(seed, 500, 50, false);
}

TEST(terminal_octets, survive_ten_thousand_resizes) {
    follow(7, 10'000, 1, true);
}

TEST(terminal_octets, of_no_change_are_none) {
    const cell_grid blank{{10, 2}};
    EXPECT_EQ(terminal_octets(blank, blank, true), "");
    auto red = blank;
    red.put(1, 1, {U' ', {.color = ink::red}});
    EXPECT_EQ(terminal_octets(blank, red, false), "");
}

TEST(terminal_octets, are_few_for_a_few_cells) {
    cell_grid before{{80, 24}};
    before.write(0, 3, "round 599 of the target");
    auto next = before;
    next.write(0, 3, "round 600");
    EXPECT_EQ(terminal_octets(before, next, true), "\x1b[?2026h\x1b[4;7H600\x1b[?2026l");
    next = before;
    next.write(5, 3, "                  ");
    EXPECT_EQ(terminal_octets(before, next, true), "\x1b[?2026h\x1b[4;7H\x1b[K\x1b[?2026l");
}

TEST(terminal_octets, begin_with_a_cleared_screen) {
    cell_grid next{{4, 1}};
    next.write(1, 0, "x", {.color = ink::red, .bold = true});
    EXPECT_EQ(terminal_octets({}, next, true), "\x1b[?2026h\x1b[H\x1b[2J\x1b[1;2H\x1b[1;31mx\x1b[m\x1b[?2026l");
}

// A slow line takes no more (watch.md: 2 kB a second). All figures of all hops change, and the history moves on.
TEST(terminal_octets, of_a_second_of_twenty_hops_are_less_than_2000) {
    test::example_monitor monitor{1, 20};
    auto seen = monitor.seen();
    const screen_state state;
    const auto before = draw(seen, state, {80, 24});
    auto& result = monitor.results.front();
    ++result.rounds;
    result.elapsed += std::chrono::seconds{1};
    for (auto& hop : result.hops) {
        ++hop.probes.sent;
        if (hop.responders.empty()) {
            ++hop.probes.lost;
            monitor.histories.front().observe(test::observed(hop.ttl, -1, probe_outcome::lost));
            continue;
        }
        ++hop.probes.answered;
        hop.rtt.last = *hop.rtt.median + test::ms(0.5);
        hop.windows[1].rtt.median = *hop.windows[1].rtt.median + test::ms(0.1);
        monitor.histories.front().observe(
            test::observed(hop.ttl, -1, probe_outcome::answered, *hop.rtt.median + test::ms(1.5)));
    }
    seen.now += std::chrono::seconds{1};
    const auto octets = terminal_octets(before, draw(seen, state, {80, 24}), true);
    EXPECT_LT(octets.size(), 2000u);
    EXPECT_GT(octets.size(), 500u) << "the test changes too little";
    RecordProperty("octets", static_cast<int>(octets.size()));
}

}  // namespace
}  // namespace tracerouter::view
