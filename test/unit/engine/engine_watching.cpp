// A trace that watches: it asks each TTL, waits for each answer as long as it was told, and tells the fate of each.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engine_rig.hpp"

namespace tracerouter::engine::engine_watching_tests {
namespace {

using namespace std::chrono_literals;
using test::engine_rig;
using test::handed_probe;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* watched = "198.18.10.1";

class engine_watching : public testing::Test {
protected:
    engine_watching() { rig.announce_probes = rig.watches = true; }

    std::vector<handed_probe> start(int ttls) {
        rig.start(watched, {.max_ttl = static_cast<std::uint8_t>(ttls), .queries = 1, .wait = 3s, .flow = 7});
        auto probes = rig.send();
        rig.events();
        return probes;
    }

    /// Fates of the events since, and whether the trace has ended.
    std::vector<std::string> seen() {
        std::vector<std::string> out;
        for (const event& event : rig.events()) {
            const auto* probe = std::get_if<probe_event>(&event);
            if (!probe) {
                out.emplace_back("end");
            } else if (probe->fate == probe_fate::overdue) {
                out.push_back(std::to_string(probe->ttl) + " overdue");
            } else if (probe->answer) {
                out.push_back(std::to_string(probe->ttl) + (probe->answer->late ? " late" : " answered"));
            }
        }
        return out;
    }

    engine_rig rig;
};

TEST_F(engine_watching, asks_beyond_the_target_and_waits_for_all) {
    const auto probes = start(4);
    ASSERT_THAT(probes, SizeIs(4));
    rig.receive(test::arrived(probes[1], watched));
    rig.receive(test::arrived(probes[2], watched));
    rig.pass(2900ms);
    rig.receive(test::expired(probes[0], "198.18.1.1"));
    EXPECT_THAT(seen(), ElementsAre("2 answered", "3 answered", "1 answered"));
    rig.pass(50ms);
    rig.receive(test::arrived(probes[3], watched));
    EXPECT_THAT(seen(), ElementsAre("4 answered", "end"));
}

TEST_F(engine_watching, gives_up_each_probe_behind_the_whole_wait_and_asks_nothing_again) {
    const auto probes = start(5);
    rig.receive(test::expired(probes[0], "198.18.1.1"));
    rig.receive(test::arrived(probes[4], watched));
    rig.pass(2999ms);
    EXPECT_THAT(seen(), ElementsAre("1 answered", "5 answered"));
    EXPECT_THAT(rig.hand_out(), IsEmpty());
    rig.pass(1ms);
    EXPECT_THAT(seen(), ElementsAre("2 overdue", "3 overdue", "4 overdue"));
    EXPECT_THAT(rig.hand_out(), IsEmpty());
}

TEST_F(engine_watching, listens_to_late_answers_for_as_long_again) {
    const auto probes = start(2);
    rig.receive(test::arrived(probes[1], watched));
    rig.pass(5999ms);
    EXPECT_THAT(seen(), ElementsAre("2 answered", "1 overdue"));
    rig.receive(test::expired(probes[0], "198.18.1.1"));
    EXPECT_THAT(seen(), ElementsAre("1 late"));
    rig.pass(1ms);
    EXPECT_THAT(seen(), ElementsAre("end"));
    EXPECT_EQ(rig.engine.active(), 0U);
}

TEST_F(engine_watching, goes_on_behind_a_router_that_refuses) {
    const auto probes = start(6);
    rig.receive(test::expired(probes[0], "198.18.1.1"));
    rig.receive(test::given_up(probes[1]));
    rig.receive(test::arrived(probes[5], watched));
    rig.pass(1s);
    rig.receive(test::expired(probes[4], "198.18.1.5"));
    EXPECT_THAT(seen(), testing::Contains("5 answered"));
}

TEST_F(engine_watching, has_several_rounds_under_way_on_one_flow) {
    const auto first = start(2);
    rig.pass(1s);
    const auto second = start(2);
    EXPECT_EQ(first[0].seen.identifier, second[0].seen.identifier);
    EXPECT_EQ(first[0].seen.checksum, second[0].seen.checksum);
    EXPECT_NE(first[0].seen.sequence, second[0].seen.sequence);
    rig.receive(test::arrived(second[1], watched));
    rig.receive(test::expired(first[0], "198.18.1.1"));
    rig.receive(test::arrived(first[1], watched));
    rig.receive(test::expired(second[0], "198.18.1.1"));
    EXPECT_THAT(seen(), ElementsAre("2 answered", "1 answered", "2 answered", "end", "1 answered", "end"));
}

TEST_F(engine_watching, learns_nothing_from_other_traces_and_teaches_none) {
    rig.watches = false;
    rig.start("198.18.10.2", {.max_ttl = 3, .queries = 1});
    rig.watches = true;
    const auto probes = start(3);
    ASSERT_THAT(probes, SizeIs(6));
    for (const handed_probe& probe : probes) {
        if (probe.seen.ttl == 3) rig.receive(test::arrived(probe, probe.seen.destination.to_string()));
    }
    for (int second = 0; second < 20; ++second) {
        rig.pass(1s);
        for (const handed_probe& probe : rig.send()) EXPECT_NE(probe.seen.destination.to_string(), watched);
    }
    EXPECT_EQ(rig.engine.active(), 0U);
}

}  // namespace
}  // namespace tracerouter::engine::engine_watching_tests
