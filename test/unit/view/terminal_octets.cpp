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
        if (below(3) == 0) move_left(grid);
        for (auto single = below(6); single > 0; --single) grid.put(below(size.columns), below(size.rows), any_cell());
        return grid;
    }

private:
    /// As strips of the history do.
    void move_left(cell_grid& grid) {
        const auto size = grid.size();
        const auto begin = below(size.columns);
        for (std::size_t row = below(size.rows); row < size.rows; ++row) {
            for (auto column = begin; column + 1 < size.columns; ++column)
                grid.put(column, row, grid.at(column + 1, row));
            grid.put(size.columns - 1, row, any_cell());
        }
    }

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
    EXPECT_NE(terminal_octets(blank, cell_grid{{0, 7}}, true), "") << "the screen is cleared";
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

/// Octets of one second in which all figures of twenty hops change, and their histories move on.
std::size_t octets_of_a_second(screen_size size) {
    test::example_monitor monitor{1, 20};
    std::mt19937 random{5};
    auto seen = monitor.seen();
    auto& result = monitor.results.front();
    const auto observe = [&](const hop_summary& hop, int ago) {
        const auto rtt = hop.rtt.median.value_or(test::ms(1)) + std::chrono::microseconds{random() % 9000};
        monitor.histories.front().observe(test::observed(hop.ttl, ago, probe_outcome::answered, rtt));
    };
    monitor.histories.front().clear();
    for (int ago = 600; ago >= 0; --ago) {
        for (const auto& hop : result.hops) observe(hop, ago);
    }
    const auto before = draw(seen, screen_state{}, size);
    ++result.rounds;
    result.elapsed += std::chrono::seconds{1};
    for (auto& hop : result.hops) {
        observe(hop, -1);
        ++hop.probes.sent;
        if (hop.responders.empty()) continue;
        hop.rtt.last = *hop.rtt.median + std::chrono::microseconds{random() % 9000};
        hop.windows[1].rtt.median = *hop.rtt.median + std::chrono::microseconds{random() % 900};
    }
    seen.now += std::chrono::seconds{1};
    return terminal_octets(before, draw(seen, screen_state{}, size), true).size();
}

// A slow line takes no more (watch.md: 2 kB a second).
TEST(terminal_octets, of_a_second_of_twenty_hops_are_less_than_2000) {
    for (const screen_size size : {screen_size{80, 24}, {80, 30}, {120, 40}, {200, 60}}) {
        const auto octets = octets_of_a_second(size);
        EXPECT_LT(octets, 2000u) << size.columns << 'x' << size.rows;
        RecordProperty("octets_" + std::to_string(size.columns) + 'x' + std::to_string(size.rows),
                       static_cast<int>(octets));
    }
}

}  // namespace
}  // namespace tracerouter::view
