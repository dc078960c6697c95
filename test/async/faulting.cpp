// What the user's code does to the driver that calls it.

#include <gtest/gtest.h>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "scripted_channel.hpp"
#include "tracerouter/error.hpp"
#include "tracerouter/hop_stream.hpp"

namespace tracerouter::async {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr const char* whole_path = "10.0.0.1 10.0.0.2 10.0.0.3 198.18.10.1";

struct faulting : fixture, ::testing::Test {
    // Runs everything, however often it throws. Returns how often.
    int run_through() {
        for (int thrown = 0;; ++thrown) {
            try {
                run();
                return thrown;
            } catch (const std::runtime_error&) {
            }
        }
    }

    auto note() {
        return [this](error_code error, const trace_result& result) {
            ended.push_back(error ? "error" : path_of(result));
        };
    }

    std::vector<std::string> ended;
};

TEST_F(faulting, an_exception_from_a_hop_leaves_run_and_the_traces_go_on) {
    tracer tracer = make_tracer();
    trace_request throwing = request();
    throwing.on_hop = [](const hop_result&) { throw std::runtime_error{"hop"}; };
    tracer.async_trace(throwing, note());
    tracer.async_trace(request(), note());
    EXPECT_EQ(run_through(), 4) << "each hop once";
    EXPECT_EQ(ended, std::vector<std::string>(2, whole_path));
}

TEST_F(faulting, an_exception_from_a_completion_leaves_run_and_the_others_go_on) {
    tracer tracer = make_tracer();
    tracer.async_trace(request(), [](error_code, const trace_result&) { throw std::runtime_error{"completion"}; });
    tracer.async_trace(request(), note());
    EXPECT_EQ(run_through(), 1);
    tracer.async_trace(request(), note());
    EXPECT_EQ(run_through(), 0);
    EXPECT_EQ(ended, std::vector<std::string>(2, whole_path));
}

TEST_F(faulting, an_exception_from_the_log_costs_no_completion) {
    tracer tracer = make_tracer({.log = [](log_level, std::string_view) { throw std::runtime_error{"log"}; }});
    tracer.async_trace(request(), note());
    tracer.async_trace(request(), note());
    EXPECT_EQ(run_through(), 2);
    EXPECT_EQ(ended, std::vector<std::string>(2, whole_path));
}

TEST_F(faulting, a_hop_may_destroy_the_tracer_and_throw) {
    auto tracer = std::make_unique<tracerouter::tracer>(make_tracer());
    trace_request throwing = request();
    throwing.on_hop = [&](const hop_result&) {
        tracer.reset();
        throw std::runtime_error{"hop"};
    };
    tracer->async_trace(throwing, note());
    tracer->async_trace(request(), note());
    EXPECT_EQ(run_through(), 1);
    EXPECT_EQ(ended, std::vector<std::string>(2, "error"));
}

// Nobody but the coroutine owns the tracer and the stream, and nobody but the driver owns the coroutine.
TEST_F(faulting, a_coroutine_that_owns_all_goes_when_its_context_goes) {
    const auto held = std::make_shared<int>();
    for (int steps = 0; steps < 20; ++steps) {
        auto passing = std::make_unique<fixture>();
        const auto coroutine = [](fixture& rig, std::shared_ptr<int>) -> asio::awaitable<void> {
            tracer tracer = rig.make_tracer();
            hop_stream stream(tracer, request());
            while (co_await stream.async_next(asio::use_awaitable)) continue;
            co_await tracer.async_trace(request(), asio::use_awaitable);
        };
        asio::co_spawn(passing->context, coroutine(*passing, held), asio::detached);
        for (int step = 0; step < steps; ++step) passing->network->nudge(passing->context);
        {
            // What a channel waits with goes with the context; here the network has it.
            const channel::wait_handler dropped(std::move(passing->network->waiter));
        }
        passing.reset();
        EXPECT_EQ(held.use_count(), 1) << steps;
    }
}

}  // namespace
}  // namespace tracerouter::async
