// A trace that searches for all paths: whole flows are asked, and their answers become a graph.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "engine_rig.hpp"

namespace tracerouter::engine::engine_paths_tests {
namespace {

using namespace std::chrono_literals;
using test::engine_rig;
using test::handed_probe;
using testing::SizeIs;

constexpr const char* target = "198.18.10.1";
constexpr int distance = 4;

trace_options all_paths() {
    trace_options options{.max_ttl = 8, .wait = 3s};
    options.paths = path_options{.confidence = 0.99};
    return options;
}

/// Two routers side by side at the second of four hops, chosen by the checksum, as ports are.
std::string router_of(const handed_probe& probe) {
    const bool other = probe.seen.ttl == 2 && (probe.seen.checksum * 0x9e37U >> 8 & 1) != 0;
    return "198.18." + std::to_string(probe.seen.ttl) + (other ? ".2" : ".1");
}

class engine_paths : public testing::Test {
protected:
    /// Answers as the world does, but for routers that are silent, until the trace has ended.
    trace_result run(const std::set<std::string>& silent = {}, int burst = 1'000) {
        const time_point begin = rig.now;
        std::map<std::string, int> answers;
        for (int round = 0; round < 1'000; ++round) {
            const auto probes = rig.send();
            all.insert(all.end(), probes.begin(), probes.end());
            rig.pass(20ms);
            for (const handed_probe& probe : probes) {
                const bool arrives = probe.seen.ttl >= distance;
                const std::string router = router_of(probe);
                if (arrives) rig.receive(test::arrived(probe, probe.seen.destination.to_string()));
                if (!arrives && !silent.contains(router) && answers[router] < burst + (rig.now - begin) / 1s) {
                    ++answers[router];
                    rig.receive(test::expired(probe, router));
                }
            }
            if (probes.empty()) rig.pass(100ms);
            if (auto results = rig.results(); !results.empty()) return results[0];
        }
        return {};
    }

    engine_rig rig;
    std::vector<handed_probe> all;
};

TEST_F(engine_paths, finds_both_ways) {
    rig.start(target, all_paths());
    const trace_result result = run();
    EXPECT_TRUE(result.reached);
    EXPECT_THAT(result.hops, SizeIs(distance));
    ASSERT_TRUE(result.paths);
    EXPECT_TRUE(result.paths->complete);
    EXPECT_THAT(result.paths->vertices, SizeIs(5));
    EXPECT_THAT(result.paths->links, SizeIs(5));
    EXPECT_GT(result.paths->confidence.value_or(0), 0.98);
    EXPECT_EQ(result.probes_sent, all.size());
    for (const path_vertex& one : result.paths->vertices) EXPECT_EQ(one.last, one.ttl == distance) << one.ttl;
}

// Another target is behind the same routers: they are asked for the first one only.
TEST_F(engine_paths, take_over_what_the_search_for_another_target_has_found) {
    rig.start(target, all_paths());
    run();
    const std::size_t alone = all.size();
    rig.start("198.18.10.2", all_paths());
    const trace_result result = run();
    EXPECT_LT(all.size() - alone, alone / 2 + 1);
    ASSERT_TRUE(result.paths);
    EXPECT_TRUE(result.paths->complete);
    EXPECT_THAT(result.paths->links, SizeIs(5));
    EXPECT_EQ(result.paths->shared, (path_share{.up_to_ttl = 3, .found_for = boost::asio::ip::make_address(target)}));
}

// What a router hashes is the same at each TTL, and another for each flow.
TEST_F(engine_paths, keeps_to_a_flow_at_all_hops) {
    rig.start(target, all_paths());
    const trace_result result = run();
    std::set<std::uint16_t> flows;
    for (const handed_probe& probe : all) flows.insert(probe.seen.checksum);
    EXPECT_EQ(flows.size(), result.paths->flows);
}

TEST_F(engine_paths, sends_nothing_more_than_is_allowed) {
    trace_options options = all_paths();
    options.paths->max_probes = 20;
    rig.start(target, options);
    const trace_result result = run();
    EXPECT_LE(all.size(), 24U) << "four of the first path go beyond the target";
    EXPECT_FALSE(result.paths->complete);
}

TEST_F(engine_paths, go_through_a_silent_router) {
    rig.start(target, all_paths());
    const trace_result result = run({"198.18.3.1"});
    EXPECT_TRUE(result.paths->complete);
    EXPECT_FALSE(result.paths->vertices[3].address);
    EXPECT_EQ(result.paths->vertices[3].ttl, 3);
}

// They answer six and then one a second, as Linux does: that is no silent router beside them.
TEST_F(engine_paths, wait_for_limited_routers) {
    rig.start(target, all_paths());
    const trace_result result = run({}, 6);
    EXPECT_TRUE(result.paths->complete);
    EXPECT_THAT(result.paths->vertices, SizeIs(5));
    EXPECT_GT(result.elapsed, 2s);
    EXPECT_LT(result.elapsed, 25s);
}

TEST_F(engine_paths, hold_the_first_path_when_the_trace_is_cancelled_before_its_end_is_known) {
    const trace_id trace = rig.start(target, all_paths());
    const auto probes = rig.send();
    rig.receive(test::expired(probes[0], "198.18.1.1"));
    rig.cancel(trace);
    const auto results = rig.results();
    ASSERT_THAT(results, SizeIs(1));
    EXPECT_THAT(results[0].paths->vertices, SizeIs(1));
    EXPECT_FALSE(results[0].paths->complete);
}

TEST_F(engine_paths, hold_what_is_known_when_the_trace_is_cancelled) {
    const trace_id trace = rig.start(target, all_paths());
    for (const handed_probe& probe : rig.send()) {
        rig.receive(probe.seen.ttl < distance ? test::expired(probe, router_of(probe)) : test::arrived(probe, target));
    }
    rig.send();
    rig.cancel(trace);
    const auto results = rig.results();
    ASSERT_THAT(results, SizeIs(1));
    EXPECT_EQ(results[0].stop, stop_reason::interrupted);
    ASSERT_TRUE(results[0].paths);
    EXPECT_THAT(results[0].paths->vertices, SizeIs(distance));
    EXPECT_EQ(results[0].paths->vertices[0].gap, path_gap::interrupted);
}

}  // namespace
}  // namespace tracerouter::engine::engine_paths_tests
