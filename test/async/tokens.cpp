// async_trace with every kind of completion token.

#include <gtest/gtest.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>

#include <chrono>
#include <exception>
#include <future>
#include <optional>

#include "scripted_channel.hpp"

namespace tracerouter::async {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr const char* whole_path = "10.0.0.1 10.0.0.2 10.0.0.3 198.18.10.1";

struct tokens : fixture, ::testing::Test {
    tracer tracer_ = make_tracer();
};

TEST_F(tokens, a_future) {
    std::future<trace_result> future = tracer_.async_trace(request(), asio::use_future);
    run();
    ASSERT_EQ(future.wait_for(std::chrono::seconds{0}), std::future_status::ready);
    EXPECT_EQ(path_of(future.get()), whole_path);
}

TEST_F(tokens, a_future_throws_what_kept_the_trace_from_beginning) {
    network->no_route = asio::error::network_unreachable;
    std::future<trace_result> future = tracer_.async_trace(request(), asio::use_future);
    run();
    EXPECT_THROW(future.get(), boost::system::system_error);
}

TEST_F(tokens, a_coroutine) {
    std::optional<trace_result> found;
    const auto coroutine = [&]() -> asio::awaitable<void> {
        found = co_await tracer_.async_trace(request(), asio::use_awaitable);
    };
    asio::co_spawn(context, coroutine(), [](const std::exception_ptr& error) { EXPECT_FALSE(error); });
    run();
    ASSERT_TRUE(found);
    EXPECT_EQ(path_of(*found), whole_path);
}

TEST_F(tokens, a_coroutine_that_wants_errors_as_values) {
    std::optional<error_code> found;
    network->no_route = asio::error::network_unreachable;
    const auto coroutine = [&]() -> asio::awaitable<void> {
        const auto [error, result] = co_await tracer_.async_trace(request(), asio::as_tuple(asio::use_awaitable));
        found = error;
    };
    asio::co_spawn(context, coroutine(), asio::detached);
    run();
    EXPECT_EQ(found, error_code{asio::error::network_unreachable});
}

TEST_F(tokens, deferred_starts_when_it_is_called) {
    std::optional<trace_result> found;
    auto operation = tracer_.async_trace(request(), asio::deferred);
    run();
    EXPECT_EQ(network->sent, 0U);
    std::move(operation)([&](error_code, trace_result result) { found = std::move(result); });
    run();
    ASSERT_TRUE(found);
    EXPECT_EQ(path_of(*found), whole_path);
}

TEST_F(tokens, a_parallel_group) {
    std::optional<trace_result> first;
    std::optional<trace_result> second;
    asio::experimental::make_parallel_group(tracer_.async_trace(request("198.18.10.1"), asio::deferred),
                                            tracer_.async_trace(request("198.18.10.2"), asio::deferred))
        .async_wait(asio::experimental::wait_for_all(),
                    [&](auto, error_code, trace_result one, error_code, trace_result two) {
                        first = std::move(one);
                        second = std::move(two);
                    });
    run();
    ASSERT_TRUE(first && second);
    EXPECT_EQ(first->target, "198.18.10.1");
    EXPECT_EQ(second->target, "198.18.10.2");
}

TEST_F(tokens, the_handler_runs_on_its_own_executor) {
    auto strand = asio::make_strand(context);
    bool inside = false;
    tracer_.async_trace(request(), asio::bind_executor(strand, [&](error_code, const trace_result&) {
                            inside = strand.running_in_this_thread();
                        }));
    run();
    EXPECT_TRUE(inside);
}

}  // namespace
}  // namespace tracerouter::async
