#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "run.hpp"
#include "world.hpp"

// Hops that contradict each other about where the path ends. Answers come in any order that their round-trip times
// allow, to a trace alone and to surveys of many targets, and what comes out is always the same.
namespace tracerouter::sim {
namespace {

using namespace std::chrono_literals;

constexpr std::uint32_t first_router = 0x0a000001;  // 10.0.0.1
constexpr std::uint32_t first_target = 0xc6130001;  // 198.19.0.1
/// Between the least and the most that an answer takes. More than lies between neighbours, less than any wait.
constexpr duration disorder = 12ms;

/// One letter for each router: the same letter is the same address.
struct line {
    const char* name;
    std::string routers;
    std::string expected;  ///< T: the target
    stop_reason reason = stop_reason::destination;
    std::string refusing = {};  ///< routers that refuse what expires there
    refusal_of_expired refusal = {};
    ending end = ending::target;
    std::size_t loop_length = 1;
    std::uint8_t barrier_ttl = 0;  ///< refuses what comes there with this TTL or more
    bool limited = false;
    std::optional<std::size_t> translator = {};
};

void PrintTo(const line& tested, std::ostream* out) {
    *out << tested.name;
}

std::string name_of(const testing::TestParamInfo<line>& info) {
    return info.param.name;
}

address_v4 address_of(char router) {
    return address_v4{first_router + static_cast<std::uint32_t>(router - 'A')};
}

route make_route(const line& line, std::uint32_t number) {
    route made;
    made.target = address_v4{first_target + number};
    for (std::size_t hop = 0; hop < line.routers.size(); ++hop) made.hops.push_back(hop);
    made.end = line.end;
    made.loop_length = line.loop_length;
    made.end_delay = {.base = (2 + line.routers.size()) * 4ms, .jitter = disorder, .slowness = 0ms};
    if (line.barrier_ttl > 0) made.barrier = {.ttl = line.barrier_ttl, .code = 13, .share = 1};
    made.translator = line.translator;
    return made;
}

world make_world(const line& line, std::size_t targets, std::uint64_t seed) {
    world made;
    made.seed = seed;
    for (std::size_t hop = 0; hop < line.routers.size(); ++hop) {
        router router;
        router.address = address_of(line.routers[hop]);
        router.delay = {.base = (1 + hop) * 4ms, .jitter = disorder, .slowness = 0ms};
        router.limited = line.limited;
        if (line.refusing.find(line.routers[hop]) != std::string::npos) router.refuses = line.refusal;
        made.routers.push_back(router);
    }
    for (std::uint32_t number = 0; number < targets; ++number) made.routes.push_back(make_route(line, number));
    return made;
}

/// Who answered, hop by hop; `?` where answers differ.
std::string hops_of(const trace_result& result) {
    std::string hops;
    for (const hop_result& hop : result.hops) {
        char here = '*';
        for (const probe_result& probe : hop.probes) {
            if (!probe.reply) continue;
            const std::uint32_t address = probe.reply->responder.to_v4().to_uint();
            const bool target = probe.reply->responder == result.address;
            const char one = target ? 'T' : static_cast<char>('A' + (address - first_router));
            here = here == '*' || here == one ? one : '?';
        }
        hops += here;
    }
    return hops;
}

class arrival_orders : public testing::TestWithParam<line> {
protected:
    static void expect(const world& world, const line& line) {
        const outcome outcome = run(world);
        for (const std::string& complaint : outcome.complaints) ADD_FAILURE() << complaint;
        for (const trace_result& result : outcome.results) {
            EXPECT_EQ(hops_of(result), line.expected);
            EXPECT_EQ(static_cast<int>(result.stop), static_cast<int>(line.reason));
            EXPECT_EQ(result.reached, line.reason == stop_reason::destination);
        }
    }

    /// Where limits keep routers silent, the order decides who is answered. What is shown is true all the same: each
    /// hop is there or silent, the last router at any TTL that it refuses, and no path is called longer than it is.
    static void expect_truth(const world& world, const line& line) {
        const outcome outcome = run(world);
        for (const std::string& complaint : outcome.complaints) ADD_FAILURE() << complaint;
        bool whole = false;
        for (const trace_result& result : outcome.results) {
            const std::string hops = hops_of(result);
            for (std::size_t hop = 0; hop < hops.size(); ++hop) {
                const char there = hop < line.expected.size() ? line.expected[hop] : line.expected.back();
                EXPECT_TRUE(hops[hop] == '*' || hops[hop] == there) << hops;
            }
            EXPECT_TRUE(result.stop == line.reason || result.stop == stop_reason::gap) << hops;
            EXPECT_FALSE(result.reached);
            whole = whole || hops.starts_with(line.expected.substr(0, line.expected.size() - 1));
        }
        EXPECT_TRUE(whole) << "the first to ask are answered";
    }
};

TEST_P(arrival_orders, are_all_one_to_a_trace) {
    for (std::uint64_t seed = 1; seed <= 100 && !HasFailure(); ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        expect(make_world(GetParam(), 1, seed), GetParam());
    }
}

TEST_P(arrival_orders, are_all_one_to_surveys) {
    for (std::uint64_t seed = 1; seed <= 5 && !HasFailure(); ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        world world = make_world(GetParam(), 40, seed);
        world.rate = 1'000;  // far less than they would like
        GetParam().limited ? expect_truth(world, GetParam()) : expect(world, GetParam());
    }
}

TEST_P(arrival_orders, are_all_one_backwards) {
    for (std::uint64_t seed = 1; seed <= 20 && !HasFailure(); ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        world world = make_world(GetParam(), 1, seed);
        world.routes[0].options.stop_set = true;
        GetParam().limited ? expect_truth(world, GetParam()) : expect(world, GetParam());
    }
}

/// Four routers, the last of which are a circle.
line in_a_loop(const char* name, const char* expected, std::size_t length) {
    return {.name = name,
            .routers = "ABCD",
            .expected = expected,
            .reason = stop_reason::loop,
            .end = ending::loop,
            .loop_length = length};
}

INSTANTIATE_TEST_SUITE_P(
    scenario, arrival_orders,
    testing::Values(
        line{.name = "host_unreachable_for_what_expires", .routers = "ABCDEF", .expected = "ABCDEFT", .refusing = "C"},
        line{.name = "prohibited_for_what_expires",
             .routers = "ABCDEF",
             .expected = "ABCDEFT",
             .refusing = "C",
             .refusal = {.code = 10}},
        line{.name = "unknown_code_for_what_expires",
             .routers = "ABCDEF",
             .expected = "ABCDEFT",
             .refusing = "C",
             .refusal = {.code = 200}},
        line{.name = "too_big_for_a_larger_link",
             .routers = "ABCDEF",
             .expected = "ABCDEFT",
             .refusing = "C",
             .refusal = {.code = 4, .mtu = 9'000}},
        line{.name = "too_big_for_a_larger_link_and_a_dead_target",
             .routers = "ABC",
             .expected = "ABC*****",
             .reason = stop_reason::gap,
             .refusing = "C",
             .refusal = {.code = 4, .mtu = 9'000},
             .end = ending::silence},
        line{.name = "port_unreachable_for_what_expires",
             .routers = "ABCDEF",
             .expected = "ABCDEFT",
             .refusing = "C",
             .refusal = {.code = 3}},
        line{.name = "neighbours_that_refuse", .routers = "ABCDEF", .expected = "ABCDEFT", .refusing = "CDE"},
        line{.name = "all_refuse", .routers = "ABCDEF", .expected = "ABCDEFT", .refusing = "ABCDEF"},
        line{.name = "one_address_that_refuses_at_three_hops",
             .routers = "ABBBCD",
             .expected = "ABBBCDT",
             .refusing = "B"},
        line{.name = "a_refusal_before_a_barrier",
             .routers = "ABCDEF",
             .expected = "ABCD",
             .reason = stop_reason::unreachable,
             .refusing = "BC",
             .barrier_ttl = 4},
        line{.name = "a_barrier",
             .routers = "ABCDEF",
             .expected = "ABCD",
             .reason = stop_reason::unreachable,
             .barrier_ttl = 4},
        line{.name = "a_limited_barrier",
             .routers = "ABCDEF",
             .expected = "ABCD",
             .reason = stop_reason::unreachable,
             .barrier_ttl = 4,
             .limited = true},
        line{.name = "one_address_at_three_hops", .routers = "ABBBCD", .expected = "ABBBCDT"},
        line{.name = "one_address_at_seven_hops", .routers = "ABBBBBBBCD", .expected = "ABBBBBBBCDT"},
        line{.name = "two_addresses_in_turn", .routers = "ABABABACD", .expected = "ABABABACDT"},
        line{.name = "three_addresses_in_turn", .routers = "ABCABCABCD", .expected = "ABCABCABCDT"},
        line{.name = "one_address_before_a_loop",
             .routers = "ABBBCD",
             .expected = "ABBBCDCDC",
             .reason = stop_reason::loop,
             .end = ending::loop,
             .loop_length = 2},
        in_a_loop("a_loop_of_one", "ABCDDD", 1), in_a_loop("a_loop_of_three", "ABCDBCDB", 3),
        line{.name = "a_translator_that_lends_the_address_of_the_target",
             .routers = "ABCDEF",
             .expected = "ABTTTTT",
             .translator = 2},
        line{.name = "a_translator_and_a_refusal",
             .routers = "ABCDEF",
             .expected = "ABTTTTT",
             .refusing = "D",
             .translator = 2},
        line{.name = "a_translator_and_a_dead_target",
             .routers = "ABCDEF",
             .expected = "ABTTTT*****",
             .reason = stop_reason::gap,
             .end = ending::silence,
             .translator = 2}),
    name_of);

}  // namespace
}  // namespace tracerouter::sim
