#include "run/session_player.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include "session_script.hpp"
#include "tracerouter/monitor_result.hpp"

namespace tracerouter::run {
namespace {

using namespace std::chrono_literals;

std::vector<monitor_result> results_now(const session_player& player) {
    std::vector<monitor_result> out;
    for (std::size_t target = 0; target < player.targets().size(); ++target) out.push_back(player.result(target));
    return out;
}

/// All rounds that a strip of the history shows of the third hop.
std::vector<view::history_bin> history_now(const session_player& player) {
    std::vector<view::history_bin> out;
    const auto now = std::chrono::floor<std::chrono::seconds>(player.now());
    for (auto back = view::history::length; back >= 0s; back -= 1s)
        out.push_back(player.targets().histories().front().bin(3, now - back, 1s));
    return out;
}

/// What is known at that moment if everything is taken from the beginning.
session_player fresh_player(const session_log& session, duration at) {
    session_player player{session};
    player.seek(at);
    return player;
}

TEST(session_player, begins_with_what_was_known_first) {
    const session_log session = example_session(10);
    const session_player player{session};
    EXPECT_EQ(player.position().at, 0s);
    EXPECT_EQ(player.position().of, 10s);
    EXPECT_EQ(player.targets().size(), 1U);
    EXPECT_EQ(player.result(0).rounds, 0U);
}

TEST(session_player, shows_no_answer_before_it_came) {
    const session_log session = example_session(10);
    session_player player{session};
    player.seek(5s + 25ms);
    const auto result = player.result(0);
    EXPECT_EQ(result.rounds, 6U);
    EXPECT_EQ(result.elapsed, 5s + 25ms);
    EXPECT_EQ(result.hops[0].probes.answered, 6U);
    EXPECT_EQ(result.hops[2].probes.in_flight(), 1U);
}

TEST(session_player, knows_at_a_moment_the_same_however_it_came_there) {
    const session_log session = example_session(6'000);
    session_player player{session};
    std::mt19937 chance{7};
    std::uniform_int_distribution<int> seconds{-10, 6'010};
    for (int i = 0; i < 25; ++i) {
        player.seek(1ms * (seconds(chance) * 1'000 + 17));
        const session_player fresh = fresh_player(session, player.position().at);
        ASSERT_EQ(results_now(player), results_now(fresh)) << player.position().at.count();
        ASSERT_EQ(history_now(player), history_now(fresh)) << player.position().at.count();
    }
}

TEST(session_player, shows_at_the_end_what_the_report_says) {
    const session_log session = example_session(200);
    session_player player{session};
    player.to_end();
    EXPECT_TRUE(player.at_end());
    replayed_targets known;
    session_log::place place;
    session_entry entry;
    while (session.read(place, entry)) known.take(session, entry);
    known.finish();
    for (std::size_t target = 0; target < known.size(); ++target)
        EXPECT_EQ(player.result(target), known.last_result(session, target));
    EXPECT_FALSE(player.result(0).changes.empty());
}

TEST(session_player, begins_counters_anew_where_the_session_did) {
    session_log session;
    ASSERT_EQ(session.add(start_of_target("a")), "");
    const auto add = [&session](probe_outcome outcome, std::uint64_t round, duration after) {
        EXPECT_EQ(session.add(probe_of_target("a", outcome, round, 1, after)), "");
    };
    add(probe_outcome::sent, 1, 0s);
    add(probe_outcome::lost, 1, 0s);
    add(probe_outcome::sent, 2, 1s);
    const report::monitor_reset reset{.at = session_begin() + 1200ms, .rounds = 2};
    ASSERT_EQ(session.add(report::session_reset{"a", start_of_target("a").address, reset}), "");
    add(probe_outcome::lost, 2, 1s);  // of a round that was forgotten
    add(probe_outcome::sent, 3, 2s);
    add(probe_outcome::lost, 3, 2s);

    session_player player{session};
    player.seek(1100ms);
    EXPECT_EQ(player.result(0).rounds, 2U);
    EXPECT_EQ(player.result(0).started_at, session_begin());
    player.to_end();
    const auto result = player.result(0);
    EXPECT_EQ(result.rounds, 3U);
    EXPECT_EQ(result.started_at, reset.at);
    EXPECT_EQ(result.elapsed, 1300ms);  // until the last probe was lost
    EXPECT_EQ(player.targets().histories()[0].resets().size(), 1U);
    player.move(-5s);
    EXPECT_TRUE(player.targets().histories()[0].resets().empty());
}

TEST(session_player, moves_as_fast_as_it_is_told_and_stays_within_the_session) {
    const session_log session = example_session(100);
    session_player player{session};
    player.pass(2s);
    EXPECT_EQ(player.position().at, 2s);
    player.faster();
    player.faster();
    player.pass(500ms);
    EXPECT_EQ(player.position().at, 4s);
    for (int i = 0; i < 4; ++i) player.slower();
    player.pass(1s);
    EXPECT_EQ(player.position().at, 4'250ms);
    player.move(-5s);
    EXPECT_EQ(player.position().at, 0s);
    EXPECT_EQ(player.result(0).rounds, 0U);
    for (int i = 0; i < 40; ++i) player.faster();
    player.pass(1h);
    EXPECT_EQ(player.position().at, player.position().of);
    player.move(5s);
    EXPECT_EQ(player.position().at, player.position().of);
    for (int i = 0; i < 80; ++i) player.slower();
    EXPECT_GT(player.position().speed, 0);
}

TEST(session_player, stands_still_in_a_session_without_length) {
    session_log session;
    ASSERT_EQ(session.add(start_of_target("a")), "");
    session_player player{session};
    player.pass(1s);
    player.move(-5s);
    EXPECT_TRUE(player.at_end());
    EXPECT_EQ(player.position().at, 0s);
}

}  // namespace
}  // namespace tracerouter::run
