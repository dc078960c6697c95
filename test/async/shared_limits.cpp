// Several monitors behind routers that limit their answers, on a scripted network in virtual time.

#include <boost/asio/io_context.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "linux_limit.hpp"
#include "scripted_channel.hpp"
#include "tracerouter/path_monitor.hpp"

namespace tracerouter::async {
namespace {

using namespace std::chrono_literals;

class shared_limits : public testing::Test {
protected:
    shared_limits() {
        network->silent = [this](int ttl) {
            const bool limited = limits && ttl < 4;
            return (limited && !limits->at(static_cast<std::size_t>(ttl)).answers(network->now)) || ttl == lost_at;
        };
    }
    void watch(std::size_t targets, duration interval = 1s) {
        for (std::size_t target = 0; target < targets; ++target) {
            const auto address = boost::asio::ip::make_address("203.0.113." + std::to_string(target + 1));
            monitor_request wanted{address};
            wanted.interval = interval;
            wanted.begin_after = target * interval / targets;
            monitors.push_back(std::make_unique<path_monitor>(*tracer_, std::move(wanted)));
        }
    }
    void pass(duration time) {
        const time_point until = network->now + time;
        while (network->now < until && network->step(context)) {
        }
    }
    void end() {
        for (const auto& monitor : monitors) monitor->cancel();
        network->run(context);
    }
    /// The sum over all monitors.
    [[nodiscard]] std::uint64_t sum(std::size_t hop, std::uint64_t probe_counts::*count) const {
        std::uint64_t found = 0;
        for (const auto& monitor : monitors) found += monitor->result().hops.at(hop).probes.*count;
        return found;
    }

    boost::asio::io_context context;
    std::shared_ptr<scripted_network> network = std::make_shared<scripted_network>();
    std::optional<std::array<sim::linux_limit, 4>> limits;  // by TTL
    int lost_at = 0;                                        // TTL
    std::optional<tracer> tracer_{std::in_place, context.get_executor(), settings{}, make_channel(context, network)};
    std::vector<std::unique_ptr<path_monitor>> monitors;
};

TEST_F(shared_limits, monitors_behind_one_router_lose_nothing) {
    limits.emplace();
    watch(12);
    pass(120s);
    for (std::size_t hop = 0; hop < 3; ++hop) {
        EXPECT_EQ(sum(hop, &probe_counts::lost), 0U);
        EXPECT_GT(sum(hop, &probe_counts::answered), 90U);
        for (const auto& monitor : monitors) EXPECT_GE(monitor->result().hops.at(hop).probes.answered, 5U);
    }
    EXPECT_EQ(sum(3, &probe_counts::lost), 0U);
    EXPECT_GE(sum(3, &probe_counts::answered), 12 * 119U) << "the targets answer in each round";
    for (const auto& monitor : monitors) EXPECT_TRUE(monitor->result().changes.empty());
    end();
}

TEST_F(shared_limits, short_intervals_lose_nothing) {
    limits.emplace();
    watch(1, 100ms);
    pass(60s);
    for (std::size_t hop = 0; hop < 3; ++hop) {
        EXPECT_EQ(sum(hop, &probe_counts::lost), 0U);
        EXPECT_GT(sum(hop, &probe_counts::answered), 45U);
        EXPECT_LT(sum(hop, &probe_counts::sent), 150U) << "what will not be answered is not sent";
    }
    EXPECT_GE(sum(3, &probe_counts::answered), 590U);
    end();
}

TEST_F(shared_limits, routers_without_limit_are_asked_in_each_round_and_their_losses_count) {
    watch(12);
    pass(60s);
    lost_at = 2;
    pass(10s);
    EXPECT_EQ(sum(1, &probe_counts::limited), 0U);
    EXPECT_GT(sum(1, &probe_counts::lost), 12 * 5U);
    EXPECT_GE(sum(0, &probe_counts::answered), 12 * 68U);
    end();
}

TEST_F(shared_limits, a_round_that_may_ask_nobody_is_none) {
    network->distance = 1;
    limits.emplace();
    monitor_request wanted{boost::asio::ip::make_address("203.0.113.1")};
    wanted.options.protocol = protocol::udp;
    wanted.interval = 100ms;
    wanted.rounds = 100;
    network->silent = [this](int) { return !limits->at(0).answers(network->now); };
    monitors.push_back(std::make_unique<path_monitor>(*tracer_, std::move(wanted)));
    network->run(context);
    EXPECT_TRUE(monitors[0]->ended());
    EXPECT_EQ(sum(0, &probe_counts::lost), 0U);
    EXPECT_GE(sum(0, &probe_counts::answered), 5U);
    end();
}

}  // namespace
}  // namespace tracerouter::async
