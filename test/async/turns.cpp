// Whatever is asked of the driver, other handlers of the io_context run in between.

#include <gtest/gtest.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "scripted_channel.hpp"
#include "tracerouter/error.hpp"

namespace tracerouter::async {
namespace {

using namespace std::chrono_literals;
using boost::system::error_code;

constexpr std::size_t many = 1'000;

struct turns : fixture, ::testing::Test {
    void SetUp() override { network->per_look = 20us; }

    void start_many(tracer& tracer) {
        for (std::size_t index = 0; index < many; ++index) {
            const std::string target = "198.18." + std::to_string(index / 250) + "." + std::to_string(1 + index % 250);
            tracer.async_trace(request(target),
                               boost::asio::bind_cancellation_slot(signals.emplace_back().slot(),
                                                                   [this](error_code error, trace_result result) {
                                                                       errors.push_back(error);
                                                                       results.push_back(std::move(result));
                                                                   }));
        }
    }

    // The most of everything that one handler did, and the most completions that came one behind the other.
    void watch() {
        for (std::size_t row = 0;;) {
            const std::size_t routes = network->routes;
            const std::size_t sent = network->sent;
            const std::size_t looks = network->looks;
            const std::size_t completed = results.size();
            if (!network->nudge(context)) return;
            ++handlers;
            most_routes = std::max(most_routes, network->routes - routes);
            most_sent = std::max(most_sent, network->sent - sent);
            most_looks = std::max(most_looks, network->looks - looks);
            row = results.size() > completed ? row + 1 : 0;
            longest_row = std::max(longest_row, row);
        }
    }

    std::deque<boost::asio::cancellation_signal> signals;
    std::vector<error_code> errors;
    std::vector<trace_result> results;
    std::size_t most_routes = 0;
    std::size_t most_sent = 0;
    std::size_t most_looks = 0;
    std::size_t longest_row = 0;
    std::size_t handlers = 0;
};

TEST_F(turns, are_short_when_a_thousand_traces_begin_at_once) {
    tracer tracer = make_tracer({.rate = 0});
    start_many(tracer);
    EXPECT_EQ(network->routes, 0U) << "not while the user's own handler runs";
    watch();
    EXPECT_EQ(results.size(), many);
    EXPECT_EQ(network->routes, many);
    EXPECT_LE(most_routes, 4U);
    EXPECT_LE(most_sent, 192U);
    EXPECT_LE(longest_row, 8U);
}

TEST_F(turns, are_longer_in_bulk) {
    network->per_look = 2us;
    std::array<std::size_t, 2> taken{};
    for (const bool bulk : {false, true}) {
        tracer tracer = make_tracer({.rate = 0, .bulk = bulk});
        start_many(tracer);
        handlers = 0;
        watch();
        taken[bulk ? 1 : 0] = handlers - many;  // of which each has one for its result
    }
    EXPECT_EQ(results.size(), 2 * many);
    EXPECT_GT(taken[0], 2 * taken[1]);
}

TEST_F(turns, leave_all_results_exact) {
    tracer tracer = make_tracer({.rate = 0});
    start_many(tracer);
    watch();
    for (const trace_result& result : results) {
        EXPECT_EQ(path_of(result), "10.0.0.1 10.0.0.2 10.0.0.3 " + result.target);
        EXPECT_EQ(result.stop, stop_reason::destination);
    }
}

TEST_F(turns, are_short_when_a_thousand_traces_are_cancelled_at_once) {
    network->silent = [](int) { return true; };
    tracer tracer = make_tracer({.rate = 0});
    start_many(tracer);
    while (network->sent < 2 * many) ASSERT_TRUE(network->nudge(context));
    for (auto& signal : signals) signal.emit(boost::asio::cancellation_type::terminal);
    EXPECT_TRUE(results.empty());
    watch();
    ASSERT_EQ(results.size(), many);
    for (const trace_result& result : results) EXPECT_EQ(result.stop, stop_reason::interrupted);
    EXPECT_LE(longest_row, 8U);
}

TEST_F(turns, are_short_when_a_thousand_traces_lose_their_tracer) {
    std::optional<tracer> tracer(make_tracer({.rate = 0}));
    start_many(*tracer);
    while (network->sent < 100) ASSERT_TRUE(network->nudge(context));
    tracer.reset();
    watch();
    EXPECT_EQ(errors, std::vector<error_code>(many, errc::closed));
    EXPECT_LE(longest_row, 128U);
}

// A thousand traces are under way when this host gets another address.
struct turns_with_lost_ways : turns {
    void SetUp() override {
        turns::SetUp();
        network->silent = [](int) { return true; };
        start_many(traces);
        while (network->routes < many) ASSERT_TRUE(network->nudge(context));
        network->silent = {};
        network->source = boost::asio::ip::make_address_v4("198.18.0.3");
    }

    void expect_all_anew() {
        EXPECT_GE(network->looks, many);
        ASSERT_EQ(results.size(), many);
        for (const trace_result& result : results) {
            EXPECT_EQ(path_of(result), "10.0.0.1 10.0.0.2 10.0.0.3 " + result.target);
            EXPECT_EQ(result.source.to_string(), "198.18.0.3");
        }
        EXPECT_EQ(warnings, 1U);
    }

    std::size_t warnings = 0;
    tracer traces = make_tracer({.rate = 0, .log = [this](log_level level, std::string_view) {
                                     warnings += level == log_level::warn ? 1 : 0;
                                 }});
};

TEST_F(turns_with_lost_ways, are_short_when_the_channel_tells_of_it) {
    ++network->route_changes;
    watch();
    expect_all_anew();
    EXPECT_LE(most_looks, 4U);
}

TEST_F(turns_with_lost_ways, are_short_when_a_refused_probe_tells_of_it) {
    network->refuse[network->sent] = boost::system::errc::make_error_code(boost::system::errc::invalid_argument);
    watch();
    expect_all_anew();
    EXPECT_LE(most_looks, 4U);
}

TEST_F(turns_with_lost_ways, come_to_the_last_of_them_while_routes_go_on_changing) {
    for (int handler = 0; results.size() < many; ++handler) {
        ASSERT_LT(handler, 100'000);
        ++network->route_changes;
        ASSERT_TRUE(network->nudge(context));
    }
    expect_all_anew();
}

TEST_F(turns, take_one_step_at_a_time_where_each_takes_long) {
    network->per_look = 1ms;
    tracer tracer = make_tracer({.rate = 0});
    start_many(tracer);
    for (std::size_t routes = 0, sent = 0;; routes = network->routes, sent = network->sent) {
        if (!network->nudge(context)) break;
        EXPECT_FALSE(network->routes > routes && network->sent > sent);
    }
    EXPECT_EQ(results.size(), many);
}

TEST_F(turns, send_nothing_before_what_has_arrived_is_read) {
    network->per_look = 200us;
    network->per_hop = 100us;
    tracer tracer = make_tracer({.rate = 0});
    trace_request one = request();
    one.options.queries = 1;
    tracer.async_trace(one, [&](error_code, trace_result result) { results.push_back(std::move(result)); });
    watch();
    ASSERT_EQ(results.size(), 1U);
    EXPECT_TRUE(results[0].reached);
    EXPECT_EQ(network->sent, 8U) << "the first batch, whose answers say that no more is needed";
}

TEST_F(turns, take_every_step_whatever_arrives) {
    network->most_read = 4;
    const sim::octets stray(28);
    for (const duration look : {1us, 2us, 3us, 5us, 8us, 13us, 200us}) {
        network->per_look = look;
        results.clear();
        tracer tracer = make_tracer({.rate = 0});
        tracer.async_trace(request(), [&](error_code, trace_result result) { results.push_back(std::move(result)); });
        for (int handler = 0; results.empty(); ++handler) {
            ASSERT_LT(handler, 10'000) << look.count() << " ns";
            while (network->arrived.size() < 20) network->arrived.emplace_back(network->now, stray);
            network->nudge(context);
        }
        EXPECT_TRUE(results[0].reached);
    }
}

TEST_F(turns, take_nothing_for_overdue_whose_answer_lies_unread) {
    network->per_look = 1ms;
    network->most_read = 1;
    network->distance = 20;
    std::optional<trace_result> found;
    tracer tracer = make_tracer({.rate = 0});
    trace_request impatient = request();
    impatient.options.wait = 30ms;
    tracer.async_trace(impatient, [&](error_code, trace_result result) { found = std::move(result); });
    watch();
    ASSERT_TRUE(found);
    EXPECT_TRUE(found->reached);
    ASSERT_EQ(found->hops.size(), 20U);
    for (const hop_result& hop : found->hops) EXPECT_EQ(hop.probes[0].status, probe_status::replied) << int{hop.ttl};
}

TEST_F(turns, log_nothing_that_nobody_wants) {
    std::vector<std::string> lines;
    const log_callback log = [&](log_level, std::string_view line) { lines.emplace_back(line); };
    for (const log_level least : {log_level::info, log_level::debug}) {
        tracer tracer = make_tracer({.log = log, .least_logged = least});
        tracer.async_trace(request(), [](error_code, const trace_result&) {});
        run();
        EXPECT_EQ(lines.empty(), least == log_level::info);
    }
}

}  // namespace
}  // namespace tracerouter::async
