// A tracer may go away at any moment; everything it owes is paid.

#include <gtest/gtest.h>

#include <boost/asio/deferred.hpp>

#include <memory>
#include <optional>
#include <vector>

#include "scripted_channel.hpp"
#include "tracerouter/error.hpp"

namespace tracerouter::async {
namespace {

using boost::system::error_code;

struct closing : fixture, ::testing::Test {
    auto note() {
        return [this](error_code error, const trace_result&) { errors.push_back(error); };
    }

    std::vector<error_code> errors;
};

TEST_F(closing, completes_every_trace_at_any_step) {
    for (int destroy_at = 0; destroy_at < 15; ++destroy_at) {
        errors.clear();
        network = std::make_shared<scripted_network>();
        std::optional<tracer> tracer(make_tracer({.window = 1}));
        tracer->async_trace(request("198.18.10.1"), note());
        tracer->async_trace(request("198.18.10.2"), note());
        for (int step = 0; step < destroy_at; ++step) network->step(context);
        tracer.reset();
        run();
        EXPECT_EQ(errors.size(), 2U) << destroy_at;
    }
}

TEST_F(closing, says_so) {
    {
        tracer tracer = make_tracer();
        tracer.async_trace(request(), note());
    }
    run();
    EXPECT_EQ(errors, std::vector{error_code{errc::closed}});
}

TEST_F(closing, from_within_a_hop_works) {
    auto tracer = std::make_unique<tracerouter::tracer>(make_tracer());
    trace_request streaming = request();
    streaming.on_hop = [&](const hop_result&) { tracer.reset(); };
    tracer->async_trace(streaming, note());
    run();
    EXPECT_EQ(errors, std::vector{error_code{errc::closed}});
}

TEST_F(closing, from_within_a_completion_works) {
    auto tracer = std::make_unique<tracerouter::tracer>(make_tracer());
    tracer->async_trace(request("198.18.10.1"), [&](error_code error, const trace_result&) {
        errors.push_back(error);
        tracer.reset();
    });
    tracer->async_trace(request("198.18.10.2"), note());
    run();
    EXPECT_EQ(errors.size(), 2U);
}

TEST_F(closing, happens_when_another_tracer_is_moved_in) {
    tracer tracer = make_tracer();
    tracer.async_trace(request("198.18.10.1"), note());
    network = std::make_shared<scripted_network>();
    tracer = make_tracer();
    tracer.async_trace(request("198.18.10.2"), note());
    run();
    EXPECT_EQ(errors, (std::vector{error_code{errc::closed}, error_code{}}));
}

TEST_F(closing, is_told_to_whoever_begins_later) {
    std::optional<tracer> tracer(make_tracer());
    auto operation = tracer->async_trace(request(), boost::asio::deferred);
    tracer.reset();
    std::move(operation)(note());
    EXPECT_TRUE(errors.empty()) << "never from within";
    run();
    EXPECT_EQ(errors, std::vector{error_code{errc::closed}});
}

TEST_F(closing, of_the_context_first_releases_the_handlers) {
    auto owned = std::make_shared<int>(1);
    {
        boost::asio::io_context short_lived;
        tracer tracer(short_lived.get_executor(), {}, make_channel(short_lived, network));
        tracer.async_trace(request(), [owned](error_code, const trace_result&) {});
        network->step(short_lived);
    }
    EXPECT_EQ(owned.use_count(), 1);
}

}  // namespace
}  // namespace tracerouter::async
