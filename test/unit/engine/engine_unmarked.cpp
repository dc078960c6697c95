#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "engine_protocols.hpp"

// Answers that do not say which probe they are about, and limits of targets.

namespace tracerouter::engine::engine_unmarked_tests {
namespace {

/// Answers as Linux does: six at once, then one a second (ten over IPv6).
struct limit {
    double left = 6;
    time_point at{};

    bool grants(time_point now, double refill) {
        if (at != time_point{}) left = std::min(6.0, left + std::chrono::duration<double>{now - at}.count() * refill);
        at = now;
        if (left < 1) return false;
        left -= 1;
        return true;
    }
};

/// A path, and what comes back from it in its own time.
class path_of_udp : public engine_protocols {
protected:
    struct responder {
        std::string address;
        duration away = 120ms;
        bool marks = false;  // quotes enough
        bool limited = false;
        limit grants{};
    };

    path_of_udp() { way_ = {protocol::udp, true, 4'444}; }

    void routers(int count, duration away = 120ms) {
        for (int ttl = 1; ttl <= count; ++ttl) {
            const std::string number = std::to_string(ttl);
            routers_[ttl] = {.address = (way_.v4 ? "198.18.1." : "2001:db8:1::") + number, .away = away};
        }
        distance_ = count + 1;
        end_ = {.address = way_.v4 ? "198.18.10.1" : "2001:db8::c612:a01", .away = away, .marks = true};
    }

    trace_result trace(const trace_options& options) {
        const std::size_t before = probes_.size();
        first_ = before;
        start(way_, options);
        now_ -= 5ms;  // that start() lets pass
        std::optional<trace_result> ended;
        while (!ended && probes_.size() < before + 5'000) {
            for (; first_ < probes_.size(); ++first_) answer(first_);
            now_ = next_event();
            while (!agenda_.empty() && agenda_.begin()->first <= now_) {
                const auto deliver_it = agenda_.extract(agenda_.begin());
                deliver_it.mapped()();
            }
            engine_.handle_timeout(now_);
            send_more();
            while (const auto next = engine_.poll_event()) {
                if (const auto* finished = std::get_if<trace_finished>(&*next)) ended = finished->result;
            }
        }
        agenda_.clear();
        EXPECT_TRUE(ended);
        return ended.value_or(trace_result{});
    }

    /// Each hop answers all queries, and is who it is.
    void expect_all(const trace_result& ended, int queries) {
        ASSERT_EQ(ended.distance, distance_);
        for (const hop_result& hop : ended.hops) {
            ASSERT_EQ(hop.probes.size(), static_cast<std::size_t>(queries)) << int{hop.ttl};
            for (const probe_result& probe : hop.probes) {
                ASSERT_TRUE(probe.reply) << int{hop.ttl} << ' ' << int{probe.query};
                EXPECT_EQ(probe.reply->responder, make_address(at(hop.ttl).address));
                EXPECT_EQ(probe.reply->rtt, at(hop.ttl).away);
            }
        }
    }

    /// Nobody is shown where he is not.
    void expect_truth(const trace_result& ended) {
        for (const hop_result& hop : ended.hops) {
            for (const probe_result& probe : hop.probes) {
                if (!probe.reply) continue;
                EXPECT_EQ(probe.reply->responder, make_address(at(hop.ttl).address)) << int{hop.ttl};
                EXPECT_EQ(probe.reply->rtt, at(hop.ttl).away) << int{hop.ttl};
            }
        }
    }

    [[nodiscard]] const responder& at(int ttl) const {
        static const responder nobody{.address = "0.0.0.0"};
        if (ttl >= distance_) return end_;
        return routers_.contains(ttl) ? routers_.at(ttl) : nobody;
    }

    std::map<int, responder> routers_;
    int distance_ = 1;
    responder end_;
    bool end_silent_ = false;
    std::function<bool(int ttl)> lost_ = [](int) { return false; };

private:
    time_point next_event() {
        std::optional<time_point> next = engine_.next_deadline(true);
        if (!agenda_.empty() && (!next || agenda_.begin()->first < *next)) next = agenda_.begin()->first;
        return std::max(now_, next.value_or(now_));
    }

    void answer(std::size_t probe) {
        const int ttl = std::to_integer<int>(probes_[probe][way_.v4 ? 8 : 7]);
        const bool arrives = ttl >= distance_;
        if (arrives && end_silent_) return;
        if (!arrives && !routers_.contains(ttl)) return;
        responder& who = arrives ? end_ : routers_.at(ttl);
        if (who.limited && !who.grants.grants(now_, way_.v4 ? 1 : 10)) return;
        if (lost_(ttl)) return;
        agenda_.emplace(now_ + who.away, [this, probe, arrives, who] { tell(probe, arrives, who); });
    }

    void tell(std::size_t probe, bool arrives, const responder& who) {
        const boost::asio::ip::address from = make_address(who.address);
        if (!way_.identifier) return arrives ? port_unreachable(probe, 48, from) : expired(probe, from);
        queued_error about = queued_about(target_);
        about.icmp_type = way_.v4 ? (arrives ? 3 : 11) : (arrives ? 1 : 3);
        about.icmp_code = arrives ? (way_.v4 ? 3 : 4) : 0;
        const std::ptrdiff_t payload = way_.v4 ? 28 : 48;
        const octets quoted(probes_[probe].begin() + payload, probes_[probe].end());
        deliver(who.marks ? quoted : octets{}, from, udp, about);
    }

    void expired(std::size_t probe, const boost::asio::ip::address& from) {
        error(probe, way_.v4 ? 11 : 3, 0, way_.v4 ? 28 : 48, from);
    }

    std::size_t first_ = 0;
    std::multimap<time_point, std::function<void()>> agenda_;
};

class unmarked_answers : public path_of_udp {};

TEST_F(unmarked_answers, take_seven_round_trips_and_not_forty_eight) {
    for (const bool marked : {true, false}) {
        routers(15);
        end_.marks = marked;
        const trace_result ended = trace({.queries = 3});
        expect_all(ended, 3);
        EXPECT_LT(ended.elapsed, 900ms);
        EXPECT_EQ(ended.foreign, 0U);
        EXPECT_EQ(ended.late, 0U);
    }
}

TEST_F(unmarked_answers, take_no_longer_with_any_number_of_queries) {
    for (const std::uint8_t queries : {std::uint8_t{1}, std::uint8_t{2}, max_queries}) {
        routers(15);
        const trace_result ended = trace({.queries = queries});
        expect_all(ended, queries);
        EXPECT_LT(ended.elapsed, 900ms);
    }
}

TEST_F(unmarked_answers, say_nothing_of_translators) {
    routers(5);
    const trace_result ended = trace({.queries = 1});
    for (const hop_result& hop : ended.hops) EXPECT_FALSE(hop.probes[0].reply->nat.has_value()) << int{hop.ttl};
}

TEST_F(unmarked_answers, say_nothing_of_the_path_mtu) {
    routers(5);
    const trace_result ended = trace({.queries = 1, .path_mtu = true});
    ASSERT_EQ(ended.distance, 6);
    for (int ttl = 1; ttl <= 5; ++ttl) EXPECT_FALSE(ended.hops[static_cast<std::size_t>(ttl - 1)].path_mtu) << ttl;
    EXPECT_EQ(ended.hops[5].path_mtu, 1500);
}

TEST_F(unmarked_answers, show_silent_hops_as_silent) {
    for (const bool marked : {true, false}) {
        routers(15);
        end_.marks = marked;
        for (const int ttl : {2, 3, 9}) routers_.erase(ttl);
        const trace_result ended = trace({.queries = 3});
        expect_truth(ended);
        ASSERT_EQ(ended.distance, 16);
        for (int ttl = 1; ttl <= 16; ++ttl) {
            const bool there = ttl == 16 || routers_.contains(ttl);
            EXPECT_EQ(ended.hops[static_cast<std::size_t>(ttl - 1)].state == hop_state::answered, there) << ttl;
        }
        EXPECT_LT(ended.elapsed, marked ? 1'700ms : 2'500ms);
    }
}

TEST_F(unmarked_answers, end_with_the_gap_where_the_target_is_silent) {
    routers(12);
    end_silent_ = true;
    const trace_result ended = trace({.queries = 3});
    EXPECT_EQ(ended.stop, stop_reason::gap);
    expect_truth(ended);
    for (std::size_t hop = 0; hop < 12; ++hop) EXPECT_EQ(ended.hops[hop].state, hop_state::answered) << hop;
}

TEST_F(unmarked_answers, may_stand_beside_marked_ones) {
    routers(9);
    for (const int ttl : {1, 4, 5}) routers_[ttl].marks = true;
    expect_all(trace({.queries = 3}), 3);
}

TEST_F(unmarked_answers, of_one_address_are_shown_wherever_it_is) {
    routers(6);
    routers_[4].address = routers_[5].address = routers_[3].address;
    const trace_result ended = trace({.queries = 2});
    expect_truth(ended);
    for (const hop_result& hop : ended.hops) EXPECT_EQ(hop.state, hop_state::answered) << int{hop.ttl};
}

TEST_F(unmarked_answers, are_never_of_a_false_hop_where_some_are_lost) {
    int count = 0;
    lost_ = [&count](int ttl) { return (++count * 7 + ttl) % 11 == 0; };
    for (int run = 0; run < 20; ++run) {
        routers(4 + run, 20ms);
        end_.marks = run % 2 == 0;
        const trace_result ended = trace({.queries = static_cast<std::uint8_t>(1 + run % 3)});
        expect_truth(ended);
        EXPECT_EQ(ended.stop, stop_reason::destination);
        EXPECT_TRUE(
            std::ranges::all_of(ended.hops, [](const hop_result& hop) { return hop.state == hop_state::answered; }));
    }
}

TEST_F(unmarked_answers, are_told_apart_behind_limits) {
    routers(6, 10ms);
    for (auto& [ttl, router] : routers_) router.limited = true;
    for (int run = 0; run < 3; ++run) {
        const trace_result ended = trace({.queries = 3});
        expect_truth(ended);
        EXPECT_EQ(ended.distance, 7);
        for (const hop_result& hop : ended.hops)
            EXPECT_EQ(hop.state, hop_state::answered) << run << ' ' << int{hop.ttl};
    }
}

TEST_F(unmarked_answers, of_a_target_behind_its_limit_do_not_put_it_farther_away) {
    for (const duration away : {duration{1ms}, duration{90ms}, duration{170ms}, duration{250ms}, duration{330ms}}) {
        routers(6, away);
        end_.marks = false;
        end_.limited = true;
        for (int run = 0; run < 3; ++run) {
            const trace_result ended = trace({.queries = static_cast<std::uint8_t>(1 + run)});
            expect_truth(ended);
            EXPECT_EQ(ended.distance, 7) << away.count() << ' ' << run;
        }
    }
}

TEST_F(unmarked_answers, are_nobodys_while_two_traces_have_the_same_target) {
    start({protocol::udp, true, 4'444}, {.max_ttl = 1, .queries = 1});
    start({protocol::udp, true, 4'444}, {.max_ttl = 1, .queries = 1});
    deliver({}, router(), udp, queued_about(target_));
    for (int wait = 1; wait <= 3; ++wait) {
        now_ += 5s;
        engine_.handle_timeout(now_);
        send_more();
    }
    EXPECT_EQ(engine_.active(), 0U) << "nothing more is asked";
}

/// With and without rights, over IPv4 and IPv6.
class limits_of_targets : public path_of_udp, public testing::WithParamInterface<std::tuple<bool, bool, int>> {
protected:
    limits_of_targets() {
        way_.v4 = std::get<0>(GetParam());
        if (std::get<1>(GetParam())) way_.identifier.reset();
    }
};

TEST_P(limits_of_targets, are_waited_for) {
    routers(5, 1ms);
    for (auto& [ttl, router] : routers_) router.limited = router.marks = true;
    end_.limited = true;
    for (int run = 0; run < 4; ++run) {
        const trace_result ended = trace({.queries = static_cast<std::uint8_t>(std::get<2>(GetParam()))});
        expect_truth(ended);
        EXPECT_EQ(ended.stop, stop_reason::destination) << run;
        EXPECT_EQ(ended.distance, 6) << run;
        for (const hop_result& hop : ended.hops)
            EXPECT_EQ(hop.state, hop_state::answered) << run << ' ' << int{hop.ttl};
        EXPECT_LT(ended.elapsed, 1'300ms) << run;
    }
}

TEST_P(limits_of_targets, cost_little_where_there_is_no_answer_to_wait_for) {
    routers(5, 20ms);
    for (auto& [ttl, router] : routers_) router.marks = true;
    end_silent_ = true;
    const trace_result ended = trace({.queries = static_cast<std::uint8_t>(std::get<2>(GetParam()))});
    EXPECT_EQ(ended.stop, stop_reason::gap);
    EXPECT_LT(ended.elapsed, 1'200ms);
}

INSTANTIATE_TEST_SUITE_P(ways, limits_of_targets,
                         testing::Combine(testing::Bool(), testing::Bool(), testing::Values(1, 3, 10)));

}  // namespace
}  // namespace tracerouter::engine::engine_unmarked_tests
