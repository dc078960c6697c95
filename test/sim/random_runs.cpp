#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "random_world.hpp"
#include "run.hpp"

namespace tracerouter::sim {
namespace {

constexpr std::uint64_t default_worlds = 2'000;
constexpr int most_failures = 10;

/// TRACEROUTER_SIM_WORLDS: how many random worlds; TRACEROUTER_SIM_FIRST: the number of the first.
std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
    const char* text = std::getenv(variable);
    return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

TEST(random_worlds, leave_nothing_to_complain_about) {
    const std::uint64_t first = number_from("TRACEROUTER_SIM_FIRST", 1);
    const std::uint64_t count = number_from("TRACEROUTER_SIM_WORLDS", default_worlds);
    int failures = 0;
    for (std::uint64_t seed = first; seed < first + count && failures < most_failures; ++seed) {
        const std::vector<std::string> complaints = run_seed(seed);
        for (const std::string& complaint : complaints) ADD_FAILURE() << complaint;
        if (!complaints.empty()) ++failures;
    }
}

TEST(random_worlds, leave_nothing_to_complain_about_with_a_stop_set) {
    const std::uint64_t first = number_from("TRACEROUTER_SIM_FIRST", 1);
    const std::uint64_t count = number_from("TRACEROUTER_SIM_WORLDS", default_worlds) / 10;
    for (std::uint64_t seed = first; seed < first + count && !HasFailure(); ++seed) {
        for (const std::string& complaint : run(random_survey(seed)).complaints) {
            ADD_FAILURE() << "survey " << seed << ": " << complaint;
        }
    }
}

TEST(random_worlds, run_the_same_every_time) {
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
        ASSERT_EQ(timeline_of(random_world(seed)), timeline_of(random_world(seed))) << "seed " << seed;
    }
}

TEST(random_worlds, differ) {
    EXPECT_NE(timeline_of(random_world(1)), timeline_of(random_world(2)));
}

TEST(random_worlds, come_out_the_same_whether_hops_are_announced_or_not) {
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        const world world = random_world(seed);
        ASSERT_EQ(run(world, true).results, run(world, false).results) << "seed " << seed;
    }
}

}  // namespace
}  // namespace tracerouter::sim
