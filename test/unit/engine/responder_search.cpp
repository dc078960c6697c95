#include "engine/responder_search.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "ttl_literal.hpp"

namespace tracerouter::engine::responder_search_tests {
namespace {

using namespace std::chrono_literals;
using boost::asio::ip::make_address;
using test::operator""_ttl;

constexpr duration round_trip = 120ms;

/// A path whose routers do not say which probe they answer, asked by a search until that is done.
class path {
public:
    explicit path(int hops, unsigned queries = 3, unsigned weight = 3) : search(queries, weight), queries_(queries) {
        for (int ttl = 1; ttl <= hops; ++ttl) routers[ttl] = "198.18.1." + std::to_string(ttl);
    }

    std::map<int, std::string> routers;
    int end = 0;                  // the target answers from there on, if not 0
    bool end_known = true;        // it marks its answers
    bool tells_distance = false;  // by the TTL that its answers have left
    int max_ttl = 30;
    std::function<bool(int ttl, int time)> lost = [](int, int) { return false; };
    responder_search search;

    std::map<int, std::set<std::string>> found;
    int rounds = 0;
    int waits = 0;
    std::map<int, int> probes;

    path& run() {
        search.began(now_);
        for (int ttl = 1; ttl <= last(); ++ttl) {
            for (unsigned query = 0; query < queries_; ++query) answer(ttl);
        }
        now_ += round_trip;
        for (int step = 0; step < 1'000 && !search.done(); ++step) go_on();
        EXPECT_TRUE(search.done());
        for (const auto& [ttl, whos] : found) {
            for (const std::string& who : whos) EXPECT_EQ(who, at(ttl)) << "a false hop at TTL " << ttl;
        }
        return *this;
    }

private:
    [[nodiscard]] int last() const { return end > 0 && end_known ? end - 1 : max_ttl; }
    [[nodiscard]] std::string at(int ttl) const {
        if (end > 0 && ttl >= end) return "198.18.10.1";
        return routers.contains(ttl) ? routers.at(ttl) : "";
    }

    void answer(int ttl) {
        const std::string who = at(ttl);
        if (who.empty() || lost(ttl, ++times_[ttl])) return;
        const bool arrived = end > 0 && ttl >= end;
        reply said;
        said.responder = make_address(who);
        said.kind = arrived ? reply_kind::port_unreachable : reply_kind::time_exceeded;
        said.arrived = arrived;
        if (arrived && tells_distance) said.reply_ttl = static_cast<std::uint16_t>(65 - end);
        search.hear({now_ + round_trip, said});
    }

    void go_on() {
        if (search.waits_until()) {
            ++waits;
            now_ = *search.waits_until();
            search.pass(now_);
        }
        if (!search.in_round()) {
            std::vector<hop_ttl> open;
            const int until = found_end_ > 0 ? found_end_ : last();
            for (int ttl = 1; ttl <= until; ++ttl) {
                if (!found.contains(ttl)) open.push_back(hop_ttl{ttl});
            }
            return search.plan(open, found_end_ > 0 || (end > 0 && end_known), 1'050ms);
        }
        ++rounds;
        while (search.rounds().has_next(hop_ttl{found_end_ > 0 ? found_end_ : 255})) {
            const int ttl = search.rounds().peek().value();
            search.rounds().next(probe_index{number_++});
            ++probes[ttl];
            search.sent(now_);
            answer(ttl);
        }
        now_ += round_trip;
        for (const search_rounds::find& one : search.rounds().end_round()) {
            found[one.ttl.value()].insert(one.answer.reply.responder.to_string());
            if (one.answer.reply.kind != reply_kind::time_exceeded) found_end_ = one.ttl.value();
        }
    }

    unsigned queries_;
    time_point now_{1h};
    std::uint16_t number_ = 0;
    int found_end_ = 0;
    std::map<int, int> times_;
};

TEST(responder_search, finds_fifteen_routers_in_six_rounds) {
    path way{15};
    way.end = 16;
    way.run();
    EXPECT_EQ(way.found.size(), 15);
    EXPECT_EQ(way.rounds, 6);
    for (const auto& [ttl, count] : way.probes) EXPECT_EQ(count, 2) << ttl;
}

TEST(responder_search, finds_a_target_that_marks_nothing_either) {
    path way{15};
    way.end = 16;
    way.end_known = false;
    way.run();
    EXPECT_EQ(way.found.size(), 16);
    EXPECT_EQ(way.rounds, 6);
}

TEST(responder_search, needs_no_end) {
    path way{15};
    way.run();
    EXPECT_EQ(way.found.size(), 15);
    EXPECT_LE(way.rounds, 7);
}

TEST(responder_search, finds_a_few_one_by_one) {
    for (int hops = 1; hops <= 4; ++hops) {
        path way{hops};
        way.end = hops + 1;
        way.run();
        EXPECT_EQ(way.found.size(), static_cast<std::size_t>(hops));
        EXPECT_EQ(way.rounds, hops);
        for (const auto& [ttl, count] : way.probes) EXPECT_EQ(count, 1) << ttl;
    }
}

TEST(responder_search, is_not_misled_by_silent_hops) {
    for (const bool end_known : {true, false}) {
        path way{15};
        way.end = 16;
        way.end_known = end_known;
        for (const int ttl : {1, 4, 5, 9, 14, 15}) way.routers.erase(ttl);
        way.run();
        EXPECT_EQ(way.found.size(), end_known ? 9 : 10);
        EXPECT_EQ(way.found.contains(16), !end_known);
    }
}

// It would have answered for the silent one, if it were nearer.
TEST(responder_search, asks_only_the_silent_hop_again_before_it_believes_an_end) {
    for (const int silent : {1, 2}) {
        path way{15 - silent};
        way.end = 16;
        way.end_known = false;
        way.tells_distance = true;
        way.run();
        EXPECT_EQ(way.found.at(16), std::set<std::string>{"198.18.10.1"});
        EXPECT_EQ(way.rounds, 6 + silent + 1);
        EXPECT_EQ(way.waits, 0);
    }
}

TEST(responder_search, finds_no_end_too_far_whatever_is_lost) {
    std::mt19937 dice{17};
    for (int run = 0; run < 2'000; ++run) {
        path way{12};  // one silent hop before the end
        way.end = 14;
        way.end_known = false;
        way.tells_distance = true;
        way.lost = [&](int, int) { return dice() % 20 == 0; };
        way.run();
        const auto& last = *way.found.rbegin();
        EXPECT_TRUE(last.first == 14 || !last.second.contains("198.18.10.1")) << run;
    }
}

TEST(responder_search, finds_one_address_at_several_ttls) {
    path way{8};
    way.end = 9;
    way.routers[4] = way.routers[5] = way.routers[3];
    way.run();
    EXPECT_EQ(way.found.size(), 8);
}

TEST(responder_search, asks_one_ttl_a_round_where_it_shall) {
    path way{15, 1, 1};
    way.end = 16;
    way.run();
    EXPECT_EQ(way.found.size(), 15);
    EXPECT_EQ(way.rounds, 15);
}

TEST(responder_search, waits_for_limits_that_are_used_up) {
    path way{6, 10};
    way.end = 7;
    way.lost = [&way](int, int time) { return time > 6 && way.waits == 0; };
    way.run();
    EXPECT_EQ(way.waits, 1);
    EXPECT_EQ(way.found.size(), 6);
}

TEST(responder_search, gives_up_on_who_never_comes_back) {
    path way{6};
    way.end = 7;
    way.lost = [](int ttl, int time) { return ttl == 3 && time > 3; };
    way.run();
    EXPECT_EQ(way.found.size(), 5);
    EXPECT_LE(way.rounds, 6 + 6);
}

// A hop may stay unknown where much is lost, but none is ever a wrong one; run() looks.
TEST(responder_search, finds_no_false_hop_whatever_is_lost) {
    std::mt19937 dice{1};
    std::size_t found = 0;
    std::size_t there = 0;
    for (int trial = 0; trial < 2'000; ++trial) {
        const int hops = std::uniform_int_distribution{1, 25}(dice);
        path way{hops, 3, trial % 4 == 0 ? 1U : 3U};
        way.end = trial % 3 == 0 ? 0 : hops + 1;
        way.end_known = trial % 2 == 0;
        std::bernoulli_distribution loss{trial % 5 * 0.08};
        std::bernoulli_distribution silent{trial % 7 * 0.05};
        for (int ttl = 1; ttl <= hops; ++ttl) {
            if (silent(dice)) way.routers.erase(ttl);
        }
        way.lost = [&](int ttl, int) { return ttl <= hops && loss(dice); };
        way.run();
        there += way.routers.size();
        for (const auto& [ttl, whos] : way.found) found += way.routers.contains(ttl) ? 1 : 0;
    }
    EXPECT_GT(found, there * 98 / 100);
}

TEST(responder_search, does_not_take_a_late_answer_for_one_of_the_next_round) {
    responder_search search{1, 3};
    reply said;
    said.responder = make_address("198.18.1.1");
    said.kind = reply_kind::time_exceeded;
    search.began(time_point{0s});
    search.hear({time_point{200ms}, said});
    search.plan(std::vector<hop_ttl>{1_ttl, 2_ttl}, true, 0s);
    EXPECT_EQ(search.rounds().peek(), 1_ttl);
    search.rounds().next(probe_index{0});
    search.sent(time_point{1s});
    EXPECT_TRUE(search.rounds().end_round().empty()) << "it comes later than anybody waits";
    EXPECT_EQ(search.rounds().peek(), 2_ttl);
    search.rounds().next(probe_index{1});
    search.sent(time_point{1'300ms});
    search.hear({time_point{1'310ms}, said});
    EXPECT_TRUE(search.rounds().end_round().empty());
}

}  // namespace
}  // namespace tracerouter::engine::responder_search_tests
