#include "run/checkpoint.hpp"

#include <gtest/gtest.h>

#include <string>

namespace tracerouter::run {
namespace {

checkpoint example() {
    checkpoint state{.plan = {1, 2, {3, 18'446'744'073'709'551'615u}}, .seed = 42, .output_size = 1234};
    state.counts = {.reached = 5, .not_reached = 6, .unresolved = 7, .inferred = 8};
    for (const std::uint64_t number : {0u, 1u, 5u}) state.done.add(number);
    return state;
}

TEST(checkpoint, is_text_for_people_too) {
    EXPECT_EQ(text_of(example()),
              "tracerouter-checkpoint 1\noptions 1\ntargets 2\nlist 3\nlist 18446744073709551615\nseed 42\n"
              "output 1234\nfinished no\ncounts 5 6 0 7 0 8 0\ndone 0-1 5\n");
}

TEST(checkpoint, reads_what_it_wrote) {
    auto state = example();
    EXPECT_EQ(parse_checkpoint(text_of(state)), state);
    state.seed.reset();
    state.finished = true;
    state.done = {};
    state.plan.lists.clear();
    EXPECT_EQ(parse_checkpoint(text_of(state)), state);
}

TEST(checkpoint, reads_nothing_else) {
    const auto text = text_of(example());
    EXPECT_FALSE(parse_checkpoint(""));
    EXPECT_FALSE(parse_checkpoint("tracerouter-checkpoint 2\n"));
    for (const auto* line : {"unknown 1\n", "options\n", "options x\n", "seed -1\n", "finished maybe\n", "counts 1 2\n",
                             "counts 1 2 3 4 5 6 7 8\n", "done 2-1\n"}) {
        EXPECT_FALSE(parse_checkpoint(text + line)) << line;
    }
}

}  // namespace
}  // namespace tracerouter::run
