#include "stats/condition.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "path_script.hpp"

namespace tracerouter::stats {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

condition parsed(std::string_view text) {
    const auto made = parse_condition(text);
    if (const auto* const error = std::get_if<std::string>(&made)) ADD_FAILURE() << *error;
    return std::holds_alternative<condition>(made) ? std::get<condition>(made) : condition{};
}

std::string refusal(std::string_view text) {
    const auto made = parse_condition(text);
    return std::holds_alternative<std::string>(made) ? std::get<std::string>(made) : "taken";
}

TEST(condition, is_read_as_written) {
    EXPECT_EQ(parsed("loss>5%"), (condition{.kind = condition_kind::loss, .share = 0.05}));
    EXPECT_EQ(parsed("loss[5m]>2.5%"), (condition{.kind = condition_kind::loss, .window = 300s, .share = 0.025}));
    EXPECT_EQ(parsed("loss[60s]>0%"), (condition{.kind = condition_kind::loss, .window = 60s}));
    EXPECT_EQ(parsed("p95>80ms"),
              (condition{.kind = condition_kind::round_trip, .time = 80ms, .figure = &rtt_summary::p95}));
    EXPECT_EQ(
        parsed("median[15m]>0.5s"),
        (condition{.kind = condition_kind::round_trip, .window = 900s, .time = 500ms, .figure = &rtt_summary::median}));
    EXPECT_EQ(parsed("jitter>250us").figure, &rtt_summary::jitter);
    EXPECT_EQ(parsed("stddev>1ms").figure, &rtt_summary::deviation);
    EXPECT_EQ(parsed("path-changed").kind, condition_kind::path_changed);
    EXPECT_EQ(parsed("as-path-changed").kind, condition_kind::as_path_changed);
    EXPECT_EQ(parsed("unreachable").kind, condition_kind::unreachable);
}

TEST(condition, says_what_is_wrong_with_it) {
    const std::pair<const char*, const char*> cases[]{
        {"", "a condition is like"},
        {"loss", "a condition is like"},
        {"path-change", "a condition is like"},
        {"los>5%", "compared can be"},
        {"p90>5ms", "compared can be"},
        {"loss>5", "a percentage"},
        {"loss>5ms", "a percentage"},
        {"loss>100%", "a percentage"},
        {"loss>-1%", "a percentage"},
        {"loss>nan%", "a percentage"},
        {"loss>5%%", "a percentage"},
        {"loss[2m]>5%", "a window is"},
        {"loss[5m>5%", "a window is"},
        {"loss[]>5%", "a window is"},
        {"p95>80", "a number with us, ms or s"},
        {"p95>ms", "a number with us, ms or s"},
        {"p95>-5ms", "a number with us, ms or s"},
        {"p95>9999s", "a number with us, ms or s"},
        {"p95 >80ms", "compared can be"},
    };
    for (const auto& [text, why] : cases) EXPECT_THAT(refusal(text), HasSubstr(why)) << text;
    EXPECT_THAT(refusal("loss>5"), HasSubstr("'loss>5': "));
    EXPECT_LT(refusal(std::string(100'000, 'x')).size(), 200U);
    EXPECT_EQ(refusal(std::string("loss>") + std::string(1'000, '9') + "%").find('\n'), std::string::npos);
}

/// A result with these probes at the target.
monitor_result with_loss(std::uint64_t lost, std::uint64_t answered) {
    monitor_result result{.rounds = lost + answered, .reached = true, .distance = 1};
    ttl_statistics statistics;
    for (std::uint64_t round = 1; round <= lost + answered; ++round) {
        statistics.add(probe(round));
        const duration rtt = 10ms + 10us * static_cast<int>(round);
        statistics.add(round <= lost ? with(probe(round), probe_outcome::lost)
                                     : tracerouter::stats::answered(probe(round), rtt));
    }
    result.hops.push_back(statistics.summary(1, probe(lost + answered).sent_at));
    return result;
}

TEST(condition, of_loss_is_decided_on_its_interval) {
    const auto loss = parsed("loss>5%");
    EXPECT_FALSE(holds(loss, with_loss(1, 9)));    // 10 %, but 1.8 % may be true
    EXPECT_FALSE(holds(loss, with_loss(8, 92)));   // 4.1 %
    EXPECT_TRUE(holds(loss, with_loss(80, 920)));  // 6.5 %
    EXPECT_TRUE(holds(loss, with_loss(3, 2)));
    EXPECT_FALSE(holds(parsed("loss>0%"), with_loss(0, 10)));
    EXPECT_TRUE(holds(parsed("loss>0%"), with_loss(1, 9)));
}

TEST(condition, of_a_window_looks_there_alone) {
    const auto result = with_loss(200, 300);  // the first ones are lost
    EXPECT_TRUE(holds(parsed("loss>5%"), result));
    EXPECT_TRUE(holds(parsed("loss[15m]>5%"), result));
    EXPECT_FALSE(holds(parsed("loss[1m]>5%"), result));
    EXPECT_FALSE(holds(parsed("loss[5m]>5%"), result));
}

TEST(condition, of_times_is_decided_on_their_interval) {
    const auto result = with_loss(0, 100);                // 10.01 to 11 ms
    EXPECT_TRUE(holds(parsed("median>10.4ms"), result));  // rank 40: 10.41 ms
    EXPECT_FALSE(holds(parsed("median>10.41ms"), result));
    EXPECT_FALSE(holds(parsed("median>10.45ms"), result));  // the median is 10.505 ms
    EXPECT_TRUE(holds(parsed("p95>10.88ms"), result));      // rank 88: 10.89 ms
    EXPECT_FALSE(holds(parsed("p95>10.89ms"), result));
    EXPECT_TRUE(holds(parsed("mean>10.44ms"), result));  // 10.505 ms - 1.96 * 0.290 ms / 10
    EXPECT_FALSE(holds(parsed("mean>10.45ms"), result));
    EXPECT_TRUE(holds(parsed("worst>10.99ms"), result));
    EXPECT_FALSE(holds(parsed("p99>1ms"), with_loss(0, 99)));  // too few to say
    EXPECT_FALSE(holds(parsed("mean>1ms"), with_loss(0, 1)));
}

TEST(condition, of_a_target_that_never_answered) {
    const monitor_result result{.rounds = 20};
    EXPECT_TRUE(holds(parsed("unreachable"), result));
    EXPECT_TRUE(holds(parsed("loss>50%"), result));
    EXPECT_FALSE(holds(parsed("p95>1ms"), result));
    EXPECT_FALSE(holds(parsed("loss>50%"), {.rounds = 1}));
}

TEST(condition, of_reach_holds_during_an_outage) {
    path_script script;
    script.run(20);
    EXPECT_FALSE(holds(parsed("unreachable"), script.result()));
    script.loses = [](auto, auto, std::uint16_t ttl) { return ttl >= 5; };
    script.run(10);
    EXPECT_TRUE(holds(parsed("unreachable"), script.result()));
    script.loses = [](auto, auto, auto) { return false; };
    script.run(10);
    EXPECT_FALSE(holds(parsed("unreachable"), script.result()));
}

TEST(condition, of_paths_looks_at_the_changes) {
    auto result = with_loss(0, 10);
    EXPECT_FALSE(holds(parsed("path-changed"), result));
    result.changes.emplace_back(balance_change{});
    result.changes.emplace_back(outage{});
    EXPECT_FALSE(holds(parsed("path-changed"), result));
    result.changes.emplace_back(path_change{.before = address("198.18.1.1"), .after = address("198.18.2.1")});
    EXPECT_TRUE(holds(parsed("path-changed"), result));
    EXPECT_FALSE(holds(parsed("as-path-changed"), result));
    const auto asn_of = [](std::uint32_t second) {
        return [second](const boost::asio::ip::address& asked) -> std::optional<std::uint32_t> {
            if (asked == address("198.18.1.1")) return 64'500;
            return second;
        };
    };
    EXPECT_TRUE(holds(parsed("as-path-changed"), result, asn_of(64'501)));
    EXPECT_FALSE(holds(parsed("as-path-changed"), result, asn_of(64'500)));
    EXPECT_FALSE(holds(parsed("as-path-changed"), result, [](const auto&) { return std::nullopt; }));
}

}  // namespace
}  // namespace tracerouter::stats
