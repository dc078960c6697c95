#include "tracerouter/hop_statistics.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <utility>

#include "probe_script.hpp"

namespace tracerouter::stats {
namespace {

using namespace std::chrono_literals;

probe_result result(probe_status status, duration sent_after, std::optional<duration> rtt = {}) {
    probe_result made{.query = 1, .status = status, .sent_after = sent_after};
    if (rtt) made.reply = reply{.responder = address("198.18.1.1"), .rtt = *rtt};
    return made;
}

TEST(hop_statistics, takes_the_probes_of_a_trace) {
    hop_statistics statistics;
    statistics.add(result(probe_status::replied, 1ms, 10ms), script_start);
    statistics.add(result(probe_status::replied, 2ms, 14ms), script_start);
    statistics.add(result(probe_status::timeout, 3ms), script_start);
    statistics.add(result(probe_status::send_failed, 0ms), script_start);
    statistics.add(result(probe_status::unsent, 0ms), script_start);
    auto late = result(probe_status::replied, 4ms, 9s);
    late.reply->late = true;
    statistics.add(late, script_start);
    const auto summary = statistics.summary(script_start + 1s);
    EXPECT_EQ(summary.probes, (probe_counts{.sent = 4, .answered = 2, .lost = 1, .late = 1, .refused = 1}));
    EXPECT_EQ(summary.rtt.mean, 12ms);
    EXPECT_EQ(summary.rtt.jitter, 250us);  // a sixteenth of 4 ms
    EXPECT_EQ(summary.windows.at(0).decided, 3U);
    EXPECT_EQ(statistics.summary(script_start + 2min).windows.at(0).decided, 0U);
}

TEST(hop_statistics, takes_an_outcome_for_a_probe_that_was_sent) {
    hop_statistics statistics;
    statistics.add(answered(probe(1, 0, 7), 3ms));
    statistics.add(with_reply(probe(2, 0, 7), probe_outcome::late, 3s));
    statistics.add(with_reply(probe(3, 0, 7), probe_outcome::duplicate, 5ms));
    const auto summary = statistics.summary(script_start);
    EXPECT_EQ(summary.ttl, 7U);
    EXPECT_EQ(summary.probes, (probe_counts{.sent = 3, .answered = 2, .late = 1, .duplicates = 1}));
}

TEST(hop_statistics, moves_with_what_it_has_counted) {
    hop_statistics first;
    first.add(answered(probe(1), 3ms));
    hop_statistics second{std::move(first)};
    EXPECT_EQ(second.summary(script_start).rtt.count, 1U);
    first = hop_statistics{};
    EXPECT_EQ(first.summary(script_start).rtt.count, 0U);
}

}  // namespace
}  // namespace tracerouter::stats
