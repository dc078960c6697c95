#include "stats/steady_value.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tracerouter::stats {
namespace {

using namespace std::chrono_literals;

/// The changes that a text tells, a letter a turn, "." for silence: "AB@3" is the change from A to B first seen in
/// turn 3.
std::vector<std::string> changes_of(std::string_view seen) {
    steady_value<char> value;
    std::vector<std::string> told;
    std::uint64_t turn = 0;
    for (const char letter : seen) {
        ++turn;
        if (letter == '.') continue;
        const sighting when{.round = turn, .turn = turn, .sent_at = std::chrono::system_clock::time_point{1s * turn}};
        const auto change = value.saw(letter, when);
        if (change)
            told.push_back(std::string{change->before, change->after} + "@" + std::to_string(change->first.turn));
    }
    return told;
}

using told = std::vector<std::string>;

TEST(steady_value, changes_with_a_second_sighting) {
    EXPECT_EQ(changes_of("AAAA"), told{});
    EXPECT_EQ(changes_of("AAAB"), told{});
    EXPECT_EQ(changes_of("AAABB"), told{"AB@4"});
    EXPECT_EQ(changes_of("AAAB.B"), told{"AB@4"});
    EXPECT_EQ(changes_of("AAAB..BB"), told{"AB@7"});  // the first sighting is too old to count
    EXPECT_EQ(changes_of("AAABCBC"), told{"AB@4"});
    EXPECT_EQ(changes_of("AAABCDBCDBCD"), told{});  // none of them is a way for itself
    EXPECT_EQ(changes_of("AAABCCC"), told{"AC@5"});
}

TEST(steady_value, never_changes_by_silence) {
    EXPECT_EQ(changes_of("AAA......AAA"), told{});
    EXPECT_EQ(changes_of("...AAA...AAA"), told{});
}

TEST(steady_value, is_replaced_without_a_word_if_it_was_not_steady) {
    EXPECT_EQ(changes_of("ABBBBB"), told{});
    EXPECT_EQ(changes_of("ABABABABAB"), told{});
}

TEST(steady_value, is_silent_while_it_alternates) {
    EXPECT_EQ(changes_of("AAABABABABABABAB"), told{});
    EXPECT_EQ(changes_of("AAABAB"), told{});
    EXPECT_EQ(changes_of("AAABABBBBBBBBB"), told{"AB@4"}) << "once it is steady again";
}

TEST(steady_value, is_damped_when_it_changes_often) {
    std::string flapping;
    for (int flap = 0; flap < 20; ++flap) flapping += "AAAAAAAAAABBBBBBBBBB";
    EXPECT_EQ(changes_of(flapping), (told{"AB@11", "BA@21"}));
    // Quiet for an hour and a half: what it has come to is told if it is not what was told last.
    EXPECT_EQ(changes_of(flapping + std::string(5'400, 'B')).size(), 3U);
    EXPECT_EQ(changes_of(flapping + std::string(5'400, 'A')).size(), 2U);
    EXPECT_EQ(changes_of(flapping + std::string(5'400, 'A') + "CCC").back().substr(0, 2), "AC");
}

}  // namespace
}  // namespace tracerouter::stats
