#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <ostream>
#include <string>
#include <utility>

#include "engine_rig.hpp"

// Which datagrams the engine believes.
namespace tracerouter::engine::engine_matching_tests {
namespace {

using namespace test;

const trace_options one_probe{.max_ttl = 1, .queries = 1};

TEST(engine_matching, believes_an_answer_in_which_all_is_right) {
    engine_rig rig;
    rig.start(usual_target, one_probe);
    const handed_probe probe = rig.send().at(0);
    rig.now += 5ms;
    rig.receive(expired(probe, "198.18.1.1"));
    const trace_result result = rig.results().at(0);

    reply expected;
    expected.responder = boost::asio::ip::make_address("198.18.1.1");
    expected.rtt = 5ms;
    expected.kind = reply_kind::time_exceeded;
    expected.icmp_type = 11;
    expected.icmp_code = 0;
    expected.reply_ttl = 60;
    expected.reply_id = sim::reply_id;
    expected.ttl_quoted = 1;
    expected.tos_quoted = 0;
    expected.nat = false;
    EXPECT_EQ(result.hops.at(0).probes.at(0).reply, expected);
    EXPECT_EQ(rig.engine.statistics().replies, 1);
    EXPECT_EQ(rig.engine.statistics().foreign, 0);
}

/// One thing wrong in a datagram that is right otherwise.
struct flaw {
    const char* name;
    std::function<sim::octets(const handed_probe&)> datagram;
};

void PrintTo(const flaw& flaw, std::ostream* out) {
    *out << flaw.name;
}

/// Where a word is wrong, and which bits of it.
using flipped_words = std::initializer_list<std::pair<std::size_t, std::uint16_t>>;

sim::octets sealed(sim::octets bytes, flipped_words words) {
    for (const auto& [at, flipped] : words) sim::put_u16(bytes, at, sim::get_u16(bytes, at) ^ flipped);
    sim::seal(bytes);
    return bytes;
}

sim::octets error_with(const handed_probe& probe, flipped_words words) {
    return sealed(expired(probe, "198.18.1.1"), words);
}

sim::octets echo_with(const handed_probe& probe, std::size_t at, std::uint16_t flipped) {
    return sealed(arrived(probe, usual_target), {{at, flipped}});
}

class engine_disbelieves : public testing::TestWithParam<flaw> {};

TEST_P(engine_disbelieves, what_has_a_flaw) {
    engine_rig rig;
    rig.start(usual_target, one_probe);
    const handed_probe probe = rig.send().at(0);
    rig.receive(GetParam().datagram(probe));
    EXPECT_EQ(rig.engine.statistics().foreign, 1);
    EXPECT_EQ(rig.engine.statistics().replies, 0);
    EXPECT_EQ(rig.engine.statistics().late, 0);
    EXPECT_TRUE(rig.events().empty());
    rig.pass(3s);
    EXPECT_EQ(rig.results().at(0).foreign, 1);
}

INSTANTIATE_TEST_SUITE_P(
    engine_matching, engine_disbelieves,
    testing::Values(flaw{"error_cookie",
                         [](const handed_probe& probe) {
                             return error_with(probe, {{50, 1}});
                         }},
                    flaw{"error_cookie_and_identifier",
                         [](const handed_probe& probe) {
                             return error_with(probe, {{50, 0x0101}, {52, 1}});
                         }},
                    flaw{"error_cookie_identifier_and_source",
                         [](const handed_probe& probe) {
                             return error_with(probe, {{50, 0x0101}, {52, 1}, {42, 8}});
                         }},
                    flaw{"error_cookie_and_destination",
                         [](const handed_probe& probe) {
                             return error_with(probe, {{50, 0x0101}, {46, 1}});
                         }},
                    flaw{"error_cookie_destination_and_source",
                         [](const handed_probe& probe) {
                             return error_with(probe, {{50, 0x0101}, {46, 1}, {42, 8}});
                         }},
                    flaw{"error_sequence_before",
                         [](const handed_probe& probe) {
                             return error_with(probe, {{32, 1}, {54, 1}});
                         }},
                    flaw{"error_sequence_after",
                         [](const handed_probe& probe) {
                             return error_with(probe, {{32, 15}, {54, 15}});
                         }},
                    flaw{"error_quoted_protocol",
                         [](const handed_probe& probe) {
                             return error_with(probe, {{36, 1 ^ 17}});
                         }},
                    flaw{"error_quoted_type",
                         [](const handed_probe& probe) {
                             return error_with(probe, {{48, 0x0800}});
                         }},
                    flaw{"error_quoted_code",
                         [](const handed_probe& probe) {
                             return error_with(probe, {{48, 0x0001}});
                         }},
                    flaw{"error_quotes_a_later_fragment",
                         [](const handed_probe& probe) {
                             return error_with(probe, {{34, 0x0001}});
                         }},
                    flaw{"error_of_another_type",
                         [](const handed_probe& probe) {
                             return error_with(probe, {{20, 0x0b00 ^ 0x0400}});
                         }},
                    flaw{"echo_identifier", [](const handed_probe& probe) { return echo_with(probe, 24, 1); }},
                    flaw{"echo_sequence", [](const handed_probe& probe) { return echo_with(probe, 26, 15); }},
                    flaw{"echo_payload_and_so_the_cookie",
                         [](const handed_probe& probe) { return echo_with(probe, 28, 1); }},
                    flaw{"request_of_our_own", [](const handed_probe& probe) { return probe.bytes; }}),
    [](const auto& tested) { return std::string{tested.param.name}; });

TEST(engine_matching, counts_what_cannot_be_parsed_apart) {
    engine_rig rig;
    rig.start(usual_target, one_probe);
    sim::octets datagram = expired(rig.send().at(0), "198.18.1.1");
    datagram.pop_back();
    rig.receive(datagram);
    rig.receive({});
    EXPECT_EQ(rig.engine.statistics().malformed, 2);
    EXPECT_EQ(rig.engine.statistics().foreign, 0);
}

TEST(engine_matching, accepts_an_echo_reply_from_another_address) {
    engine_rig rig;
    rig.start(usual_target, one_probe);
    rig.receive(arrived(rig.send().at(0), "203.0.113.9"));
    const trace_result result = rig.results().at(0);
    EXPECT_TRUE(result.reached);
    EXPECT_EQ(result.hops.at(0).probes.at(0).reply->responder, boost::asio::ip::make_address("203.0.113.9"));
}

TEST(engine_matching, tells_two_traces_to_the_same_target_apart) {
    engine_rig rig;
    rig.start(usual_target, one_probe);
    rig.start(usual_target, one_probe);
    const auto probes = rig.send();
    ASSERT_EQ(probes.size(), 2);
    EXPECT_NE(probes[0].seen.identifier, probes[1].seen.identifier);
    EXPECT_EQ(probes[0].seen.checksum, probes[1].seen.checksum);
    rig.receive(expired(probes[1], "198.18.1.2"));
    rig.receive(expired(probes[0], "198.18.1.1"));
    const auto results = rig.results();
    EXPECT_EQ(results.at(0).hops.at(0).probes.at(0).reply->responder, boost::asio::ip::make_address("198.18.1.2"));
    EXPECT_EQ(results.at(1).hops.at(0).probes.at(0).reply->responder, boost::asio::ip::make_address("198.18.1.1"));
}

TEST(engine_matching, does_not_believe_an_answer_to_a_probe_that_has_not_left) {
    engine_rig rig;
    rig.start(usual_target, one_probe);
    rig.receive(expired(rig.hand_out().at(0), "198.18.1.1"));
    EXPECT_EQ(rig.engine.statistics().foreign, 1);
    EXPECT_TRUE(rig.events().empty());
}

TEST(engine_matching, knows_answers_to_a_trace_that_has_ended) {
    engine_rig rig;
    const trace_id trace = rig.start(usual_target, {.max_ttl = 2, .queries = 1});
    const auto probes = rig.send();
    rig.cancel(trace);
    rig.receive(expired(probes.at(0), "198.18.1.1"));
    rig.receive(arrived(probes.at(1), usual_target));
    EXPECT_EQ(rig.engine.statistics().late, 2);
    EXPECT_EQ(rig.engine.statistics().foreign, 0);
    EXPECT_EQ(rig.engine.statistics().replies, 0);
}

TEST(engine_matching, never_sends_sequence_number_0) {
    engine_rig rig{{.secret = 1, .first_identifier = 0xffff, .first_sequence = 0xffff}};
    rig.start(usual_target, {.max_ttl = 2, .queries = 1});
    const auto probes = rig.send();
    ASSERT_NE(probes.at(0).seen.sequence, 0);
    ASSERT_EQ(probes.at(1).seen.sequence, probes.at(0).seen.sequence + 1);
    rig.receive(expired(probes.at(0), "198.18.1.1"));
    rig.receive(arrived(probes.at(1), usual_target));
    EXPECT_EQ(rig.results().at(0).replies, 2);
}

}  // namespace
}  // namespace tracerouter::engine::engine_matching_tests
