#include "engine/shared_advice.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "small_net.hpp"
#include "trace_script.hpp"

// Traces of one engine through routers that they share.

namespace tracerouter::engine {
namespace {

using namespace std::chrono_literals;
using test::small_net;

TEST(shared_advice, names_every_hop_behind_limited_routers) {
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

TEST(shared_advice, says_limited_where_it_cannot_infer) {
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

TEST(shared_advice, calls_a_silent_router_silent) {
    small_net net;
    const auto plain = net.router;
    net.router = [plain](int target, int ttl) { return ttl == 2 ? std::string{} : plain(target, ttl); };
    net.start(40, {.queries = 1});
    EXPECT_EQ(net.count(net.run(), hop_state::silent, 2), 40);
}

TEST(shared_advice, calls_a_router_limited_whose_limit_an_earlier_run_has_used_up) {
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
TEST(shared_advice, calls_a_router_limited_of_which_an_earlier_run_has_left_nothing) {
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

TEST(shared_advice, finds_out_once_that_routers_next_to_it_are_silent) {
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

// Beside it others answer as often as a limited router would, and never less than they are asked.
TEST(shared_advice, does_not_take_a_silent_router_for_a_limited_one) {
    small_net net;
    const auto plain = net.router;
    net.router = [plain](int target, int ttl) {
        if (ttl != 2) return plain(target, ttl);
        const int way = target % 40;
        return way == 0 ? std::string{} : "198.18.2." + std::to_string(way);
    };
    net.start(240, {.queries = 1});
    const time_point began = net.rig.now;
    const auto results = net.run();
    EXPECT_EQ(net.count(results, hop_state::silent, 2), 6);
    EXPECT_EQ(net.count(results, hop_state::limited, 2), 0);
    EXPECT_LE(net.rig.now - began, 1s);
}

TEST(shared_advice, does_not_take_a_silent_router_for_its_neighbour) {
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

TEST(shared_advice, asks_again_for_what_was_lost) {
    small_net net;
    net.lost = [](int target, int ttl, int time) {
        return time == 1 && ttl < 4 && target > 9 && (target + ttl) % 11 == 0;
    };
    net.start(40, {.queries = 1});
    const auto results = net.run();
    for (const int ttl : {1, 2, 3}) EXPECT_EQ(net.count(results, hop_state::answered, ttl), 40) << ttl;
}

// The trace itself asks once for the first hop, where the rules allow any.
TEST(shared_advice, asks_as_often_for_what_was_lost_as_the_rules_say) {
    const auto advice_with = [](int retries) {
        end_rule_numbers numbers;
        numbers.retries = retries;
        test::trace_script script{{.max_ttl = 2, .queries = 2}, false, numbers};
        script.send_all().expires({2}, 10, "198.18.1.2").pass_time(60).pass_time(700);
        return shared_advice{1}.about_silence(script.trace().path, hop_ttl{1}, test::at(700)).what;
    };
    EXPECT_EQ(advice_with(0), advice::kind::give_up);
    EXPECT_EQ(advice_with(1), advice::kind::give_up);
    EXPECT_EQ(advice_with(2), advice::kind::ask);
}

TEST(shared_advice, infers_what_stays_lost_where_little_is) {
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

TEST(shared_advice, lets_no_network_speak_for_another) {
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

TEST(shared_advice, lets_no_network_speak_for_another_in_a_survey) {
    small_net net{1'000};
    net.router = poisoned(net.router);
    net.limited = true;
    net.start(mixed(60, 9), {.queries = 1});
    EXPECT_EQ(named(net.run(), 2, false), 0);
}

TEST(shared_advice, lets_many_networks_speak_for_another) {
    small_net net;
    net.limited = true;
    std::vector<int> targets;
    for (int network = 0; network < 30; ++network) targets.push_back(1'000 * network);
    net.start(targets, {.queries = 1});
    const auto results = net.run();
    const int inferred = net.count(results, hop_state::inferred, 2) + net.count(results, hop_state::inferred, 3);
    EXPECT_GT(inferred, 30);
}

// The target says how far away it is, and then does not answer from there.
TEST(shared_advice, asks_once_more_where_the_answer_of_the_target_was_lost) {
    small_net net{1'000};
    net.lost = [](int target, int ttl, int time) { return target > 8 && target % 8 == 0 && ttl == 5 && time == 1; };
    net.start(40, {.queries = 1});
    for (const trace_result& result : net.run()) {
        EXPECT_EQ(result.distance, 5) << result.target;
        EXPECT_EQ(result.hops.size(), 5U) << result.target;
    }
}

// Who stops early learns from others what is before that hop; where others have met nobody there is nothing to learn.
TEST(shared_advice, waits_for_nobody_behind_a_stop_set_where_others_met_silence) {
    small_net net;
    const auto plain = net.router;
    net.router = [plain](int target, int ttl) { return ttl == 1 ? std::string{} : plain(target, ttl); };
    net.start(40, {.queries = 1, .stop_set = true});
    static_cast<void>(net.run());
    const time_point began = net.rig.now;
    const std::size_t before = net.probes;
    net.start(40, {.queries = 1, .stop_set = true});
    EXPECT_EQ(net.count(net.run(), hop_state::silent, 1), 40);
    EXPECT_LE(net.rig.now - began, 200ms);
    EXPECT_LE(net.probes - before, 4 * 40);
}

TEST(shared_advice, asks_after_all_what_a_stop_set_leaves_open_where_paths_part) {
    small_net net;
    const auto plain = net.router;
    net.router = [plain](int target, int ttl) {
        return ttl == 2 ? "198.18.2." + std::to_string((target * 7 / 3) % 2) : plain(target, ttl);
    };
    net.start(40, {.queries = 1, .stop_set = true});
    net.start(40, {.queries = 1, .stop_set = true});
    const auto results = net.run();
    for (const int ttl : {1, 2, 3, 4}) {
        const int named = net.count(results, hop_state::answered, ttl) + net.count(results, hop_state::inferred, ttl);
        EXPECT_EQ(named, 80) << ttl;
    }
}

TEST(shared_advice, asks_no_more_where_paths_part_when_it_brings_no_new_router) {
    small_net net;
    const auto plain = net.router;
    net.router = [plain](int target, int ttl) {
        return ttl == 2 ? "198.18.2." + std::to_string((target * 7 / 3) % 2) : plain(target, ttl);
    };
    for (int round = 0; round < 4; ++round) {
        net.start(40, {.queries = 1, .stop_set = true});
        static_cast<void>(net.run());
    }
    net.start(40, {.queries = 1, .stop_set = true});
    const auto results = net.run();
    EXPECT_EQ(net.count(results, hop_state::skipped, 2), 40);
    for (const int ttl : {1, 3}) EXPECT_EQ(net.count(results, hop_state::inferred, ttl), 40) << ttl;
}

TEST(shared_advice, lets_no_stop_set_lead_into_another_network) {
    small_net net;
    net.router = poisoned(net.router);
    net.start(40, {.queries = 1});
    net.run();
    net.start({3'000, 3'001, 4'000}, {.queries = 1, .stop_set = true});
    EXPECT_EQ(named(net.run(), 2, false), 0);
}

TEST(shared_advice, sends_further_queries_where_routers_take_them) {
    small_net net;
    net.start(10, {.queries = 3});
    const auto results = net.run();
    for (const int ttl : {1, 2, 3, 4, 5}) EXPECT_EQ(answers(results, ttl), 30) << ttl;
}

TEST(shared_advice, sends_all_queries_where_routers_take_them_however_many_they_are) {
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
TEST(shared_advice, sends_all_queries_of_a_trace_alone) {
    small_net net;
    net.limited = true;
    net.start(1, {.queries = 10});
    const auto results = net.run();
    for (const hop_result& hop : results.front().hops) {
        for (const probe_result& probe : hop.probes) EXPECT_NE(probe.status, probe_status::unsent) << int{hop.ttl};
    }
}

TEST(shared_advice, spares_limited_routers_further_queries) {
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

TEST(shared_advice, stops_where_the_way_is_known) {
    small_net net;
    net.start(8, {.queries = 1});
    net.run();
    net.probes = 0;
    net.start(40, {.queries = 1, .stop_set = true});
    const auto results = net.run();
    for (const int ttl : {1, 2, 3}) EXPECT_EQ(net.count(results, hop_state::inferred, ttl), 40) << ttl;
    EXPECT_EQ(net.count(results, hop_state::answered, 4), 40);
    EXPECT_EQ(net.probes, 40 * 3) << "a distance probe, the target and the hop before it";
    EXPECT_EQ(results.front().hops.front().probes.front().status, probe_status::unsent);
}

TEST(shared_advice, goes_all_the_way_where_nothing_is_known) {
    small_net net;
    net.start(1, {.queries = 1, .stop_set = true});
    const auto results = net.run();
    for (const int ttl : {1, 2, 3, 4}) EXPECT_EQ(net.count(results, hop_state::answered, ttl), 1) << ttl;
    EXPECT_EQ(net.probes, 6);
}

TEST(shared_advice, sweeps_what_is_too_much_for_a_volley) {
    small_net net{1'000};
    net.start(60, {.queries = 1});
    const auto results = net.run();
    EXPECT_EQ(results.size(), 60);
    EXPECT_LT(net.probes, 4 * 30 + 56 * 6 + 1);
    EXPECT_TRUE(std::all_of(results.begin(), results.end(), [](const auto& result) { return result.distance == 5; }));
    for (const int ttl : {1, 2, 3, 4}) EXPECT_EQ(net.count(results, hop_state::answered, ttl), 60) << ttl;
}

TEST(shared_advice, holds_no_more_than_half_of_a_window) {
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
