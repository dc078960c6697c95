// A host that cannot send for a while: it costs time, and no result.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/error.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "scripted_channel.hpp"

namespace tracerouter::async {
namespace {

using namespace std::chrono_literals;
using boost::system::error_code;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr const char* whole_path = "10.0.0.1 10.0.0.2 10.0.0.3 198.18.10.1";

struct trouble : fixture, ::testing::Test {
    tracer traces = make_tracer({.log = [this](log_level level, std::string_view message) {
        if (level == log_level::warn) warnings.emplace_back(message);
    }});

    void start(int count) {
        trace_request wanted = request();
        wanted.options.queries = 1;
        for (; count > 0; --count) {
            traces.async_trace(wanted, [this](error_code error, const trace_result& result) {
                ended.push_back(error ? error.message() : path_of(result));
                sent += result.probes_sent;
            });
        }
    }

    void run_for(duration time) {
        const time_point end = network->now + time;
        while (network->now < end && network->step(context)) {
        }
    }

    void refuse_next(std::size_t probes, error_code reason) {
        for (std::size_t probe = 0; probe < probes; ++probe) network->refuse[network->sent + probe] = reason;
    }

    std::vector<std::string> ended;
    std::vector<std::string> warnings;
    std::uint32_t sent = 0;
};

TEST_F(trouble, a_refusal_that_passes_costs_nothing_but_time) {
    refuse_next(5, boost::asio::error::network_unreachable);
    start(1);
    run();
    EXPECT_THAT(ended, ElementsAre(whole_path));
    EXPECT_EQ(sent, network->probes.size()) << "what was refused was not sent";
    EXPECT_EQ(traces.statistics().send_errors, 0U);
    EXPECT_THAT(warnings, IsEmpty());
}

TEST_F(trouble, a_host_without_any_route_is_told_of_at_once) {
    network->no_route = boost::asio::error::network_unreachable;
    start(3);
    const time_point began = network->now;
    run();
    EXPECT_EQ(network->now, began);
    EXPECT_THAT(ended, ElementsAre("Network is unreachable", "Network is unreachable", "Network is unreachable"));
}

TEST_F(trouble, traces_wait_for_routes_that_were_lost_and_say_so_once) {
    start(1);
    run();
    ended.clear();
    network->no_route = boost::asio::error::network_unreachable;
    start(20);
    run_for(10min);
    EXPECT_THAT(ended, IsEmpty());
    EXPECT_THAT(warnings, ElementsAre("this host can send nothing (Network is unreachable): waiting until it can, and "
                                      "nothing is lost"));
    network->no_route = {};
    run();
    EXPECT_THAT(ended, SizeIs(20));
    EXPECT_THAT(ended, Each(whole_path));
    EXPECT_THAT(warnings, SizeIs(1));
}

TEST_F(trouble, what_waits_for_routes_can_be_closed) {
    start(1);
    run();
    network->no_route = boost::asio::error::network_unreachable;
    start(20);
    run_for(1s);
    { const auto closed = std::move(traces); }
    run();
    EXPECT_THAT(ended, SizeIs(21));
}

}  // namespace
}  // namespace tracerouter::async
