// async_trace and hop_stream beside other operations: time limits, groups, executors and allocators of the caller.

#include <gtest/gtest.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_allocator.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/version.hpp>
#if BOOST_VERSION >= 108600
#include <boost/asio/cancel_after.hpp>
#endif

#include <array>
#include <chrono>
#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "scripted_channel.hpp"
#include "tracerouter/hop_stream.hpp"

namespace tracerouter::async {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using namespace asio::experimental::awaitable_operators;
using boost::system::error_code;

constexpr const char* whole_path = "10.0.0.1 10.0.0.2 10.0.0.3 198.18.10.1";

// The network's time is virtual and a timer's is not: these go off at once or never.
constexpr auto at_once = 0s;
constexpr auto never = 24h;

struct composing : fixture, ::testing::Test {
    template <class Coroutine>
    void run_coroutine(Coroutine coroutine) {
        bool done = false;
        asio::co_spawn(context, std::move(coroutine), [&](const std::exception_ptr& error) {
            done = true;
            EXPECT_FALSE(error);
        });
        run();
        EXPECT_TRUE(done);
    }

    // The trace beside a timer; both have ended when it returns, and the trace says what it found.
    trace_result trace_within(std::chrono::nanoseconds limit) {
        std::optional<trace_result> found;
        asio::steady_timer timer(context, limit);
        asio::experimental::make_parallel_group(tracer_.async_trace(request(), asio::deferred),
                                                timer.async_wait(asio::deferred))
            .async_wait(asio::experimental::wait_for_one(),
                        [&](std::array<std::size_t, 2>, error_code error, trace_result result, error_code) {
                            EXPECT_FALSE(error);
                            found = std::move(result);
                        });
        run();
        EXPECT_TRUE(found);
        return found.value_or(trace_result{});
    }

    tracer tracer_ = make_tracer();
};

TEST_F(composing, a_group_with_a_timer_that_does_not_go_off) {
    const trace_result found = trace_within(never);
    EXPECT_EQ(path_of(found), whole_path);
    EXPECT_EQ(found.stop, stop_reason::destination);
}

TEST_F(composing, a_group_with_a_timer_that_goes_off_gives_the_hops_so_far) {
    const trace_result found = trace_within(at_once);
    EXPECT_EQ(found.stop, stop_reason::interrupted);
    EXPECT_TRUE(found.hops.empty());
}

TEST_F(composing, either_a_trace_or_a_timer) {
    run_coroutine([&]() -> asio::awaitable<void> {
        asio::steady_timer timer(context, never);
        const auto first =
            co_await (tracer_.async_trace(request(), asio::use_awaitable) || timer.async_wait(asio::use_awaitable));
        EXPECT_EQ(first.index(), 0U);
        timer.expires_after(at_once);
        const auto second =
            co_await (tracer_.async_trace(request(), asio::use_awaitable) || timer.async_wait(asio::use_awaitable));
        EXPECT_EQ(second.index(), 1U);
    });
    EXPECT_TRUE(network->resting) << "nothing goes on behind the scenes";
}

TEST_F(composing, two_traces_together) {
    run_coroutine([&]() -> asio::awaitable<void> {
        const auto [one, two] = co_await (tracer_.async_trace(request("198.18.10.1"), asio::use_awaitable) &&
                                          tracer_.async_trace(request("198.18.10.2"), asio::use_awaitable));
        EXPECT_EQ(one.target, "198.18.10.1");
        EXPECT_EQ(two.target, "198.18.10.2");
    });
}

TEST_F(composing, a_stream_in_a_loop) {
    std::string seen;
    run_coroutine([&]() -> asio::awaitable<void> {
        hop_stream stream(tracer_, request());
        while (const auto hop = co_await stream.async_next(asio::use_awaitable)) seen += std::to_string(hop->ttl);
        EXPECT_EQ(path_of(stream.result()), whole_path);
    });
    EXPECT_EQ(seen, "1234");
}

TEST_F(composing, a_stream_beside_a_timer_that_goes_off_all_the_time) {
    std::string seen;
    int impatient = 0;
    run_coroutine([&]() -> asio::awaitable<void> {
        hop_stream stream(tracer_, request());
        for (;;) {
            asio::steady_timer timer(context, impatient % 2 == 0 ? at_once : never);
            const auto first =
                co_await (stream.async_next(asio::use_awaitable) || timer.async_wait(asio::use_awaitable));
            ++impatient;
            if (first.index() == 1) continue;
            const auto& hop = std::get<0>(first);
            if (!hop) break;
            seen += std::to_string(hop->ttl);
        }
    });
    EXPECT_EQ(seen, "1234") << "no hop was lost";
    EXPECT_GT(impatient, 5);
}

#if BOOST_VERSION >= 108600
TEST_F(composing, cancel_after_gives_the_hops_so_far) {
    std::optional<trace_result> found;
    tracer_.async_trace(request(), asio::cancel_after(at_once, [&](error_code error, trace_result result) {
                            EXPECT_FALSE(error);
                            found = std::move(result);
                        }));
    run();
    ASSERT_TRUE(found);
    EXPECT_EQ(found->stop, stop_reason::interrupted);
}
#endif

TEST_F(composing, the_handler_runs_on_another_context_which_waits_for_it) {
    asio::io_context other;
    std::optional<trace_result> found;
    std::optional<hop_result> hop;
    tracer_.async_trace(request(), asio::bind_executor(other.get_executor(), [&](error_code, trace_result result) {
                            found = std::move(result);
                        }));
    hop_stream stream(tracer_, request("198.18.10.2"));
    stream.async_next(asio::bind_executor(other.get_executor(),
                                          [&](error_code, std::optional<hop_result> next) { hop = std::move(next); }));
    other.poll();
    EXPECT_FALSE(other.stopped()) << "it has work: the handlers are still to come";
    run();
    EXPECT_FALSE(found || hop);
    other.run();
    ASSERT_TRUE(found && hop);
    EXPECT_EQ(path_of(*found), whole_path);
}

// Counts what is allocated and not yet given back.
struct account {
    int allocations = 0;
    int open = 0;
};

template <class T>
struct counting_allocator {
    using value_type = T;

    explicit counting_allocator(account& of) : of_(&of) {}
    template <class U>
    counting_allocator(const counting_allocator<U>& other) : of_(other.of_) {}  // NOLINT: as all allocators

    T* allocate(std::size_t count) {
        ++of_->allocations;
        ++of_->open;
        return std::allocator<T>{}.allocate(count);
    }
    void deallocate(T* memory, std::size_t count) {
        --of_->open;
        std::allocator<T>{}.deallocate(memory, count);
    }
    template <class U>
    bool operator==(const counting_allocator<U>& other) const {
        return of_ == other.of_;
    }

    account* of_;
};

TEST_F(composing, the_allocator_of_the_handler_is_used_and_paid_back_before_it_is_called) {
    account books;
    int calls = 0;
    const auto check = [&](const auto&...) {
        EXPECT_EQ(books.open, 0);
        ++calls;
    };
    tracer_.async_trace(request(), asio::bind_allocator(counting_allocator<void>(books), check));
    EXPECT_GT(books.allocations, 0);
    run();
    hop_stream stream(tracer_, request());
    books.allocations = 0;
    stream.async_next(asio::bind_allocator(counting_allocator<void>(books), check));
    EXPECT_GT(books.allocations, 0);
    run();
    EXPECT_EQ(calls, 2);
}

}  // namespace
}  // namespace tracerouter::async
