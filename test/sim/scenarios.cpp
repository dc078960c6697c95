#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "run.hpp"
#include "world.hpp"

// One world for each oddity, and what must come out of it.
namespace tracerouter::sim {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

/// Four routers at 10, 20, 30 and 40 ms, and a target at 50 ms behind them.
world four_hops() {
    world made;
    route route;
    route.target = boost::asio::ip::make_address_v4("198.19.0.1");
    for (std::uint32_t hop = 0; hop < 4; ++hop) {
        router router;
        router.address = address_v4{0x0a000001 + hop};
        router.delay.base = (hop + 1) * 10ms;
        made.routers.push_back(router);
        route.hops.push_back(hop);
    }
    route.end_delay.base = 50ms;
    made.routes.push_back(route);
    return made;
}

/// The hops of the only trace: the address of the first answer, or `*`. Nothing may be left to complain about.
std::vector<std::string> hops_in(const world& world, stop_reason reason) {
    const outcome outcome = run(world);
    EXPECT_THAT(outcome.complaints, IsEmpty());
    const trace_result& result = outcome.results.at(0);
    EXPECT_EQ(static_cast<int>(result.stop), static_cast<int>(reason));
    std::vector<std::string> hops;
    for (const hop_result& hop : result.hops) {
        hops.emplace_back("*");
        for (const probe_result& probe : hop.probes) {
            if (probe.reply && hops.back() == "*") hops.back() = probe.reply->responder.to_string();
        }
    }
    return hops;
}

TEST(scenario, nothing_odd) {
    const world world = four_hops();
    EXPECT_THAT(hops_in(world, stop_reason::destination),
                ElementsAre("10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "198.19.0.1"));
    const trace_result result = run(world).results.at(0);
    EXPECT_LT(result.elapsed, 51ms) << "one round trip is enough";
    EXPECT_GE(result.replies, 15);
}

TEST(scenario, target_next_door) {
    world world = four_hops();
    world.routes[0].hops.clear();
    EXPECT_THAT(hops_in(world, stop_reason::destination), ElementsAre("198.19.0.1"));
}

TEST(scenario, silent_hop) {
    world world = four_hops();
    world.routers[1].silent = true;
    EXPECT_THAT(hops_in(world, stop_reason::destination),
                ElementsAre("10.0.0.1", "*", "10.0.0.3", "10.0.0.4", "198.19.0.1"));
}

TEST(scenario, slow_control_plane) {
    world world = four_hops();
    world.routers[1].delay.slowness = 300ms;
    EXPECT_THAT(hops_in(world, stop_reason::destination),
                ElementsAre("10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "198.19.0.1"));
}

TEST(scenario, rate_limited_routers) {
    world world = four_hops();
    for (router& router : world.routers) router.limited = true;
    EXPECT_THAT(hops_in(world, stop_reason::destination),
                ElementsAre("10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "198.19.0.1"));
}

TEST(scenario, dead_target) {
    world world = four_hops();
    world.routes[0].end = ending::silence;
    EXPECT_THAT(hops_in(world, stop_reason::gap),
                ElementsAre("10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "*", "*", "*", "*", "*"));
}

TEST(scenario, nobody_at_all) {
    world world = four_hops();
    world.routes[0].loss_out = 1;
    EXPECT_THAT(hops_in(world, stop_reason::gap), ElementsAre("*", "*", "*", "*", "*"));
}

TEST(scenario, filtered_target) {
    world world = four_hops();
    world.routes[0].barrier = {.ttl = 3, .code = 13};
    EXPECT_THAT(hops_in(world, stop_reason::unreachable), ElementsAre("10.0.0.1", "10.0.0.2", "10.0.0.3"));
}

// All probes are refused together; of a limited router, six of them, which leave it none for further queries.
TEST(scenario, what_really_ends_a_path_does_so_within_its_round_trip_time) {
    world world = four_hops();
    world.routes[0].barrier = {.ttl = 3, .code = 13};
    EXPECT_LT(run(world).results.at(0).elapsed, 31ms);
    world.routers[2].limited = true;
    world.routes[0].options.queries = 1;
    EXPECT_LT(run(world).results.at(0).elapsed, 46ms);
}

TEST(scenario, loop_of_one_router) {
    world world = four_hops();
    world.routes[0].end = ending::loop;
    EXPECT_THAT(hops_in(world, stop_reason::loop),
                ElementsAre("10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.0.4", "10.0.0.4"));
}

TEST(scenario, loop_of_two_routers) {
    world world = four_hops();
    world.routes[0].end = ending::loop;
    world.routes[0].loop_length = 2;
    EXPECT_THAT(hops_in(world, stop_reason::loop),
                ElementsAre("10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.0.3", "10.0.0.4", "10.0.0.3"));
}

TEST(scenario, target_answers_as_another) {
    world world = four_hops();
    world.routes[0].answers_as = boost::asio::ip::make_address_v4("203.0.113.1");
    EXPECT_THAT(hops_in(world, stop_reason::destination),
                ElementsAre("10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "203.0.113.1"));
}

TEST(scenario, time_exceeded_from_the_target) {
    world world = four_hops();
    world.routes[0].expires_at_target = true;
    EXPECT_THAT(hops_in(world, stop_reason::destination),
                ElementsAre("10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "198.19.0.1", "198.19.0.1"));
}

TEST(scenario, translator_that_leaves_its_mark_in_quotes) {
    world world = four_hops();
    world.routers[2].translated = true;
    EXPECT_THAT(hops_in(world, stop_reason::destination),
                ElementsAre("10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "198.19.0.1"));
    EXPECT_EQ(run(world).results.at(0).hops.at(2).probes.at(0).reply->nat, true);
}

TEST(scenario, everything_twice) {
    world world = four_hops();
    world.routes[0].duplicates = 1;
    EXPECT_THAT(hops_in(world, stop_reason::destination),
                ElementsAre("10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "198.19.0.1"));
    EXPECT_GT(run(world).results.at(0).duplicates, 0);
}

TEST(scenario, answers_out_of_order) {
    world world = four_hops();
    for (std::size_t hop = 0; hop < 4; ++hop) world.routers[hop].delay.base = (5 - static_cast<int>(hop)) * 20ms;
    EXPECT_THAT(hops_in(world, stop_reason::destination),
                ElementsAre("10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "198.19.0.1"));
}

TEST(scenario, crowd_of_strangers) {
    world world = four_hops();
    world.strangers = 1;
    EXPECT_THAT(hops_in(world, stop_reason::destination),
                ElementsAre("10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "198.19.0.1"));
}

TEST(scenario, channel_that_refuses_everything) {
    world world = four_hops();
    world.manners.refused = 1;
    const outcome outcome = run(world);
    EXPECT_THAT(outcome.complaints, IsEmpty());
    EXPECT_EQ(outcome.results.at(0).stop, stop_reason::send_failed);
}

TEST(scenario, channel_that_is_often_full) {
    world world = four_hops();
    world.manners.blocked = 0.3;
    world.manners.blocked_for = 5ms;
    EXPECT_THAT(hops_in(world, stop_reason::destination),
                ElementsAre("10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "198.19.0.1"));
}

TEST(scenario, clock_that_runs_backwards) {
    world world = four_hops();
    world.manners.clock_error = 5ms;
    EXPECT_THAT(hops_in(world, stop_reason::destination),
                ElementsAre("10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "198.19.0.1"));
}

TEST(scenario, kernel_stamps_make_times_exact) {
    world world = four_hops();
    world.manners = {.stamps = kernel_stamps::prompt, .arrivals_stamped = true, .sluggishness = 2ms};
    hops_in(world, stop_reason::destination);
    const trace_result result = run(world).results.at(0);
    EXPECT_EQ(result.clock, stamp_source::kernel);
    EXPECT_EQ(result.hops.at(2).probes.at(0).reply->rtt, 30ms);
}

TEST(scenario, cancelled_in_the_middle) {
    world world = four_hops();
    world.routes[0].cancelled_after = 25ms;
    EXPECT_THAT(hops_in(world, stop_reason::interrupted), ElementsAre("10.0.0.1", "10.0.0.2"));
}

// Found by simulation: a router that calls the target unreachable only now and then let a trace wait for ever.
TEST(scenario, target_behind_a_barrier_that_lets_some_through) {
    for (std::uint64_t seed = 1; seed <= 500; ++seed) {
        world world = four_hops();
        world.seed = seed;
        world.rate = 800;
        world.routes[0].barrier = {.ttl = 2, .code = 13, .share = 0.3};
        ASSERT_THAT(run(world).complaints, IsEmpty()) << "seed " << seed;
    }
}

}  // namespace
}  // namespace tracerouter::sim
