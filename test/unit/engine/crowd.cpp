#include "engine/crowd.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine_rig.hpp"
#include "trace_script.hpp"

// Traces of one engine through routers that they share.

namespace tracerouter::engine {
namespace {

using namespace std::chrono_literals;
using test::engine_rig;
using test::handed_probe;

/// Answers as Linux does: six at once, then one a second.
struct limit {
    double left = 6;
    time_point at{};

    bool grants(time_point now) {
        if (at != time_point{}) left = std::min(6.0, left + std::chrono::duration<double>{now - at}.count());
        at = now;
        if (left < 1) return false;
        left -= 1;
        return true;
    }
};

/// Targets behind some routers. Which router is at a hop, and whether it answers, the test says.
class small_net {
public:
    using router_rule = std::function<std::string(int target, int ttl)>;

    explicit small_net(std::uint32_t rate = 100'000) : rig({.rate = rate, .secret = 1}) {}

    router_rule router = [](int target, int ttl) {
        return ttl < 4 ? "198.18.1." + std::to_string(ttl) : "198.18.4." + std::to_string(target % 4);
    };
    bool limited = false;  // all routers but the last
    int routers = 4;
    std::function<bool(int target, int ttl, int time)> lost = [](int, int, int) { return false; };

    void start(int count, const trace_options& options) {
        for (int target = 0; target < count; ++target) rig.start(name(first_ + target), options);
        first_ += count;
    }
    void start(const std::vector<int>& targets, const trace_options& options) {
        for (const int target : targets) rig.start(name(target), options);
    }

    /// Another engine goes on: routers remember what the one before has asked.
    void forget() { test::begin_anew(rig.engine, {.rate = 100'000, .secret = 2}, rig.now); }

    /// Whatever is sent now is answered.
    void answer_all() {
        for (std::vector<handed_probe> sent = rig.send(); !sent.empty(); sent = rig.send()) {
            for (const handed_probe& probe : sent) answer(probe);
        }
        rig.pass(10ms);
    }

    std::vector<trace_result> run() {
        std::vector<trace_result> results;
        for (int step = 0; step < 1'000 && rig.engine.active() > 0; ++step) {
            answer_all();
            for (trace_result& result : rig.results()) results.push_back(std::move(result));
        }
        EXPECT_EQ(rig.engine.active(), 0);
        return results;
    }

    /// Hops in that state; none of them may show a wrong router.
    [[nodiscard]] int count(const std::vector<trace_result>& results, hop_state state, int ttl) const {
        int found = 0;
        for (const trace_result& result : results) {
            const hop_result& hop = result.hops.at(static_cast<std::size_t>(ttl - 1));
            if (hop.state == state) ++found;
            if (!hop.inferred_address) continue;
            EXPECT_EQ(hop.inferred_address->to_string(), router(number(result.address.to_string()), ttl));
        }
        return found;
    }

    /// A hundred of each /24, a thousand of each /16.
    static std::string name(int target) {
        return "198." + std::to_string(19 + target / 1'000) + '.' + std::to_string(target / 100 % 10) + '.' +
               std::to_string(target % 100 + 1);
    }
    static int number(const std::string& name) {
        const auto octets = boost::asio::ip::make_address_v4(name).to_bytes();
        return (octets[1] - 19) * 1'000 + octets[2] * 100 + octets[3] - 1;
    }

    engine_rig rig;
    std::size_t probes = 0;
    std::size_t beyond = 0;

private:
    void answer(const handed_probe& probe) {
        ++probes;
        const int ttl = probe.seen.ttl;
        const std::string destination = probe.seen.destination.to_string();
        const int target = number(destination);
        if (lost(target, ttl, ++asked_[{target, ttl}])) return;
        if (ttl > routers) {
            if (ttl > routers + 1) ++beyond;
            // As far as 64 is from where it began.
            const auto left = static_cast<std::uint8_t>(64 - routers);
            return rig.receive(sim::write_echo_reply(probe.bytes, probe.seen.destination, left));
        }
        const std::string responder = router(target, ttl);
        if (responder.empty() || (limited && ttl < routers && !limits_[responder].grants(rig.now))) return;
        rig.receive(test::expired(probe, responder));
    }

    int first_ = 0;
    std::map<std::string, limit> limits_;
    std::map<std::pair<int, int>, int> asked_;
};

TEST(crowd, names_every_hop_behind_limited_routers) {
    small_net net;
    net.limited = true;
    net.start(40, {.queries = 1});
    const time_point began = net.rig.now;
    const auto results = net.run();
    for (const int ttl : {1, 2, 3, 4}) {
        const int answered = net.count(results, hop_state::answered, ttl);
        EXPECT_EQ(answered + net.count(results, hop_state::inferred, ttl), 40) << ttl;
        EXPECT_LE(answered, ttl < 4 ? 9 : 40) << ttl;
    }
    EXPECT_LE(net.rig.now - began, 3s);
}

TEST(crowd, says_limited_where_it_cannot_infer) {
    small_net net;
    net.limited = true;
    // Two ways from the second hop to the third, by target.
    const auto plain = net.router;
    net.router = [plain](int target, int ttl) {
        if (ttl == 2) return "198.18.2." + std::to_string((target * 7 / 3) % 2);
        return plain(target, ttl);
    };
    net.start(40, {.queries = 1});
    const auto results = net.run();
    EXPECT_EQ(net.count(results, hop_state::inferred, 2), 0);
    EXPECT_GE(net.count(results, hop_state::limited, 2), 20);
    EXPECT_GE(net.count(results, hop_state::inferred, 3), 20);
    EXPECT_GE(net.count(results, hop_state::inferred, 1), 20) << "where the paths are one again, and before";
}

TEST(crowd, calls_a_silent_router_silent) {
    small_net net;
    const auto plain = net.router;
    net.router = [plain](int target, int ttl) { return ttl == 2 ? std::string{} : plain(target, ttl); };
    net.start(40, {.queries = 1});
    EXPECT_EQ(net.count(net.run(), hop_state::silent, 2), 40);
}

TEST(crowd, calls_a_router_limited_whose_limit_an_earlier_run_has_used_up) {
    small_net net;
    net.limited = true;
    net.start(40, {.queries = 1});
    static_cast<void>(net.run());
    net.forget();
    net.rig.pass(1500ms);  // enough for one answer of each router
    net.start(40, {.queries = 1});
    const auto results = net.run();
    for (const int ttl : {1, 2, 3}) EXPECT_GE(net.count(results, hop_state::limited, ttl), 20) << ttl;
}

// Routers on the common way answer nobody at first; a question a second later tells why.
TEST(crowd, calls_a_router_limited_of_which_an_earlier_run_has_left_nothing) {
    for (const auto later : {0ms, 200ms, 500ms, 800ms}) {
        small_net net;
        net.limited = true;
        net.start(40, {.queries = 1});
        for (int step = 0; step < 10; ++step) net.answer_all();
        net.forget();
        net.rig.pass(later);
        net.start(40, {.queries = 1});
        const auto results = net.run();
        for (const int ttl : {1, 2, 3})
            EXPECT_EQ(net.count(results, hop_state::silent, ttl), 0) << ttl << ' ' << later.count();
    }
}

TEST(crowd, finds_out_once_that_routers_next_to_it_are_silent) {
    small_net net;
    const auto plain = net.router;
    net.router = [plain](int target, int ttl) { return ttl < 4 ? std::string{} : plain(target, ttl); };
    net.routers = 10;
    for (const auto longest : {2000ms, 700ms}) {
        const time_point began = net.rig.now;
        net.start(40, {.queries = 1});
        const auto results = net.run();
        for (const int ttl : {1, 2, 3}) EXPECT_EQ(net.count(results, hop_state::silent, ttl), 40) << ttl;
        EXPECT_LE(net.rig.now - began, longest);
    }
}

TEST(crowd, does_not_take_a_silent_router_for_its_neighbour) {
    small_net net;
    const auto plain = net.router;
    net.router = [plain](int target, int ttl) {
        return ttl == 2 && (target * 7 / 3) % 2 == 0 ? std::string{} : plain(target, ttl);
    };
    net.start(60, {.queries = 1});
    const auto results = net.run();
    EXPECT_EQ(net.count(results, hop_state::inferred, 2), 0);
    EXPECT_GT(net.count(results, hop_state::silent, 2), 20);
}

TEST(crowd, asks_again_for_what_was_lost) {
    small_net net;
    net.lost = [](int target, int ttl, int time) {
        return time == 1 && ttl < 4 && target > 9 && (target + ttl) % 11 == 0;
    };
    net.start(40, {.queries = 1});
    const auto results = net.run();
    for (const int ttl : {1, 2, 3}) EXPECT_EQ(net.count(results, hop_state::answered, ttl), 40) << ttl;
}

// The trace itself asks once for the first hop, where the rules allow any.
TEST(crowd, asks_as_often_for_what_was_lost_as_the_rules_say) {
    const auto advice_with = [](int retries) {
        closing_numbers numbers;
        numbers.retries = retries;
        test::trace_script script{{.max_ttl = 2, .queries = 2}, false, numbers};
        script.send_all().expires({2}, 10, "198.18.1.2").pass_time(60).pass_time(700);
        return crowd{1}.about_silence(script.trace().path, 1, test::at(700)).what;
    };
    EXPECT_EQ(advice_with(0), advice::kind::give_up);
    EXPECT_EQ(advice_with(1), advice::kind::give_up);
    EXPECT_EQ(advice_with(2), advice::kind::ask);
}

TEST(crowd, infers_what_stays_lost_where_little_is) {
    small_net net;
    net.lost = [](int target, int ttl, int) { return target == 39 && ttl == 2; };
    net.start(40, {.queries = 1});
    EXPECT_EQ(net.count(net.run(), hop_state::inferred, 2), 1);
}

int answers(const std::vector<trace_result>& results, int ttl) {
    int found = 0;
    for (const trace_result& result : results) {
        for (const probe_result& probe : result.hops.at(static_cast<std::size_t>(ttl - 1)).probes)
            found += probe.reply ? 1 : 0;
    }
    return found;
}

/// The second hop is silent but for the targets of the first /24, before which somebody says that a router is there who
/// keeps to the limits of Linux.
small_net::router_rule poisoned(small_net::router_rule plain) {
    return [plain = std::move(plain)](int target, int ttl) {
        return ttl != 2 ? plain(target, ttl) : target < 100 ? std::string{"6.6.6.6"} : std::string{};
    };
}

// Every other one is of the first /24.
std::vector<int> mixed(int count, int step) {
    std::vector<int> targets;
    for (int number = 0; number < count; ++number) {
        targets.push_back(number);
        targets.push_back(100 + number * step);
    }
    return targets;
}

int named(const std::vector<trace_result>& results, int ttl, bool hostile) {
    return static_cast<int>(std::ranges::count_if(results, [&](const trace_result& result) {
        const bool first = small_net::number(result.address.to_string()) < 100;
        return first == hostile && result.hops.at(static_cast<std::size_t>(ttl - 1)).state == hop_state::inferred;
    }));
}

TEST(crowd, lets_no_network_speak_for_another) {
    for (const int step : {1, 9, 100}) {
        small_net net;
        net.router = poisoned(net.router);
        net.limited = true;
        net.start(mixed(60, step), {.queries = 1});
        const auto results = net.run();
        EXPECT_EQ(named(results, 2, false), 0) << step;
        EXPECT_GT(named(results, 2, true), 30) << "its own targets it may lie about";
    }
}

TEST(crowd, lets_no_network_speak_for_another_in_a_survey) {
    small_net net{1'000};
    net.router = poisoned(net.router);
    net.limited = true;
    net.start(mixed(60, 9), {.queries = 1});
    EXPECT_EQ(named(net.run(), 2, false), 0);
}

TEST(crowd, lets_many_networks_speak_for_another) {
    small_net net;
    net.limited = true;
    std::vector<int> targets;
    for (int network = 0; network < 30; ++network) targets.push_back(1'000 * network);
    net.start(targets, {.queries = 1});
    const auto results = net.run();
    const int inferred = net.count(results, hop_state::inferred, 2) + net.count(results, hop_state::inferred, 3);
    EXPECT_GT(inferred, 30);
}

TEST(crowd, lets_no_stop_set_lead_into_another_network) {
    small_net net;
    net.router = poisoned(net.router);
    net.start(40, {.queries = 1});
    net.run();
    net.start({3'000, 3'001, 4'000}, {.queries = 1, .stop_set = true});
    EXPECT_EQ(named(net.run(), 2, false), 0);
}

TEST(crowd, sends_further_queries_where_routers_take_them) {
    small_net net;
    net.start(10, {.queries = 3});
    const auto results = net.run();
    for (const int ttl : {1, 2, 3, 4, 5}) EXPECT_EQ(answers(results, ttl), 30) << ttl;
}

TEST(crowd, sends_all_queries_where_routers_take_them_however_many_they_are) {
    for (const int targets : {1, 2, 5}) {
        for (int queries = 7; queries <= max_queries; ++queries) {
            small_net net;
            net.start(targets, {.queries = static_cast<std::uint8_t>(queries)});
            const auto results = net.run();
            for (const int ttl : {1, 2, 3, 4, 5}) EXPECT_EQ(answers(results, ttl), targets * queries) << ttl;
        }
    }
}

// As traceroute does: a limit is nothing that others must be spared for.
TEST(crowd, sends_all_queries_of_a_trace_alone) {
    small_net net;
    net.limited = true;
    net.start(1, {.queries = 10});
    const auto results = net.run();
    for (const hop_result& hop : results.front().hops) {
        for (const probe_result& probe : hop.probes) EXPECT_NE(probe.status, probe_status::unsent) << int{hop.ttl};
    }
}

TEST(crowd, spares_limited_routers_further_queries) {
    small_net net;
    net.limited = true;
    net.start(20, {.queries = 3});
    const auto results = net.run();
    EXPECT_EQ(answers(results, 5), 60) << "the targets have no limit";
    for (const int ttl : {1, 2, 3}) {
        const int named = net.count(results, hop_state::answered, ttl) + net.count(results, hop_state::inferred, ttl);
        EXPECT_EQ(named, 20) << ttl;
    }
    EXPECT_LT(net.probes, 2 * 90 + 18 * 30 + 18 * 2 + 60) << "a few questions, and no 40 more for each of three hops";
}

TEST(crowd, stops_where_the_way_is_known) {
    small_net net;
    net.start(8, {.queries = 1});
    net.run();
    net.probes = 0;
    net.start(40, {.queries = 1, .stop_set = true});
    const auto results = net.run();
    for (const int ttl : {1, 2, 3}) EXPECT_EQ(net.count(results, hop_state::inferred, ttl), 40) << ttl;
    EXPECT_EQ(net.count(results, hop_state::answered, 4), 40);
    EXPECT_EQ(net.probes, 40 * 3) << "a scout, the target and the hop before it";
    EXPECT_EQ(results.front().hops.front().probes.front().status, probe_status::unsent);
}

TEST(crowd, goes_all_the_way_where_nothing_is_known) {
    small_net net;
    net.start(1, {.queries = 1, .stop_set = true});
    const auto results = net.run();
    for (const int ttl : {1, 2, 3, 4}) EXPECT_EQ(net.count(results, hop_state::answered, ttl), 1) << ttl;
    EXPECT_EQ(net.probes, 6);
}

TEST(crowd, surveys_what_is_too_much_for_a_volley) {
    small_net net{1'000};
    net.start(60, {.queries = 1});
    const auto results = net.run();
    EXPECT_EQ(results.size(), 60);
    EXPECT_LT(net.probes, 4 * 30 + 56 * 6 + 1);
    EXPECT_TRUE(std::all_of(results.begin(), results.end(), [](const auto& result) { return result.distance == 5; }));
    for (const int ttl : {1, 2, 3, 4}) EXPECT_EQ(net.count(results, hop_state::answered, ttl), 60) << ttl;
}

TEST(crowd, holds_no_more_than_half_of_a_window) {
    small_net net;
    test::begin_anew(net.rig.engine, {.rate = 100'000, .window = 10, .secret = 1}, net.rig.now);
    net.limited = true;
    for (int batch = 0; batch < 4; ++batch) {
        net.start(10, {.queries = 1});
        const auto results = net.run();
        EXPECT_EQ(results.size(), 10);
        const int named = net.count(results, hop_state::answered, 1) + net.count(results, hop_state::inferred, 1);
        EXPECT_EQ(named + net.count(results, hop_state::limited, 1), 10) << "none is called silent";
    }
}

}  // namespace
}  // namespace tracerouter::engine
