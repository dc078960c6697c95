// path_monitor on a scripted network in virtual time.

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

#include "scripted_channel.hpp"
#include "tracerouter/error.hpp"
#include "tracerouter/path_monitor.hpp"

namespace tracerouter::async {
namespace {

using namespace std::chrono_literals;
using boost::system::error_code;
using testing::Each;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const auto watched = boost::asio::ip::make_address("203.0.113.9");

class monitoring : public testing::Test {
protected:
    monitor_request request(std::uint64_t last_round = 0) {
        monitor_request wanted{watched};
        wanted.rounds = last_round;
        wanted.options.flow = 3;
        wanted.on_probe = [this](const probe_observation& probe) {
            seen.push_back(probe);
            if (probe.ttl == 1 && probe.outcome == probe_outcome::sent) begun_at.push_back(network->now);
        };
        return wanted;
    }
    path_monitor& watch(monitor_request wanted) {
        monitor.emplace(*tracer_, std::move(wanted));
        take_round();
        return *monitor;
    }
    void take_round() {
        monitor->async_next_round([this](error_code error, std::optional<monitor_round> round) {
            if (!round) {
                ended = error;
                return;
            }
            rounds.push_back(*std::move(round));
            if (monitor) take_round();
        });
    }
    /// Until so much time has passed.
    void pass(duration time) {
        const time_point until = network->now + time;
        while (network->now < until && network->step(context)) {
        }
    }
    [[nodiscard]] std::size_t count(probe_outcome outcome) const {
        return static_cast<std::size_t>(std::ranges::count(seen, outcome, &probe_observation::outcome));
    }

    boost::asio::io_context context;
    std::shared_ptr<scripted_network> network = std::make_shared<scripted_network>();
    std::optional<tracer> tracer_{std::in_place, context.get_executor(), settings{}, make_channel(context, network)};
    std::optional<path_monitor> monitor;
    std::vector<probe_observation> seen;
    std::vector<time_point> begun_at;  // rounds
    std::vector<monitor_round> rounds;
    std::optional<error_code> ended;
};

TEST_F(monitoring, asks_each_hop_once_a_round_and_ends_behind_the_last) {
    watch(request(3));
    network->run(context);
    ASSERT_THAT(rounds, SizeIs(3));
    EXPECT_EQ(rounds[0].probes.size(), 30U) << "nobody knows where the target is";
    EXPECT_EQ(rounds[1].probes.size(), 4U);
    EXPECT_EQ(rounds[2].probes.size(), 4U);
    EXPECT_EQ(rounds[2].number, 3U);
    EXPECT_EQ(rounds[2].flow, 2U);
    for (const probe_observation& probe : rounds[2].probes) {
        EXPECT_EQ(probe.outcome, probe_outcome::answered);
        EXPECT_EQ(probe.reply->rtt, probe.ttl * 1ms);
    }
    ASSERT_TRUE(ended);
    EXPECT_FALSE(*ended);
    EXPECT_TRUE(monitor->ended());
    EXPECT_EQ(monitor->result().rounds, 3U);
    EXPECT_EQ(monitor->result().distance, 4U);
    EXPECT_THAT(monitor->result().hops, SizeIs(4));
}

TEST_F(monitoring, begins_rounds_at_fixed_times_however_long_answers_take) {
    network->per_hop = 400ms;
    watch(request(5));
    network->run(context);
    ASSERT_THAT(rounds, SizeIs(5));
    EXPECT_EQ(count(probe_outcome::lost), 0U);
    ASSERT_THAT(begun_at, SizeIs(5));
    EXPECT_EQ(begun_at[1] - begun_at[0], 1100ms) << "rate limits that the first round has spent are full again";
    for (std::size_t round = 2; round < begun_at.size(); ++round) EXPECT_EQ(begun_at[round] - begun_at[round - 1], 1s);
}

TEST_F(monitoring, waits_for_no_rate_limit_with_intervals_that_exceed_it) {
    auto wanted = request(3);
    wanted.interval = 500ms;
    watch(std::move(wanted));
    network->run(context);
    ASSERT_THAT(begun_at, SizeIs(3));
    EXPECT_EQ(begun_at[1] - begun_at[0], 500ms);
}

TEST_F(monitoring, waits_for_each_probe_as_long_as_told_and_calls_it_lost) {
    network->silent = [](int ttl) { return ttl == 2; };
    watch(request(2));
    network->run(context);
    ASSERT_THAT(rounds, SizeIs(2));
    EXPECT_EQ(count(probe_outcome::lost), 2U);
    EXPECT_EQ(rounds[1].probes.at(1).outcome, probe_outcome::lost);
    const monitor_result result = monitor->result();
    EXPECT_EQ(result.hops.at(1).probes.lost, 2U);
    EXPECT_EQ(result.hops.at(2).probes.lost, 0U);
}

TEST_F(monitoring, follows_a_path_that_becomes_longer_within_the_round) {
    watch(request());
    pass(2500ms);
    network->distance = 9;
    pass(1000ms);
    const monitor_result result = monitor->result();
    EXPECT_EQ(rounds.back().probes.size(), 10U) << "4, and three at a time behind them";
    EXPECT_EQ(rounds.back().probes.at(8).reply->arrived, true);
    monitor->cancel();
    network->run(context);
}

TEST_F(monitoring, ends_when_it_is_cancelled_and_leaves_nothing_behind) {
    network->distance = 0;
    watch(request());
    pass(500ms);
    monitor->cancel();
    network->run(context);
    EXPECT_TRUE(monitor->ended());
    ASSERT_TRUE(ended);
    EXPECT_FALSE(*ended);
    EXPECT_TRUE(network->resting);
}

TEST_F(monitoring, decides_rounds_under_way_when_it_is_stopped) {
    network->silent = [](int ttl) { return ttl == 2; };
    watch(request());
    pass(500ms);
    monitor->stop();
    network->run(context);
    EXPECT_THAT(rounds, SizeIs(1));
    EXPECT_EQ(count(probe_outcome::lost), 1U);
}

TEST_F(monitoring, tells_nothing_once_it_is_gone) {
    watch(request());
    pass(500ms);
    const std::size_t before = seen.size();
    monitor.reset();
    network->run(context);
    EXPECT_EQ(seen.size(), before);
    EXPECT_EQ(ended, boost::asio::error::operation_aborted);
}

TEST_F(monitoring, may_be_destroyed_by_what_it_calls) {
    auto wanted = request();
    wanted.on_probe = [this](const probe_observation&) { monitor.reset(); };
    watch(std::move(wanted));
    network->run(context);
    EXPECT_FALSE(monitor);
}

TEST_F(monitoring, says_what_is_wrong_with_its_options) {
    auto wanted = request();
    wanted.flows = 0;
    watch(std::move(wanted));
    network->run(context);
    EXPECT_EQ(ended, make_error_code(errc::invalid_options));
}

TEST_F(monitoring, ends_with_the_tracer) {
    watch(request());
    pass(1500ms);
    tracer_.reset();
    network->run(context);
    EXPECT_EQ(ended, make_error_code(errc::closed));
}

TEST_F(monitoring, ends_with_the_tracer_between_two_rounds) {
    watch(request(0));
    pass(4ms);
    tracer_.reset();
    network->run(context);
    EXPECT_EQ(ended, make_error_code(errc::closed));
}

TEST_F(monitoring, says_what_keeps_the_first_round_from_beginning) {
    network->no_route = boost::system::errc::make_error_code(boost::system::errc::permission_denied);
    watch(request());
    network->run(context);
    EXPECT_EQ(ended, network->no_route);
}

TEST_F(monitoring, goes_on_where_this_host_refuses_a_later_round) {
    watch(request());
    pass(1500ms);
    network->no_route = boost::system::errc::make_error_code(boost::system::errc::permission_denied);
    pass(2000ms);
    network->no_route = {};
    const std::size_t refused = count(probe_outcome::refused);
    EXPECT_GT(refused, 0U);
    pass(2000ms);
    EXPECT_EQ(count(probe_outcome::refused), refused);
    EXPECT_EQ(count(probe_outcome::lost), 0U);
    monitor->cancel();
    network->run(context);
}

TEST_F(monitoring, does_not_pile_up_rounds_that_cannot_leave) {
    watch(request());
    pass(500ms);
    network->no_route = boost::system::errc::make_error_code(boost::system::errc::network_unreachable);
    pass(10s);
    EXPECT_EQ(monitor->result().rounds, 2U);
    const std::size_t before = count(probe_outcome::answered);
    network->no_route = {};
    pass(5s);
    EXPECT_GT(count(probe_outcome::answered), before);
    EXPECT_EQ(count(probe_outcome::lost), 0U);
    monitor->cancel();
    network->run(context);
}

TEST_F(monitoring, pauses_and_goes_on) {
    watch(request());
    pass(1500ms);
    monitor->pause();
    const std::size_t before = network->sent;
    pass(5s);
    EXPECT_EQ(network->sent, before);
    monitor->resume();
    pass(2s);
    EXPECT_GT(network->sent, before);
    monitor->cancel();
    network->run(context);
}

TEST_F(monitoring, takes_another_interval_for_the_next_round) {
    watch(request());
    pass(1500ms);
    monitor->set_interval(100ms);
    const std::uint64_t before = monitor->result().rounds;
    pass(1s);
    EXPECT_GE(monitor->result().rounds, before + 9);
    monitor->cancel();
    network->run(context);
}

TEST_F(monitoring, forgets_what_it_is_told_to_forget) {
    watch(request());
    pass(3500ms);
    monitor->reset();
    EXPECT_THAT(monitor->result().hops, IsEmpty());
    pass(2s);
    EXPECT_EQ(monitor->result().hops.at(0).probes.sent, 2U);
    monitor->cancel();
    network->run(context);
}

TEST_F(monitoring, a_wait_that_is_cancelled_loses_no_round) {
    monitor.emplace(*tracer_, request(1));
    boost::asio::cancellation_signal stop;
    error_code first;
    monitor->async_next_round(boost::asio::bind_cancellation_slot(
        stop.slot(), [&](error_code error, const std::optional<monitor_round>&) { first = error; }));
    stop.emit(boost::asio::cancellation_type::terminal);
    network->run(context);
    EXPECT_EQ(first, boost::asio::error::operation_aborted);
    take_round();
    context.restart();
    network->run(context);
    EXPECT_THAT(rounds, SizeIs(1));
}

TEST_F(monitoring, releases_the_handler_when_the_context_goes_first) {
    for (const duration passed : {0ms, 500ms}) {
        const auto owned = std::make_shared<int>();
        {
            boost::asio::io_context short_lived;
            tracer one(short_lived.get_executor(), settings{}, make_channel(short_lived, network));
            path_monitor gone(one, monitor_request{watched});
            gone.async_next_event([owned](error_code, const std::optional<monitor_event>&) {});
            const time_point until = network->now + passed;
            do network->step(short_lived);
            while (network->now < until);
        }
        EXPECT_EQ(owned.use_count(), 1);
    }
}

}  // namespace
}  // namespace tracerouter::async
