// hop_stream: one trace, hop by hop.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/strand.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "scripted_channel.hpp"
#include "tracerouter/error.hpp"
#include "tracerouter/hop_stream.hpp"

namespace tracerouter::async {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using boost::system::error_code;
using ::testing::ElementsAre;

struct streaming : fixture, ::testing::Test {
    void SetUp() override {
        network->distance = 6;
        network->silent = [](int ttl) { return ttl == 3; };
    }

    // What async_next gave: "1" for a hop, "end" for none, or the error.
    void note(error_code error, const std::optional<hop_result>& hop) {
        given.push_back(error ? error.message() : hop ? std::to_string(hop->ttl) : "end");
    }
    auto note_it() {
        return [this](error_code error, const std::optional<hop_result>& hop) { note(error, hop); };
    }
    void take_all(hop_stream& stream) {
        stream.async_next([this, &stream](error_code error, const std::optional<hop_result>& hop) {
            note(error, hop);
            if (hop) take_all(stream);
        });
    }

    // For one more walk: everybody answers, and nothing has been given.
    void renew() {
        given.clear();
        network = std::make_shared<scripted_network>();
        network->distance = 6;
    }
    // So many steps, or false if there are no more.
    bool nudge(std::size_t steps) {
        bool more = true;
        for (std::size_t step = 0; step < steps && more; ++step) more = network->nudge(context);
        return more;
    }

    const std::string aborted = error_code{asio::error::operation_aborted}.message();
    const std::string closed = error_code{errc::closed}.message();
    std::vector<std::string> given;
};

TEST_F(streaming, gives_every_hop_in_order_and_then_the_end) {
    tracer tracer = make_tracer();
    hop_stream stream(tracer, request());
    take_all(stream);
    run();
    EXPECT_THAT(given, ElementsAre("1", "2", "3", "4", "5", "6", "end"));
    EXPECT_TRUE(stream.ended());
    EXPECT_EQ(path_of(stream.result()), "10.0.0.1 10.0.0.2 * 10.0.0.4 10.0.0.5 198.18.10.1");
    EXPECT_EQ(stream.result().stop, stop_reason::destination);
}

TEST_F(streaming, gives_a_hop_while_far_ones_are_awaited) {
    tracer tracer = make_tracer();
    hop_stream stream(tracer, request());
    std::optional<time_point> first_at;
    stream.async_next([&](error_code, const std::optional<hop_result>&) { first_at = network->now; });
    const time_point started = network->now;
    run();
    EXPECT_EQ(*first_at - started, 1ms);
}

TEST_F(streaming, keeps_what_came_while_nobody_asked) {
    tracer tracer = make_tracer();
    hop_stream stream(tracer, request());
    run();
    EXPECT_TRUE(stream.ended());
    take_all(stream);
    EXPECT_TRUE(given.empty()) << "never from within";
    run();
    EXPECT_THAT(given, ElementsAre("1", "2", "3", "4", "5", "6", "end"));
    take_all(stream);
    run();
    EXPECT_EQ(given.back(), "end") << "as often as one asks";
    EXPECT_EQ(given.size(), 8U);
}

TEST_F(streaming, calls_the_hop_handler_of_the_request_too) {
    std::vector<int> announced;
    trace_request wanted = request();
    wanted.on_hop = [&](const hop_result& hop) { announced.push_back(hop.ttl); };
    tracer tracer = make_tracer();
    hop_stream stream(tracer, wanted);
    run();
    EXPECT_THAT(announced, ElementsAre(1, 2, 3, 4, 5, 6));
}

TEST_F(streaming, tells_what_kept_the_trace_from_beginning) {
    network->no_route = asio::error::network_unreachable;
    tracer tracer = make_tracer();
    hop_stream stream(tracer, request());
    stream.async_next(note_it());
    run();
    EXPECT_THAT(given, ElementsAre(network->no_route.message()));
    EXPECT_EQ(stream.result().target, "198.18.10.1");
    trace_request wrong = request();
    wrong.options.queries = 0;
    hop_stream invalid(tracer, wrong);
    invalid.async_next(note_it());
    run();
    EXPECT_EQ(given.back(), error_code{errc::invalid_options}.message());
}

TEST_F(streaming, refuses_a_second_wait_and_keeps_the_first) {
    tracer tracer = make_tracer();
    hop_stream stream(tracer, request());
    stream.async_next(note_it());
    stream.async_next(note_it());
    run();
    EXPECT_THAT(given, ElementsAre(error_code{errc::already_waiting}.message(), "1"));
}

TEST_F(streaming, completes_on_the_executor_of_the_handler) {
    auto strand = asio::make_strand(context);
    bool inside = false;
    tracer tracer = make_tracer();
    hop_stream stream(tracer, request());
    stream.async_next(asio::bind_executor(
        strand, [&](error_code, const std::optional<hop_result>&) { inside = strand.running_in_this_thread(); }));
    run();
    EXPECT_TRUE(inside);
}

TEST_F(streaming, cancelling_a_wait_anywhere_loses_no_hop) {
    for (std::size_t steps = 0; steps < 100; ++steps) {
        renew();
        asio::cancellation_signal signal;
        tracer tracer = make_tracer();
        hop_stream stream(tracer, request());
        stream.async_next(asio::bind_cancellation_slot(signal.slot(), note_it()));
        const bool more = nudge(steps);
        signal.emit(asio::cancellation_type::total);
        run();
        ASSERT_EQ(given.size(), 1U) << steps;
        const bool was_aborted = given[0] == aborted;
        take_all(stream);
        run();
        if (was_aborted) {
            EXPECT_THAT(given, ElementsAre(aborted, "1", "2", "3", "4", "5", "6", "end")) << steps;
        } else {
            EXPECT_THAT(given, ElementsAre("1", "2", "3", "4", "5", "6", "end")) << steps;
        }
        if (!more) return;
    }
    FAIL() << "the trace does not end";
}

TEST_F(streaming, cancelling_the_stream_anywhere_gives_the_hops_so_far) {
    for (std::size_t steps = 0; steps < 300; ++steps) {
        SCOPED_TRACE(steps);
        renew();
        tracer tracer = make_tracer();
        hop_stream stream(tracer, request());
        take_all(stream);
        const bool more = nudge(steps);
        stream.cancel();
        run();
        ASSERT_TRUE(stream.ended());
        ASSERT_EQ(given.size(), stream.result().hops.size() + 1);
        EXPECT_EQ(given.back(), "end");
        for (std::size_t index = 0; index + 1 < given.size(); ++index)
            EXPECT_EQ(given[index], std::to_string(index + 1));
        if (more) continue;
        EXPECT_EQ(stream.result().stop, stop_reason::destination);
        return;
    }
    FAIL() << "the trace does not end";
}

TEST_F(streaming, destroying_it_anywhere_ends_the_wait_and_the_trace) {
    for (std::size_t steps = 0; steps < 300; ++steps) {
        SCOPED_TRACE(steps);
        renew();
        tracer tracer = make_tracer();
        std::optional<hop_stream> stream(std::in_place, tracer, request());
        stream->async_next(note_it());
        const bool more = nudge(steps);
        const bool had_first = !given.empty();
        stream.reset();
        run();
        EXPECT_THAT(given, ElementsAre(had_first ? "1" : aborted));
        EXPECT_TRUE(network->resting);
        if (!more) return;
    }
    FAIL() << "the trace does not end";
}

TEST_F(streaming, a_completion_may_destroy_it) {
    tracer tracer = make_tracer();
    std::optional<hop_stream> stream(std::in_place, tracer, request());
    stream->async_next([&](error_code error, const std::optional<hop_result>& hop) {
        note(error, hop);
        stream.reset();
    });
    run();
    EXPECT_THAT(given, ElementsAre("1"));
}

TEST_F(streaming, outlives_its_tracer) {
    std::optional<tracer> tracer(make_tracer());
    hop_stream stream(*tracer, request());
    while (network->now < time_point{1h} + 2ms) network->step(context);
    network->step(context);
    tracer.reset();
    run();
    take_all(stream);
    run();
    EXPECT_THAT(given, ElementsAre("1", "2", closed));
}

TEST_F(streaming, can_be_moved_while_somebody_waits) {
    tracer tracer = make_tracer();
    hop_stream first(tracer, request());
    first.async_next(note_it());
    hop_stream second(std::move(first));
    run();
    EXPECT_THAT(given, ElementsAre("1"));
    second = hop_stream(tracer, request("198.18.10.2"));
    take_all(second);
    run();
    EXPECT_EQ(second.result().target, "198.18.10.2");
}

TEST_F(streaming, releases_the_handler_when_the_context_goes_first) {
    const auto owned = std::make_shared<int>();
    {
        asio::io_context short_lived;
        tracer tracer(short_lived.get_executor(), {}, make_channel(short_lived, network));
        hop_stream stream(tracer, request());
        stream.async_next([owned](error_code, const std::optional<hop_result>&) {});
        network->step(short_lived);
    }
    EXPECT_EQ(owned.use_count(), 1);
}

}  // namespace
}  // namespace tracerouter::async
