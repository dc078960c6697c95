#include <gtest/gtest.h>

#include <cstdint>
#include <map>

#include "ordinary_path.hpp"
#include "run.hpp"
#include "timing_study.hpp"

namespace tracerouter::sim {
namespace {

constexpr std::uint64_t paths = 1'000;

TEST(ordinary_paths, leave_nothing_to_complain_about) {
    for (std::uint64_t number = 1; number <= paths; ++number) {
        for (const auto& complaint : run(make_ordinary_path(number).world).complaints) {
            ADD_FAILURE() << "path " << number << ": " << complaint;
        }
    }
}

TEST(ordinary_paths, are_found_nearly_whole) {
    // Slow and limited routers cost more time than the default waits for; docs/timing.md shows the curve.
    const std::map<hardship, double> least{{hardship::none, 1},
                                           {hardship::loss, 0.998},
                                           {hardship::slow, 0.9},
                                           {hardship::limited, 0.88},
                                           {hardship::dead, 0.998}};
    const auto figures = study({}, 1, paths);
    for (const auto& [hardship, share] : least) {
        EXPECT_GE(figures.at(hardship).hops_found(), share) << static_cast<int>(hardship);
        EXPECT_GT(figures.at(hardship).traces(), paths / 20);
    }
}

TEST(ordinary_paths, with_dead_targets_end_with_a_gap) {
    for (std::uint64_t number = 1; number <= paths; ++number) {
        const ordinary_path path = make_ordinary_path(number);
        if (path.hardship != hardship::dead) continue;
        const trace_result result = run(path.world, false).results.front();
        EXPECT_TRUE(result.stop == stop_reason::gap || result.stop == stop_reason::max_hops) << "path " << number;
    }
}

TEST(ordinary_paths, without_any_patience_are_not_found_whole) {
    engine::end_rule_numbers hasty;
    hasty.silent_target_floor = duration::zero();
    hasty.silent_target_factor = 1;
    EXPECT_LT(study({hasty, {}}, 1, paths)[hardship::none].hops_found(), 0.98);
}

}  // namespace
}  // namespace tracerouter::sim
