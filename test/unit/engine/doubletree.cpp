#include <gtest/gtest.h>

#include <cstddef>
#include <string>
#include <vector>

#include "small_net.hpp"

// Backward sweeps that begin where others say.

namespace tracerouter::engine::test {
namespace {

constexpr trace_options backwards{.queries = 1, .stop_set = true};

/// Three routers that all share and one for each /24. Enough traces have ended that others are guided by them.
class surveyed : public small_net {
public:
    surveyed() {
        router = [](int target, int ttl) {
            return ttl < 4 ? "198.18.1." + std::to_string(ttl) : "198.18.4." + std::to_string(target / 100);
        };
        for (int network = 0; network < 40; ++network) trace(100 * network);
        probes = 0;
    }

    trace_result trace(int target, const trace_options& options = backwards) {
        start(std::vector{target}, options);
        return run().at(0);
    }
    /// So many more that it is known how few routers are silent.
    void know_silence() {
        for (int target = 1; target < 60; ++target) {
            for (int network = 0; network < 5; ++network) trace(100 * network + target);
        }
        probes = 0;
    }
};

int count_of(const trace_result& result, hop_state state) {
    int count = 0;
    for (const hop_result& hop : result.hops) count += hop.state == state ? 1 : 0;
    return count;
}

TEST(doubletree, begins_where_the_neighbours_end) {
    surveyed net;
    const trace_result result = net.trace(501);
    EXPECT_EQ(result.distance, 5);
    EXPECT_EQ(count_of(result, hop_state::inferred), 3);
    EXPECT_EQ(net.probes, 2) << "the last router and the target";
}

TEST(doubletree, goes_back_to_a_target_that_is_nearer) {
    surveyed net;
    net.routers = 2;
    const trace_result result = net.trace(501);
    EXPECT_EQ(result.distance, 3);
    EXPECT_EQ(net.probes, 3) << "the start, and what its answer tells: the target and the router before it";
}

TEST(doubletree, asks_a_nearer_target_again_whose_answer_is_lost) {
    surveyed net;
    net.routers = 2;
    net.lost = [](int, int ttl, int time) { return ttl == 3 && time == 1; };
    const trace_result result = net.trace(501);
    EXPECT_EQ(result.distance, 3);
    net.lost = [](int, int ttl, int) { return ttl == 3; };
    EXPECT_EQ(net.trace(502).distance, 4) << "nobody is there, however often it is asked";
}

TEST(doubletree, gives_up_behind_as_many_silent_hops_as_are_rare) {
    surveyed net;
    net.know_silence();
    net.lost = [](int, int ttl, int) { return ttl > 4; };
    const trace_result result = net.trace(501);
    EXPECT_EQ(result.stop, stop_reason::gap);
    EXPECT_EQ(result.options.gap_limit, 2);
    EXPECT_EQ(result.hops.size(), 6U) << "hops that were not asked are not told silent";
    EXPECT_EQ(net.probes, 4) << "the last router, two silent hops, and the distance probe";
}

TEST(doubletree, obeys_the_gap_limit_of_the_user) {
    surveyed net;
    net.know_silence();
    net.lost = [](int, int ttl, int) { return ttl > 4; };
    trace_options options = backwards;
    options.gap_limit = options.least_gap = 7;
    const trace_result result = net.trace(501, options);
    EXPECT_EQ(result.hops.size(), 11U);
    EXPECT_EQ(net.probes, 1 + 7 + 1);
}

TEST(doubletree, finds_a_target_behind_silent_routers) {
    surveyed net;
    net.know_silence();
    const auto plain = net.router;
    net.router = [plain](int target, int ttl) { return ttl < 3 ? plain(target, ttl) : std::string{}; };
    net.routers = 8;
    const trace_result result = net.trace(501);
    EXPECT_EQ(result.distance, 9);
    EXPECT_EQ(count_of(result, hop_state::silent), 6);
}

}  // namespace
}  // namespace tracerouter::engine::test
