// What the engine tells of single probes, and another round of a trace.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "engine_rig.hpp"

namespace tracerouter::engine::engine_events_tests {
namespace {

using namespace std::chrono_literals;
using test::engine_rig;
using test::handed_probe;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* target = "198.18.10.1";
const trace_options two_hops{.max_ttl = 2, .queries = 1};

/// "5.1 answered": TTL, query and fate of each probe event, in their order.
std::vector<std::string> fates(const std::vector<event>& events) {
    constexpr std::array words{"sent", "stamped", "answered", "late", "duplicate", "overdue", "kept", "refused"};
    std::vector<std::string> out;
    for (const event& event : events) {
        const auto* probe = std::get_if<probe_event>(&event);
        if (!probe) continue;
        out.push_back(std::to_string(probe->ttl) + '.' + std::to_string(probe->query) + ' ' +
                      words.at(static_cast<std::size_t>(probe->fate)));
    }
    return out;
}

TEST(engine_events, tells_the_fate_of_each_probe_to_those_who_ask) {
    engine_rig rig;
    rig.announce_probes = true;
    rig.start(target, {.max_ttl = 3, .queries = 1});
    const auto probes = rig.hand_out();
    rig.sent(probes.at(0));
    rig.sent(probes.at(1));
    rig.refuse(probes.at(2));
    rig.now += 7ms;
    rig.receive(test::expired(probes.at(0), "198.18.1.1"));
    rig.receive(test::expired(probes.at(0), "198.18.1.1"));
    const auto events = rig.events();
    EXPECT_THAT(fates(events), ElementsAre("1.1 sent", "2.1 sent", "3.1 refused", "1.1 answered", "1.1 duplicate"));
    EXPECT_EQ(std::get<probe_event>(events.at(3)).answer->rtt, 7ms);
    EXPECT_EQ(std::get<probe_event>(events.at(3)).answer->responder, boost::asio::ip::make_address("198.18.1.1"));
    rig.pass(5s);
    EXPECT_THAT(fates(rig.events()), ElementsAre("2.1 overdue"));
}

TEST(engine_events, tells_nothing_of_single_probes_unasked) {
    engine_rig rig;
    rig.start(target, two_hops);
    for (const auto& probe : rig.send()) rig.receive(test::expired(probe, "198.18.1.1"));
    rig.pass(5s);
    EXPECT_THAT(fates(rig.events()), IsEmpty());
}

TEST(engine_events, begins_another_round_on_the_same_flow) {
    engine_rig rig;
    rig.stays = true;
    trace_id trace = rig.start(target, two_hops);
    EXPECT_FALSE(rig.engine.again(trace, rig.now)) << "it has not ended";
    std::vector<handed_probe> earlier;
    for (int round = 0; round < 50; ++round) {
        SCOPED_TRACE(round);
        const auto probes = rig.send();
        ASSERT_THAT(probes, SizeIs(2));
        for (const handed_probe& old : earlier) {
            EXPECT_EQ(probes[0].seen.identifier, old.seen.identifier);
            EXPECT_EQ(probes[0].seen.checksum, old.seen.checksum);
            EXPECT_NE(probes[0].seen.sequence, old.seen.sequence);
            rig.receive(test::expired(old, "198.18.9.9"));
        }
        rig.now += 1ms;
        rig.receive(test::expired(probes[0], "198.18.1.1"));
        rig.receive(test::arrived(probes[1], target));
        EXPECT_FALSE(rig.engine.again(trace, rig.now)) << "its end has not been told";
        const trace_result result = rig.results().at(0);
        EXPECT_EQ(result.replies, 2U);
        EXPECT_EQ(result.stop, stop_reason::destination);
        EXPECT_EQ(result.hops.at(0).probes.at(0).reply->rtt, 1ms);
        const auto next = rig.engine.again(trace, rig.now);
        ASSERT_TRUE(next);
        EXPECT_FALSE(rig.engine.again(trace, rig.now)) << "that name is gone";
        trace = *next;
        earlier.insert(earlier.end(), probes.begin(), probes.end());
    }
    EXPECT_EQ(rig.engine.active(), 1U);
}

TEST(engine_events, begins_a_round_on_each_flow_of_a_trace) {
    engine_rig rig{{.secret = 1, .flows = 4}};
    rig.stays = true;
    rig.flows = 4;
    trace_id trace = rig.start(target, two_hops);
    std::map<int, handed_probe> first_of_flow;
    for (int round = 0; round < 8; ++round) {
        SCOPED_TRACE(round);
        const auto probes = rig.send();
        ASSERT_THAT(probes, SizeIs(2));
        EXPECT_EQ(probes[0].seen.identifier, probes[1].seen.identifier);
        EXPECT_EQ(probes[0].seen.checksum, probes[1].seen.checksum);
        for (const auto& [flow, other] : first_of_flow) {
            EXPECT_EQ(probes[0].seen.identifier == other.seen.identifier, flow == round % 4);
            EXPECT_EQ(probes[0].seen.checksum == other.seen.checksum, flow == round % 4);
            rig.receive(test::expired(other, "198.18.9.9"));
        }
        first_of_flow.emplace(round % 4, probes[0]);
        rig.receive(test::expired(probes[0], "198.18.1.1"));
        rig.receive(test::arrived(probes[1], target));
        const trace_result result = rig.results().at(0);
        EXPECT_EQ(result.identifier, probes[0].seen.identifier);
        EXPECT_EQ(result.replies, 2U);
        EXPECT_EQ(result.hops.at(0).probes.at(0).reply->responder.to_string(), "198.18.1.1");
        EXPECT_FALSE(rig.engine.again(trace, rig.now, 4)) << "there is no such flow";
        const auto next = rig.engine.again(trace, rig.now, static_cast<std::uint8_t>((round + 1) % 4));
        ASSERT_TRUE(next);
        trace = *next;
    }
}

TEST(engine_events, forgets_a_trace_that_stays) {
    engine_rig rig{{.window = 1}};
    rig.stays = true;
    const trace_id trace = rig.start(target, two_hops);
    rig.cancel(trace);
    EXPECT_THAT(rig.results(), SizeIs(1));
    EXPECT_FALSE(rig.engine.has_room());
    EXPECT_TRUE(rig.engine.forget(trace));
    EXPECT_FALSE(rig.engine.forget(trace));
    EXPECT_FALSE(rig.engine.again(trace, rig.now));
    EXPECT_TRUE(rig.engine.has_room());
}

}  // namespace
}  // namespace tracerouter::engine::engine_events_tests
