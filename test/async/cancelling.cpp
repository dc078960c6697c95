// Whoever cancels a trace still gets the hops known so far, and disturbs no other.

#include <gtest/gtest.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>

#include <chrono>
#include <vector>

#include "scripted_channel.hpp"

namespace tracerouter::async {
namespace {

using namespace std::chrono_literals;
using boost::asio::bind_cancellation_slot;
using boost::asio::cancellation_signal;
using boost::asio::cancellation_type;
using boost::system::error_code;

struct cancelling : fixture, ::testing::Test {
    struct outcome {
        int completions = 0;
        error_code error;
        trace_result result;
    };

    auto into(outcome& done, cancellation_signal& signal) {
        return bind_cancellation_slot(signal.slot(), [&done](error_code error, trace_result result) {
            done = {done.completions + 1, error, std::move(result)};
        });
    }
};

TEST_F(cancelling, gives_the_hops_known_so_far_without_an_error) {
    outcome done;
    cancellation_signal signal;
    network->distance = 20;
    tracer tracer = make_tracer();
    tracer.async_trace(request(), into(done, signal));
    const time_point started = network->now;
    while (network->now < started + 7ms) network->step(context);
    network->step(context);
    signal.emit(cancellation_type::terminal);
    run();
    EXPECT_EQ(done.completions, 1);
    EXPECT_FALSE(done.error);
    EXPECT_EQ(done.result.stop, stop_reason::interrupted);
    EXPECT_EQ(path_of(done.result).substr(0, 26), "10.0.0.1 10.0.0.2 10.0.0.3");
    EXPECT_LT(done.result.hops.size(), 20U);
    EXPECT_FALSE(done.result.reached);
}

TEST_F(cancelling, works_for_every_type_of_it) {
    for (const auto type : {cancellation_type::terminal, cancellation_type::partial, cancellation_type::total}) {
        outcome done;
        cancellation_signal signal;
        tracer tracer = make_tracer();
        tracer.async_trace(request(), into(done, signal));
        signal.emit(type);
        run();
        EXPECT_EQ(done.result.stop, stop_reason::interrupted);
    }
}

TEST_F(cancelling, works_while_a_trace_waits_for_its_turn) {
    outcome first;
    outcome second;
    cancellation_signal signal;
    cancellation_signal never;
    tracer tracer = make_tracer({.window = 1});
    tracer.async_trace(request("198.18.10.1"), into(first, never));
    tracer.async_trace(request("198.18.10.2"), into(second, signal));
    signal.emit(cancellation_type::total);
    run();
    EXPECT_EQ(second.result.stop, stop_reason::interrupted);
    EXPECT_TRUE(second.result.hops.empty());
    EXPECT_EQ(second.result.target, "198.18.10.2");
    EXPECT_EQ(first.result.stop, stop_reason::destination);
}

TEST_F(cancelling, from_within_a_hop_works) {
    outcome done;
    cancellation_signal signal;
    std::vector<std::uint16_t> announced;
    tracer tracer = make_tracer();
    trace_request streaming = request();
    streaming.on_hop = [&](const hop_result& hop) {
        announced.push_back(hop.ttl);
        signal.emit(cancellation_type::total);
    };
    tracer.async_trace(streaming, into(done, signal));
    run();
    EXPECT_EQ(done.completions, 1);
    EXPECT_EQ(done.result.stop, stop_reason::interrupted);
    EXPECT_EQ(announced.size(), done.result.hops.size());
}

TEST_F(cancelling, after_the_end_does_nothing) {
    outcome done;
    cancellation_signal signal;
    tracer tracer = make_tracer();
    tracer.async_trace(request(), into(done, signal));
    run();
    signal.emit(cancellation_type::total);
    run();
    EXPECT_EQ(done.completions, 1);
    EXPECT_EQ(done.result.stop, stop_reason::destination);
}

}  // namespace
}  // namespace tracerouter::async
