// What a trace gives to the one who asked for it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/error.hpp>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scripted_channel.hpp"
#include "tracerouter/error.hpp"

namespace tracerouter::async {
namespace {

using namespace std::chrono_literals;
using boost::system::error_code;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsSupersetOf;
using ::testing::StartsWith;

struct tracing : fixture, ::testing::Test {};

struct outcome {
    int completions = 0;
    error_code error;
    trace_result result;

    auto handler() {
        return [this](error_code ec, trace_result found) {
            ++completions;
            error = ec;
            result = std::move(found);
        };
    }
};

TEST_F(tracing, gives_the_path_and_its_times) {
    outcome done;
    tracer tracer = make_tracer();
    tracer.async_trace(request(), done.handler());
    run();
    EXPECT_EQ(done.completions, 1);
    EXPECT_FALSE(done.error);
    EXPECT_EQ(path_of(done.result), "10.0.0.1 10.0.0.2 10.0.0.3 198.18.10.1");
    EXPECT_EQ(done.result.stop, stop_reason::destination);
    EXPECT_EQ(done.result.distance, 4);
    EXPECT_EQ(done.result.elapsed, 4ms);
    for (const probe_result& probe : done.result.hops[1].probes) EXPECT_EQ(probe.reply->rtt, 2ms);
}

TEST_F(tracing, logs_each_packet_and_decision_for_those_who_want_it) {
    std::vector<std::string> lines;
    network->silent = [](int ttl) { return ttl == 2; };
    const log_callback log = [&lines](log_level level, std::string_view line) {
        if (level == log_level::trace) lines.emplace_back(line);
    };
    tracer tracer = make_tracer({.log = log, .least_logged = log_level::trace});
    trace_request wanted = request();
    wanted.options = {.max_ttl = 4, .queries = 1};
    tracer.async_trace(wanted, [](error_code, const trace_result&) {});
    while (network->arriving.empty() && network->nudge(context)) {
    }
    network->arriving.emplace(network->now + 1ms, sim::octets(3));
    run();
    EXPECT_THAT(lines, IsSupersetOf({"198.18.10.1: TTL 1 query 1: time-exceeded from 10.0.0.1 after 1.000 ms",
                                     "198.18.10.1: TTL 2 query 1: no answer in time",
                                     "198.18.10.1: TTL 4 query 1: echo-reply from 198.18.10.1 after 4.000 ms",
                                     "198.18.10.1: hop 1 is final: answered", "198.18.10.1: hop 2 is final: silent"}));
    EXPECT_THAT(lines, Contains(StartsWith("198.18.10.1: TTL 1 query 1: sent, sequence ")));
    EXPECT_THAT(lines, Contains(StartsWith("foreign: ")));
}

TEST_F(tracing, calls_the_target_by_the_name_it_was_given) {
    outcome named;
    outcome unnamed;
    tracer tracer = make_tracer();
    trace_request with_name = request();
    with_name.name = "example.net";
    tracer.async_trace(with_name, named.handler());
    tracer.async_trace(request(), unnamed.handler());
    run();
    EXPECT_EQ(named.result.target, "example.net");
    EXPECT_EQ(unnamed.result.target, "198.18.10.1");
    EXPECT_EQ(named.result.source, boost::asio::ip::make_address("198.18.0.2"));
}

TEST_F(tracing, takes_a_mapped_target_for_the_ipv4_address_that_it_is) {
    outcome done;
    tracer tracer = make_tracer();
    trace_request mapped = request();
    mapped.target = boost::asio::ip::make_address("::ffff:198.18.10.1");
    tracer.async_trace(mapped, done.handler());
    run();
    EXPECT_EQ(done.result.address, boost::asio::ip::make_address("198.18.10.1"));
    EXPECT_EQ(done.result.stop, stop_reason::destination);
}

TEST_F(tracing, never_completes_before_it_returns) {
    outcome refused;
    tracer tracer = make_tracer();
    trace_request wrong = request();
    wrong.options.queries = 0;
    tracer.async_trace(wrong, refused.handler());
    EXPECT_EQ(refused.completions, 0);
    run();
    EXPECT_EQ(refused.completions, 1);
    EXPECT_EQ(refused.error, errc::invalid_options);
    EXPECT_EQ(network->sent, 0U);
}

TEST_F(tracing, says_why_it_could_not_begin) {
    outcome refused;
    network->no_route = boost::asio::error::network_unreachable;
    tracer tracer = make_tracer();
    tracer.async_trace(request(), refused.handler());
    run();
    EXPECT_EQ(refused.error, boost::asio::error::network_unreachable);
    EXPECT_EQ(refused.result.target, "198.18.10.1");
}

TEST_F(tracing, announces_hops_in_order_before_it_completes) {
    outcome done;
    std::vector<hop_result> hops;
    network->silent = [](int ttl) { return ttl == 2; };
    tracer tracer = make_tracer();
    trace_request streaming = request();
    streaming.on_hop = [&](const hop_result& hop) {
        EXPECT_EQ(done.completions, 0);
        hops.push_back(hop);
    };
    tracer.async_trace(streaming, done.handler());
    run();
    EXPECT_EQ(hops, done.result.hops);
    EXPECT_EQ(hops.size(), 4U);
}

TEST_F(tracing, announces_near_hops_while_far_ones_are_awaited) {
    outcome done;
    std::vector<duration> announced_after;
    const time_point started = network->now;
    tracer tracer = make_tracer();
    trace_request streaming = request();
    streaming.on_hop = [&](const hop_result&) { announced_after.push_back(network->now - started); };
    tracer.async_trace(streaming, done.handler());
    run();
    EXPECT_THAT(announced_after, ElementsAre(1ms, 2ms, 3ms, 4ms));
}

TEST_F(tracing, goes_on_for_all_targets_at_once) {
    std::vector<outcome> done(50);
    tracer tracer = make_tracer({.rate = 1'000'000});
    const time_point started = network->now;
    for (std::size_t index = 0; index < done.size(); ++index) {
        tracer.async_trace(request("198.18.10." + std::to_string(index + 1)), done[index].handler());
    }
    run();
    for (const outcome& one : done) {
        EXPECT_EQ(one.completions, 1);
        EXPECT_EQ(path_of(one.result), "10.0.0.1 10.0.0.2 10.0.0.3 " + one.result.address.to_string());
    }
    EXPECT_LE(network->now - started, 2 * 4ms) << "first queries of all, then the further ones";
}

TEST_F(tracing, lets_those_wait_for_whom_the_window_has_no_room) {
    std::vector<outcome> done(5);
    tracer tracer = make_tracer({.rate = 1'000'000, .window = 2});
    const time_point started = network->now;
    for (outcome& one : done) tracer.async_trace(request(), one.handler());
    run();
    for (const outcome& one : done) EXPECT_EQ(one.completions, 1);
    EXPECT_EQ(network->now - started, 3 * 4ms);
}

TEST_F(tracing, says_when_there_is_room_again) {
    constexpr std::size_t window = 32;
    std::vector<outcome> done(100);
    std::size_t begun = 0;
    std::vector<std::size_t> begun_by_then;
    tracer tracer = make_tracer({.rate = 1'000'000, .window = window});
    const auto begin_some = [&] {
        begun_by_then.push_back(begun);
        while (begun < done.size() && tracer.has_room()) tracer.async_trace(request(), done[begun++].handler());
    };
    tracer.on_room(begin_some);
    begin_some();
    EXPECT_EQ(begun, window);
    EXPECT_FALSE(tracer.has_room());
    run();
    for (const outcome& one : done) EXPECT_EQ(one.completions, 1);
    EXPECT_TRUE(tracer.has_room());
    for (std::size_t call = 1; call + 1 < begun_by_then.size(); ++call) {
        EXPECT_GE(begun_by_then[call + 1] - begun_by_then[call], 2U) << "several together";
    }
}

TEST_F(tracing, can_destroy_the_tracer_when_there_is_room_again) {
    std::vector<outcome> done(3);
    std::optional<tracer> tracer(make_tracer({.window = 1}));
    for (outcome& one : done) tracer->async_trace(request(), one.handler());
    EXPECT_FALSE(tracer->has_room());
    tracer->on_room([&] { tracer.reset(); });
    run();
    for (const outcome& one : done) EXPECT_EQ(one.completions, 1);
    EXPECT_FALSE(tracer);
}

TEST_F(tracing, can_start_the_next_trace_from_the_end_of_one) {
    outcome second;
    tracer tracer = make_tracer();
    tracer.async_trace(request(), [&](error_code, const trace_result&) {
        tracer.async_trace(request("198.18.10.2"), second.handler());
    });
    run();
    EXPECT_EQ(second.completions, 1);
    EXPECT_EQ(path_of(second.result), "10.0.0.1 10.0.0.2 10.0.0.3 198.18.10.2");
}

TEST_F(tracing, can_start_another_trace_from_a_hop) {
    outcome first;
    outcome second;
    tracer tracer = make_tracer();
    trace_request streaming = request();
    streaming.on_hop = [&](const hop_result& hop) {
        if (hop.ttl == 1) tracer.async_trace(request("198.18.10.2"), second.handler());
    };
    tracer.async_trace(streaming, first.handler());
    run();
    EXPECT_EQ(first.completions, 1);
    EXPECT_EQ(second.completions, 1);
}

TEST_F(tracing, keeps_nothing_running_once_all_are_done) {
    outcome done;
    tracer tracer = make_tracer();
    tracer.async_trace(request(), done.handler());
    run();
    EXPECT_TRUE(network->resting);
    EXPECT_FALSE(network->waiter);
}

TEST_F(tracing, says_who_stamped_the_times) {
    outcome by_process;
    outcome by_kernel;
    tracer tracer = make_tracer();
    tracer.async_trace(request(), by_process.handler());
    run();
    network->stamps = true;
    tracer.async_trace(request(), by_kernel.handler());
    run();
    EXPECT_EQ(by_process.result.clock, stamp_source::process);
    EXPECT_EQ(by_kernel.result.clock, stamp_source::kernel);
}

TEST_F(tracing, counts_what_it_did) {
    outcome done;
    tracer tracer = make_tracer();
    tracer.async_trace(request(), done.handler());
    run();
    EXPECT_EQ(tracer.statistics().probes_sent, network->sent);
    EXPECT_EQ(done.result.probes_sent, network->sent);
    EXPECT_EQ(tracer.statistics().replies, done.result.replies);
    EXPECT_EQ(tracer.statistics().foreign, 0U);
}

}  // namespace
}  // namespace tracerouter::async
