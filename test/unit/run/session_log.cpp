#include "run/session_log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "run/packed_numbers.hpp"
#include "session_script.hpp"

namespace tracerouter::run {
namespace {

using testing::HasSubstr;
using namespace std::chrono_literals;

std::vector<session_entry> entries_of(const session_log& session) {
    std::vector<session_entry> out;
    session_log::place place;
    session_entry entry;
    while (session.read(place, entry)) out.push_back(entry);
    return out;
}

/// What statistics are made of.
void expect_same(const probe_observation& one, const probe_observation& other) {
    EXPECT_EQ(one.round, other.round);
    EXPECT_EQ(one.flow, other.flow);
    EXPECT_EQ(one.ttl, other.ttl);
    EXPECT_EQ(one.sent_at, other.sent_at);
    EXPECT_EQ(one.outcome, other.outcome);
    EXPECT_EQ(one.send_error, other.send_error);
    ASSERT_EQ(one.reply.has_value(), other.reply.has_value());
    if (!one.reply) return;
    EXPECT_EQ(one.reply->responder, other.reply->responder);
    EXPECT_EQ(one.reply->rtt, other.reply->rtt);
    EXPECT_EQ(one.reply->kind, other.reply->kind);
    EXPECT_EQ(one.reply->arrived, other.reply->arrived);
    EXPECT_EQ(one.reply->mpls, other.reply->mpls);
}

TEST(packed_numbers, come_back_in_whatever_order) {
    constexpr auto most = std::numeric_limits<std::uint64_t>::max();
    const std::vector<std::uint64_t> numbers{0, 1, 127, 128, 300, most, 1, most - 1, most / 2, most / 2 + 1, 0};
    std::string octets;
    std::uint64_t before = 0;
    for (const std::uint64_t number : numbers) {
        append_number(octets, number);
        append_difference(octets, number, std::exchange(before, number));
    }
    std::string_view rest{octets};
    before = 0;
    for (const std::uint64_t number : numbers) {
        EXPECT_EQ(take_packed(rest), number);
        EXPECT_EQ(take_difference(rest, before), number);
        before = number;
    }
    EXPECT_TRUE(rest.empty());
}

TEST(session_log, gives_back_what_statistics_are_made_of) {
    session_log session;
    std::vector<probe_observation> told;
    const auto add = [&](report::session_probe probe) {
        told.push_back(probe.seen);
        EXPECT_EQ(session.add(std::move(probe)), "");
    };
    ASSERT_EQ(session.add(start_of_target("a")), "");
    ASSERT_EQ(session.add(start_of_target("b")), "");
    add(probe_of_target("b", probe_outcome::sent, 1, 1, 5ns));
    add(probe_of_target("a", probe_outcome::sent, 1, 1, -1s));
    auto answered = probe_of_target("a", probe_outcome::answered, std::numeric_limits<std::uint64_t>::max(), 255, -3h);
    answered.seen.flow = 65'535;
    answered.seen.reply.emplace();
    answered.seen.reply->responder = boost::asio::ip::make_address("fe80::1%7");
    answered.seen.reply->rtt = 100'000s;
    answered.seen.reply->arrived = true;
    answered.seen.reply->mpls = {{.label = 0xFFFFF, .traffic_class = 7, .bottom = true, .ttl = 255}, {.label = 3}};
    add(answered);
    answered.seen.outcome = probe_outcome::late;
    answered.seen.reply->mpls.clear();
    add(answered);
    auto refused = probe_of_target("b", probe_outcome::refused, 2, 1, 1s);
    refused.seen.send_error = {101, boost::system::system_category()};
    add(refused);
    add(probe_of_target("b", probe_outcome::lost, 1, 1, 5ns));
    add(probe_of_target("a", probe_outcome::limited, 1, 2, 1s));

    const auto entries = entries_of(session);
    ASSERT_EQ(entries.size(), told.size() + 2);
    EXPECT_EQ(session.entries(), entries.size());
    for (std::size_t i = 0; i < told.size(); ++i) expect_same(entries[i + 2].seen, told[i]);
    EXPECT_EQ(entries[2].target, 1U);
    EXPECT_EQ(entries[3].target, 0U);
}

TEST(session_log, says_when_something_was_known) {
    session_log session;
    ASSERT_EQ(session.add(start_of_target("a")), "");
    auto answered = probe_of_target("a", probe_outcome::answered, 1, 1, 1s);
    answered.seen.reply.emplace().rtt = 30ms;
    ASSERT_EQ(session.add(probe_of_target("a", probe_outcome::sent, 1, 1, 1s)), "");
    ASSERT_EQ(session.add(answered), "");
    ASSERT_EQ(session.add(probe_of_target("a", probe_outcome::sent, 2, 1, 1010ms)), "");
    ASSERT_EQ(session.add(probe_of_target("a", probe_outcome::lost, 2, 1, 1010ms)), "");
    const std::vector<duration> expected{0ms, 1s, 1030ms, 1030ms, 1510ms};  // the order of the file stays
    const auto entries = entries_of(session);
    ASSERT_EQ(entries.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i)
        EXPECT_EQ(duration{entries[i].known_at - session_begin()}, expected[i]) << i;
    EXPECT_EQ(session.begins_at(), session_begin());
    EXPECT_EQ(duration{session.ends_at() - session_begin()}, 1510ms);
}

TEST(session_log, adds_that_probes_were_sent_where_the_session_does_not_say_so) {
    session_log session;
    ASSERT_EQ(session.add(start_of_target("a")), "");
    auto answered = probe_of_target("a", probe_outcome::answered, 1, 1, 1s);
    answered.seen.reply.emplace().rtt = 30ms;
    ASSERT_EQ(session.add(answered), "");
    ASSERT_EQ(session.add(probe_of_target("a", probe_outcome::refused, 1, 2, 1s)), "");
    answered.seen.outcome = probe_outcome::duplicate;
    ASSERT_EQ(session.add(answered), "");
    ASSERT_EQ(session.add(probe_of_target("a", probe_outcome::lost, 1, 3, 1s)), "");
    ASSERT_EQ(session.add(probe_of_target("a", probe_outcome::limited, 1, 4, 1s)), "");
    ASSERT_EQ(session.add(probe_of_target("a", probe_outcome::sent, 2, 1, 2s)), "");
    const std::vector<std::pair<probe_outcome, std::uint16_t>> expected{
        {probe_outcome::sent, 1},      {probe_outcome::answered, 1}, {probe_outcome::refused, 2},
        {probe_outcome::duplicate, 1}, {probe_outcome::sent, 3},     {probe_outcome::lost, 3},
        {probe_outcome::sent, 4},      {probe_outcome::limited, 4},  {probe_outcome::sent, 1}};
    const auto entries = entries_of(session);
    ASSERT_EQ(entries.size(), expected.size() + 1);
    for (std::size_t i = 0; i < expected.size(); ++i) {
        EXPECT_EQ(entries[i + 1].seen.outcome, expected[i].first) << i;
        EXPECT_EQ(entries[i + 1].seen.ttl, expected[i].second) << i;
        EXPECT_EQ(entries[i + 1].seen.sent_at, session_begin() + (i + 1 < expected.size() ? 1s : 2s)) << i;
    }
}

TEST(session_log, says_what_is_wrong) {
    session_log session;
    EXPECT_THAT(session.add(probe_of_target("a", probe_outcome::sent, 1, 1, 1s)), HasSubstr("a has no start"));
    EXPECT_THAT(session.add(report::session_end{.target = "a"}), HasSubstr("no start"));
    EXPECT_EQ(session.add(report::session_fault{"line 3: is no JSON"}), "line 3: is no JSON");
    for (std::size_t i = 0; i < session_log::most_targets; ++i)
        ASSERT_EQ(session.add(start_of_target("t" + std::to_string(i))), "");
    EXPECT_THAT(session.add(start_of_target("one more")), HasSubstr("more than 4096 targets"));
    EXPECT_EQ(entries_of(session).size(), session_log::most_targets);
}

TEST(session_log, is_compact) {
    constexpr std::size_t rounds = 3'000;
    const session_log session = example_session(rounds);
    EXPECT_EQ(entries_of(session).size(), rounds * 2 * 8 + 4);
    EXPECT_LT(session.memory() / session.entries(), 20U);
}

}  // namespace
}  // namespace tracerouter::run
