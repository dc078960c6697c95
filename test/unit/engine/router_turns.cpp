#include "engine/router_turns.hpp"

#include <boost/asio/ip/address.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "engine/hop_routers.hpp"
#include "linux_limit.hpp"

namespace tracerouter::engine::router_turns_tests {
namespace {

using namespace std::chrono_literals;
using boost::asio::ip::make_address;

constexpr time_point start{1h};
constexpr duration wait = 3s;
constexpr duration round_trip = 5ms;
const auto near = make_address("198.18.0.1");
const auto other = make_address("198.18.0.2");

/// What a monitor has seen of the router that it shares.
struct tally {
    int answered = 0;
    int lost = 0;
    int limited = 0;
    int passed_over = 0;
};

/// Monitors that share their first hop, each of one flow.
class company {
public:
    explicit company(int monitors, duration interval = 1s) : interval_(interval), seen_(std::size_t(monitors)) {
        for (int one = 0; one < monitors; ++one) routers_.emplace_back(turns_, false, 1);
    }

    /// \param answers whether the router answers a probe of that time
    template <typename Router>
    void pass(duration time, Router&& answers) {
        const time_point until = now_ + time;
        for (; now_ < until; now_ += interval_) {
            for (std::size_t one = 0; one < routers_.size(); ++one) ask(one, now_ + 3ms * one, answers);
            end_waits(now_ + interval_);
        }
        end_waits(time_point::max());
    }
    [[nodiscard]] const std::vector<tally>& seen() const { return seen_; }

private:
    template <typename Router>
    void ask(std::size_t one, time_point at, Router& answers) {
        end_waits(at);
        if (!routers_[one].may_ask(0, hop_ttl{1}, at, interval_)) {
            ++seen_[one].passed_over;
            return;
        }
        probe_event event{.ttl = 1, .fate = probe_fate::overdue, .at = at + wait, .sent_at = at};
        if (answers(at)) {
            event.fate = probe_fate::answered;
            event.at = at + round_trip;
            event.answer = reply{.responder = near, .rtt = round_trip, .kind = reply_kind::time_exceeded};
        }
        under_way_.emplace(event.at, std::pair{one, event});
    }

    void end_waits(time_point until) {
        while (!under_way_.empty() && under_way_.begin()->first < until) {
            const auto [one, event] = under_way_.extract(under_way_.begin()).mapped();
            const bool limited = routers_[one].take(0, event);
            if (event.answer)
                ++seen_[one].answered;
            else if (limited)
                ++seen_[one].limited;
            else
                ++seen_[one].lost;
        }
    }

    router_turns turns_{1};
    duration interval_;
    std::vector<hop_routers> routers_;
    std::vector<tally> seen_;
    std::multimap<time_point, std::pair<std::size_t, probe_event>> under_way_;
    time_point now_ = start;
};

/// The least and the most of what monitors have seen.
std::pair<int, int> range(const std::vector<tally>& seen, int tally::*what) {
    const auto [least, most] = std::ranges::minmax(seen, {}, what);
    return {least.*what, most.*what};
}

TEST(router_turns, monitors_of_one_limited_router_lose_nothing_and_take_turns) {
    for (const int monitors : {2, 3, 8, 40}) {
        company watched(monitors);
        watched.pass(600s, [router = sim::linux_limit{}](time_point at) mutable { return router.answers(at); });
        const auto [least, most] = range(watched.seen(), &tally::answered);
        EXPECT_EQ(range(watched.seen(), &tally::lost).second, 0) << monitors;
        EXPECT_GE(least, 600 * 3 / 4 / monitors) << monitors;
        EXPECT_LE(most, 2 * least + 2) << "all get their share of " << monitors;
        EXPECT_LE(range(watched.seen(), &tally::limited).second, 60) << monitors;
    }
}

TEST(router_turns, a_monitor_of_a_short_interval_loses_nothing_either) {
    company watched(1, 200ms);
    watched.pass(60s, [router = sim::linux_limit{}](time_point at) mutable { return router.answers(at); });
    EXPECT_EQ(watched.seen()[0].lost, 0);
    EXPECT_GE(watched.seen()[0].answered, 45);
}

TEST(router_turns, everybody_asks_a_router_without_limit_in_each_round) {
    company watched(12);
    watched.pass(60s, [](time_point) { return true; });
    EXPECT_EQ(range(watched.seen(), &tally::answered), (std::pair{60, 60}));
}

TEST(router_turns, losses_of_a_router_without_limit_are_losses) {
    company watched(12);
    watched.pass(600s, [asked = 0](time_point) mutable { return ++asked % 10 != 0; });
    const auto seen = watched.seen();
    int lost = 0;
    int limited = 0;
    for (const tally& one : seen) lost += one.lost, limited += one.limited;
    EXPECT_EQ(range(seen, &tally::passed_over).second, 0);
    EXPECT_EQ(limited, 0);
    EXPECT_EQ(lost, 720);
}

TEST(router_turns, losses_of_one_monitor_that_obeys_the_limit_are_losses) {
    company watched(1);
    sim::linux_limit router;
    watched.pass(300s, [&router, asked = 0](time_point at) mutable { return ++asked % 10 != 0 && router.answers(at); });
    EXPECT_EQ(watched.seen()[0].lost, 30);
    EXPECT_EQ(watched.seen()[0].limited, 0);
    EXPECT_EQ(watched.seen()[0].passed_over, 0);
}

TEST(router_turns, losses_of_probes_whose_turn_it_was_are_losses) {
    company watched(4);
    sim::linux_limit router;
    watched.pass(20s, [&router](time_point at) { return router.answers(at); });
    const int before = watched.seen()[0].lost;
    watched.pass(100s, [&router, asked = 0](time_point at) mutable { return router.answers(at) && ++asked % 2 == 0; });
    int lost = 0;
    for (const tally& one : watched.seen()) lost += one.lost;
    EXPECT_EQ(before, 0);
    EXPECT_GE(lost, 30);
}

TEST(router_turns, nobody_waits_for_a_monitor_that_is_gone) {
    router_turns turns{1};
    for (int answer = 0; answer < 6; ++answer) turns.answered(near, hop_ttl{1}, start);
    ASSERT_TRUE(turns.explains_loss(near, start + 1ms, start + 3s));
    EXPECT_FALSE(turns.take(near, {1, hop_ttl{1}}, start + 3s, 1s)) << "the first in the row, who then goes";
    EXPECT_FALSE(turns.take(near, {2, hop_ttl{1}}, start + 3s, 1s));
    EXPECT_FALSE(turns.take(near, {2, hop_ttl{1}}, start + 4s, 1s));
    EXPECT_TRUE(turns.take(near, {2, hop_ttl{1}}, start + 6s, 1s));
}

TEST(router_turns, knows_who_answers_at_a_ttl_as_long_as_it_is_one) {
    router_turns turns{1};
    EXPECT_EQ(turns.only_router(false, hop_ttl{1}), nullptr);
    turns.answered(near, hop_ttl{1}, start);
    ASSERT_NE(turns.only_router(false, hop_ttl{1}), nullptr);
    EXPECT_EQ(*turns.only_router(false, hop_ttl{1}), near);
    EXPECT_EQ(turns.only_router(true, hop_ttl{1}), nullptr);
    turns.answered(other, hop_ttl{1}, start);
    EXPECT_EQ(turns.only_router(false, hop_ttl{1}), nullptr);
}

TEST(router_turns, forgets_routers_that_strangers_make_up) {
    router_turns turns{1};
    for (std::uint32_t address = 0; address < 100'000; ++address) {
        turns.answered(boost::asio::ip::address_v4{address}, hop_ttl{1}, start + address * 1s);
    }
    EXPECT_LE(turns.size(), 2'000U);
    std::size_t most = 0;
    for (std::uint32_t address = 0; address < 100'000; ++address) {
        turns.answered(boost::asio::ip::address_v4{address}, hop_ttl{1}, start + 200'000s);
        most = std::max(most, turns.size());
    }
    EXPECT_LE(most, 20'000U) << "all within a moment";
}

}  // namespace
}  // namespace tracerouter::engine::router_turns_tests
