// What happens when the kernel does not take a probe at once.

#include <gtest/gtest.h>

#include <boost/asio/error.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <set>
#include <vector>

#include "scripted_channel.hpp"

namespace tracerouter::async {
namespace {

using boost::system::error_code;

struct sending : fixture, ::testing::Test {
    trace_result trace(std::uint8_t queries = 1) {
        trace_result found;
        tracer tracer = make_tracer();
        trace_request wanted = request();
        wanted.options.queries = queries;
        tracer.async_trace(wanted, [&](error_code, trace_result result) { found = std::move(result); });
        run();
        blocked = tracer.statistics().send_blocked;
        return found;
    }

    std::uint64_t blocked = 0;
};

TEST_F(sending, stops_when_a_near_target_has_answered) {
    network->per_hop = duration::zero();
    const trace_result result = trace();
    EXPECT_EQ(path_of(result), "10.0.0.1 10.0.0.2 10.0.0.3 198.18.10.1");
    EXPECT_LT(result.probes_sent, 10U);
}

TEST_F(sending, each_flow_leaves_by_the_route_that_was_found_for_it) {
    tracer tracer = make_tracer();
    for (const char* target : {"198.18.10.1", "198.18.10.2"}) tracer.async_trace(request(target), [](auto&&...) {});
    trace_request chosen = request("198.18.10.3");
    chosen.options.flow = 7;
    tracer.async_trace(chosen, [](auto&&...) {});
    run();
    std::set<std::uint32_t> flows;
    ASSERT_EQ(network->egresses.size(), network->probes.size());
    for (std::size_t probe = 0; probe < network->probes.size(); ++probe) {
        EXPECT_EQ(network->egresses[probe], network->probes[probe].identifier);
        flows.insert(network->egresses[probe]);
    }
    EXPECT_EQ(flows.size(), 3U);
}

TEST_F(sending, spreads_the_probes_of_one_call_over_its_time) {
    network->sending = std::chrono::microseconds{160};  // of the first eight
    const trace_result result = trace();
    ASSERT_EQ(result.hops.size(), 4U);
    for (std::size_t hop = 0; hop < 4; ++hop) {
        const duration left = std::chrono::microseconds{20 * hop + 10};
        EXPECT_EQ(result.hops[hop].probes[0].reply->rtt, (hop + 1) * network->per_hop - left) << hop;
    }
}

TEST_F(sending, waits_for_room_and_loses_nothing) {
    network->block_after = {0, 2, 0, 1, 3};
    const trace_result result = trace();
    EXPECT_EQ(path_of(result), "10.0.0.1 10.0.0.2 10.0.0.3 198.18.10.1");
    EXPECT_EQ(result.probes_sent, network->probes.size());
    EXPECT_EQ(blocked, 5U);
}

TEST_F(sending, makes_a_refused_probe_a_result_of_its_hop) {
    network->refuse[1] = boost::asio::error::access_denied;
    const trace_result result = trace();
    EXPECT_EQ(path_of(result), "10.0.0.1 * 10.0.0.3 198.18.10.1");
    EXPECT_EQ(result.hops[1].probes[0].status, probe_status::send_failed);
    EXPECT_EQ(result.hops[1].probes[0].send_error, boost::asio::error::access_denied);
    EXPECT_EQ(result.stop, stop_reason::destination);
}

TEST_F(sending, ends_the_trace_when_not_one_probe_can_be_sent) {
    for (std::size_t probe = 0; probe < 100; ++probe) network->refuse[probe] = boost::asio::error::access_denied;
    const trace_result result = trace(3);
    EXPECT_EQ(result.stop, stop_reason::send_failed);
    EXPECT_EQ(result.probes_sent, 0U);
}

TEST_F(sending, refusals_at_any_place_spare_the_others) {
    for (std::size_t place = 0; place < 30; ++place) {
        network = std::make_shared<scripted_network>();
        network->refuse[place] = boost::asio::error::access_denied;
        network->block_after = {place, 1};
        const trace_result result = trace();
        ASSERT_EQ(result.hops.size(), 4U + (place == 3 ? 1U : 0U)) << place;
        for (const hop_result& hop : result.hops) {
            EXPECT_EQ(hop.probes[0].status, hop.ttl == place + 1 ? probe_status::send_failed : probe_status::replied);
        }
    }
}

}  // namespace
}  // namespace tracerouter::async
