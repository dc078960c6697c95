#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>

#include "random_world.hpp"
#include "run.hpp"

// The test program. With `--seed N [--verbose]` it runs that one random world instead, and says all about it.
namespace {

struct replay {
    std::uint64_t seed = 0;
    bool verbose = false;
};

std::optional<replay> replay_of(int argc, char** argv) {
    std::optional<replay> asked;
    bool verbose = false;
    for (int index = 1; index < argc; ++index) {
        const std::string_view argument = argv[index];
        if (argument == "--verbose") verbose = true;
        if (argument == "--seed" && index + 1 < argc)
            asked = replay{.seed = std::strtoull(argv[index + 1], nullptr, 10)};
    }
    if (asked) asked->verbose = verbose;
    return asked;
}

int run(const replay& asked) {
    if (asked.verbose) std::cout << tracerouter::sim::timeline_of(tracerouter::sim::random_world(asked.seed));
    const auto complaints = tracerouter::sim::run_seed(asked.seed);
    for (const std::string& complaint : complaints) std::cout << complaint << '\n';
    if (complaints.empty()) std::cout << "seed " << asked.seed << ": nothing to complain about\n";
    return complaints.empty() ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace

int main(int argc, char** argv) {
    testing::InitGoogleTest(&argc, argv);
    const auto asked = replay_of(argc, argv);
    return asked ? run(*asked) : RUN_ALL_TESTS();
}
