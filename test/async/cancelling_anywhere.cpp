// A trace is cancelled after every single handler and jump in time that there is until it ends by itself.

#include <gtest/gtest.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>

#include <chrono>
#include <deque>
#include <memory>
#include <ostream>
#include <sstream>
#include <string>
#include <vector>

#include "scripted_channel.hpp"

namespace tracerouter::async {
namespace {

using namespace std::chrono_literals;
using boost::asio::cancellation_signal;
using boost::asio::cancellation_type;
using boost::system::error_code;

struct situation {
    std::string name;
    trace_options options{};
    settings tracer{};
    std::size_t traces = 2;
    int distance = 12;
    int silent_hop = 5;
    bool blocked = false;

    friend std::ostream& operator<<(std::ostream& out, const situation& one) { return out << one.name; }
};

struct cancelling_anywhere : ::testing::TestWithParam<situation> {
    struct outcome {
        int completions = 0;
        error_code error;
        trace_result result;
        std::size_t announced = 0;
    };

    // All traces, of which the last is cancelled after so many steps. Returns whether it had not ended before.
    bool trace(std::size_t steps) {
        fixture rig;
        const situation& given = GetParam();
        rig.network->distance = given.distance;
        rig.network->silent = [&](int ttl) { return ttl == given.silent_hop; };
        if (given.blocked) rig.network->block_after = {0, 2, 0, 7, 1, 0, 30, 5};
        std::deque<cancellation_signal> signals(given.traces);
        outcomes.assign(given.traces, {});
        tracer tracer = rig.make_tracer(given.tracer);
        for (std::size_t index = 0; index < given.traces; ++index) start(tracer, index, signals[index].slot());
        for (std::size_t step = 0; step < steps && rig.network->nudge(rig.context); ++step) {
        }
        const bool under_way = outcomes.back().completions == 0;
        signals.back().emit(cancellation_type::total);
        rig.run();
        return under_way;
    }

    void start(tracer& tracer, std::size_t index, boost::asio::cancellation_slot slot) {
        trace_request wanted = request("198.18.10." + std::to_string(index + 1));
        wanted.options = GetParam().options;
        outcome& into = outcomes[index];
        wanted.on_hop = [&into](const hop_result&) { ++into.announced; };
        tracer.async_trace(wanted, boost::asio::bind_cancellation_slot(
                                       slot, [&into, counted = held](error_code error, trace_result result) {
                                           ++into.completions;
                                           into.error = error;
                                           into.result = std::move(result);
                                       }));
    }

    [[nodiscard]] std::string whole_path(std::size_t index) const {
        std::string path;
        for (int ttl = 1; ttl < GetParam().distance; ++ttl) {
            path += ttl == GetParam().silent_hop ? "* " : "10.0.0." + std::to_string(ttl) + " ";
        }
        return path + "198.18.10." + std::to_string(index + 1);
    }

    // Whether every hop is the true one, or one that nobody had asked yet or that had not answered.
    [[nodiscard]] bool part_of_path(const std::string& path, std::size_t index) const {
        std::istringstream found(path);
        std::istringstream whole(whole_path(index));
        std::string hop;
        std::string truth;
        while (found >> hop) {
            if (!(whole >> truth) || (hop != truth && hop != "*")) return false;
        }
        return true;
    }

    std::vector<outcome> outcomes;
    std::shared_ptr<int> held = std::make_shared<int>();  // by every handler that exists
};

TEST_P(cancelling_anywhere, completes_once_with_the_hops_so_far_and_leaves_the_others_exact) {
    std::size_t steps = 0;
    for (bool under_way = true; under_way; ++steps) {
        under_way = trace(steps);
        EXPECT_EQ(held.use_count(), 1) << steps;
        for (std::size_t index = 0; index < outcomes.size(); ++index) {
            const outcome& one = outcomes[index];
            ASSERT_EQ(one.completions, 1) << steps;
            EXPECT_FALSE(one.error) << steps;
            EXPECT_EQ(one.announced, one.result.hops.size()) << steps;
            const std::string path = path_of(one.result);
            const bool interrupted = one.result.stop == stop_reason::interrupted;
            EXPECT_TRUE(!interrupted || index + 1 == outcomes.size()) << steps;
            if (interrupted) {
                EXPECT_TRUE(part_of_path(path, index)) << steps << ": " << path;
            } else {
                EXPECT_EQ(path, whole_path(index)) << steps;
            }
        }
    }
    EXPECT_GT(steps, 10U) << "too few to say anything";
}

INSTANTIATE_TEST_SUITE_P(
    situations, cancelling_anywhere,
    ::testing::Values(situation{.name = "icmp"}, situation{.name = "udp", .options = {.protocol = protocol::udp}},
                      situation{.name = "tcp", .options = {.protocol = protocol::tcp}},
                      situation{.name = "full_window", .tracer = {.window = 1}, .traces = 3},
                      situation{.name = "survey", .options = {.queries = 1}, .tracer = {.rate = 300}, .traces = 6},
                      situation{.name = "survey_of_silence",
                                .options = {.queries = 1},
                                .tracer = {.rate = 300},
                                .traces = 6,
                                .silent_hop = 2},
                      situation{.name = "full_buffers", .blocked = true},
                      situation{.name = "path_mtu", .options = {.path_mtu = true}},
                      situation{.name = "stop_set", .options = {.stop_set = true}, .traces = 3}),
    [](const auto& given) { return given.param.name; });

}  // namespace
}  // namespace tracerouter::async
