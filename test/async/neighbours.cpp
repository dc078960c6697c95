// Tracers of one process share nothing.

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "scripted_channel.hpp"

namespace tracerouter::async {
namespace {

using namespace std::chrono_literals;
using boost::system::error_code;

struct neighbour {
    explicit neighbour(boost::asio::io_context& context, int distance)
        : network(std::make_shared<scripted_network>()),
          tracer(context.get_executor(), settings{}, make_channel(context, network)) {
        network->distance = distance;
        network->silent = [](int ttl) { return ttl == 3; };
        for (std::size_t index = 0; index < results.size(); ++index) {
            tracer.async_trace(request("198.18.10." + std::to_string(index + 1)),
                               [this, index](error_code, trace_result result) {
                                   result.started_at = {};
                                   results[index] = std::move(result);
                               });
        }
    }

    std::shared_ptr<scripted_network> network;
    tracerouter::tracer tracer;
    std::vector<trace_result> results = std::vector<trace_result>(40);
};

std::vector<trace_result> results_alone(int distance) {
    boost::asio::io_context context;
    neighbour alone(context, distance);
    alone.network->run(context);
    return alone.results;
}

// Each network has a time of its own.
void run_both(boost::asio::io_context& context, scripted_network& one, scripted_network& other) {
    for (bool more = true; more;) {
        more = one.step(context);
        more = other.step(context) || more;
    }
}

TEST(neighbours, of_one_context_get_what_each_gets_alone) {
    boost::asio::io_context context;
    neighbour near(context, 6);
    neighbour far(context, 14);
    run_both(context, *near.network, *far.network);
    EXPECT_EQ(near.results, results_alone(6));
    EXPECT_EQ(far.results, results_alone(14));
    EXPECT_EQ(near.tracer.statistics().foreign, 0U);
}

TEST(neighbours, of_two_contexts_in_two_threads_get_what_each_gets_alone) {
    const std::vector<int> distances{6, 14};
    std::vector<std::vector<trace_result>> results(2);
    std::vector<std::thread> threads;
    for (std::size_t index = 0; index < 2; ++index) {
        threads.emplace_back([&, index] { results[index] = results_alone(distances[index]); });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(results[0], results_alone(6));
    EXPECT_EQ(results[1], results_alone(14));
}

TEST(neighbours, may_use_each_other) {
    boost::asio::io_context context;
    neighbour first(context, 6);
    neighbour second(context, 9);
    int completions = 0;
    trace_request asking = request();
    asking.on_hop = [&](const hop_result&) {
        second.tracer.async_trace(request(), [&](error_code, const trace_result& result) {
            EXPECT_EQ(result.distance, 9);
            ++completions;
        });
    };
    first.tracer.async_trace(asking, [](error_code, const trace_result&) {});
    run_both(context, *first.network, *second.network);
    EXPECT_EQ(completions, 6);
}

}  // namespace
}  // namespace tracerouter::async
