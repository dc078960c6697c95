#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "engine_rig.hpp"

// Whatever answers say, what a trace costs is bounded.
namespace tracerouter::engine::engine_hostile_tests {
namespace {

using namespace test;

constexpr std::size_t far = 255;

/// Each probe with its TTL used up is answered, and each larger one is one octet too big.
sim::octets answer_of_a_liar(const handed_probe& probe) {
    const std::string router = "10.0.0." + std::to_string(probe.seen.ttl);
    if (probe.seen.size <= 60) {
        return probe.seen.ttl < far ? expired(probe, router) : arrived(probe, usual_target);
    }
    const sim::error_answer too_big{.type = 3, .code = 4, .quoted_ttl = 1, .quoted_checksum = {}, .labels = {}};
    sim::octets bytes = sim::write_error(probe.bytes, boost::asio::ip::make_address_v4("10.0.0.1"), 60, too_big);
    sim::put_u16(bytes, sim::icmp_at + 6, static_cast<std::uint16_t>(probe.seen.size - 1));
    sim::seal(bytes);
    return bytes;
}

// Runs until the trace ends. Returns how many probes left.
std::size_t run(engine_rig& rig) {
    std::size_t probes = 0;
    for (int turn = 0; turn < 10'000 && rig.engine.active() > 0; ++turn) {
        const std::vector<handed_probe> sent = rig.send();
        probes += sent.size();
        for (const handed_probe& probe : sent) rig.receive(answer_of_a_liar(probe));
        rig.pass(10ms);
    }
    return probes;
}

TEST(engine_hostile, ends_a_trace_that_is_made_to_send_too_much) {
    engine_rig rig{{.rate = 1'000'000, .secret = 1}};
    rig.start(usual_target, {.max_ttl = far, .queries = 10, .path_mtu = true});
    EXPECT_EQ(run(rig), most_probes);
    const trace_result result = rig.results().at(0);
    EXPECT_EQ(result.stop, stop_reason::probe_limit);
    EXPECT_EQ(result.probes_sent, most_probes);
    EXPECT_EQ(result.distance, far) << "what was known is kept";
    EXPECT_EQ(result.hops.size(), far);
}

TEST(engine_hostile, needs_no_limit_for_what_an_honest_path_asks_for) {
    engine_rig rig{{.rate = 1'000'000, .secret = 1}};
    rig.start(usual_target, {.max_ttl = far, .queries = 10});
    EXPECT_LT(run(rig), far * 10 + 1);
    EXPECT_EQ(rig.results().at(0).stop, stop_reason::destination);
}

TEST(engine_hostile, ends_a_search_for_the_path_mtu_among_liars) {
    engine_rig rig{{.rate = 1'000'000, .secret = 1}};
    rig.start(usual_target, {.max_ttl = 30, .queries = 1, .path_mtu = true});
    EXPECT_LT(run(rig), 1'300);
}

/// Time exceeded with as many extensions as fit a datagram, none of which anybody knows.
sim::octets expired_with_extensions(const handed_probe& probe, std::size_t objects, std::size_t payload) {
    sim::octets bytes = expired(probe, "10.0.0.1");
    bytes[sim::icmp_at + 5] = std::byte{128 / 4};
    bytes.resize(sim::quote_at + 128);
    const std::size_t structure = bytes.size();
    bytes.resize(structure + 4 + objects * (4 + payload), std::byte{0x55});
    bytes[structure] = std::byte{0x20};
    for (std::size_t object = 0; object < objects; ++object) {
        const std::size_t at = structure + 4 + object * (4 + payload);
        sim::put_u16(bytes, at, static_cast<std::uint16_t>(4 + payload));
        sim::put_u16(bytes, at + 2, 0x0901);
    }
    sim::put_u16(bytes, structure + 2, 0);
    sim::seal(bytes);
    return bytes;
}

std::size_t octets_kept(const trace_result& result) {
    std::size_t octets = 0;
    for (const hop_result& hop : result.hops) {
        for (const probe_result& probe : hop.probes) {
            for (const unknown_extension& one : probe.reply->extensions) octets += 4 + one.payload.size();
        }
    }
    return octets;
}

TEST(engine_hostile, keeps_no_more_extensions_of_an_answer_than_an_honest_one_has) {
    engine_rig rig;
    rig.start(usual_target, {.max_ttl = 1, .queries = 1});
    rig.receive(expired_with_extensions(rig.send().at(0), 16, 1'200));
    EXPECT_EQ(octets_kept(rig.results().at(0)), 0U) << "none of them fits";
    rig.start(usual_target, {.max_ttl = 1, .queries = 1});
    rig.receive(expired_with_extensions(rig.send().at(0), 16, 140));
    const trace_result result = rig.results().at(0);
    EXPECT_EQ(octets_kept(result), 4 * 144U);
    EXPECT_EQ(result.malformed_extensions, 1);
}

TEST(engine_hostile, keeps_a_bounded_number_of_extensions_for_a_trace) {
    engine_rig rig{{.rate = 1'000'000, .secret = 1}};
    rig.start(usual_target, {.max_ttl = far, .queries = 10, .gap_limit = far});
    std::size_t answers = 0;
    for (int turn = 0; turn < 100 && rig.engine.active() > 0; ++turn) {
        for (const handed_probe& probe : rig.send()) {
            rig.receive(probe.seen.ttl < 200 ? expired_with_extensions(probe, 4, 140) : arrived(probe, usual_target));
            ++answers;
        }
        rig.pass(10ms);
    }
    const trace_result result = rig.results().at(0);
    EXPECT_GT(answers, 1'000);
    EXPECT_LE(octets_kept(result), most_extension_octets);
    EXPECT_GT(octets_kept(result), most_extension_octets - 576);
}

}  // namespace
}  // namespace tracerouter::engine::engine_hostile_tests
