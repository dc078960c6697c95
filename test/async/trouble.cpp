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
using ::testing::AllOf;
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

TEST_F(trouble, a_machine_that_stands_still_costs_nothing_but_time) {
    for (const duration pause : {100ms, 700ms, 5'000ms}) {
        start(3);
        while (network->arriving.size() < 12) ASSERT_TRUE(network->nudge(context));
        run_for(1ms);
        network->stand_still(pause);
        network->step(context);
    }
    run();
    EXPECT_THAT(ended, AllOf(SizeIs(9), Each(whole_path)));
}

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

// Another address takes the place of ours: answers to what was sent from the old one never come in.
struct changed_address : trouble {
    void change_address() {
        network->source = boost::asio::ip::make_address_v4("198.18.0.3");
        network->arriving.clear();
    }
    void expect_whole(std::size_t count) {
        EXPECT_THAT(ended, SizeIs(count));
        EXPECT_THAT(ended, Each(whole_path));
        EXPECT_THAT(warnings,
                    ElementsAre("routes or addresses of this host have changed: traces on the old routes begin anew"));
    }
};

TEST_F(changed_address, traces_that_wait_for_answers_begin_anew) {
    network->per_hop = 100ms;
    start(3);
    run_for(150ms);
    change_address();
    ++network->route_changes;
    network->deadline = network->now;
    run();
    expect_whole(3);
}

TEST_F(changed_address, traces_whose_probes_are_refused_for_it_begin_anew) {
    network->per_hop = 100ms;
    network->block_after = {4};
    start(2);
    network->step(context);
    change_address();
    refuse_next(1, boost::system::errc::make_error_code(boost::system::errc::invalid_argument));
    run();
    expect_whole(2);
}

TEST_F(changed_address, hops_are_told_once) {
    network->per_hop = 100ms;
    std::vector<int> told;
    trace_request wanted = request();
    wanted.on_hop = [&](const hop_result& hop) { told.push_back(hop.ttl); };
    traces.async_trace(wanted, [this](error_code, const trace_result& result) { ended.push_back(path_of(result)); });
    run_for(150ms);
    change_address();
    ++network->route_changes;
    network->deadline = network->now;
    run();
    expect_whole(1);
    EXPECT_THAT(told, ElementsAre(1, 2, 3, 4));
}

TEST_F(changed_address, traces_wait_for_it_to_come_back) {
    network->per_hop = 100ms;
    start(1);
    run_for(150ms);
    change_address();
    ++network->route_changes;
    network->no_route = boost::system::errc::make_error_code(boost::system::errc::address_not_available);
    network->deadline = network->now;
    run_for(20s);
    EXPECT_THAT(ended, IsEmpty());
    network->no_route = {};
    run();
    EXPECT_THAT(ended, ElementsAre(whole_path));
}

// "Invalid argument" is what the kernel says of a source that is just going, and of a route that swallows.
TEST_F(trouble, an_address_that_is_just_going_is_waited_for) {
    refuse_next(3, boost::system::errc::make_error_code(boost::system::errc::invalid_argument));
    start(1);
    run();
    EXPECT_THAT(ended, ElementsAre(whole_path));
}

}  // namespace
}  // namespace tracerouter::async
