#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "run/session.hpp"
#include "scripted_world.hpp"

namespace tracerouter::run {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

// The first target takes longer than all others.
class session_in_order : public testing::Test {
protected:
    session_in_order() { world.tracer.script["198.18.0.0"].held = true; }

    scripted_world world;
};

TEST_F(session_in_order, of_completion_by_default) {
    world.open({"198.18.0.0/30"}, {.window = 10});
    world.run();
    EXPECT_THAT(world.events,
                ElementsAre("trace 198.18.0.1 max-hops", "trace 198.18.0.2 max-hops", "trace 198.18.0.3 max-hops"));
    world.tracer.release("198.18.0.0");
    world.run();
    EXPECT_THAT(world.events, SizeIs(4));
}

TEST_F(session_in_order, holds_results_back) {
    world.open({"198.18.0.0", "nosuch.example", "198.18.0.2"}, {.window = 10, .in_order = true});
    world.run();
    EXPECT_THAT(world.events, IsEmpty());
    EXPECT_THAT(world.complaints, IsEmpty());
    world.tracer.release("198.18.0.0");
    world.run();
    EXPECT_THAT(world.events,
                ElementsAre("trace 198.18.0.0 destination", "failure nosuch.example: Host not found (authoritative)",
                            "trace 198.18.0.2 max-hops"));
    EXPECT_EQ(world.finished, 1u);
}

TEST_F(session_in_order, holds_back_a_bounded_number) {
    world.open({"198.18.0.0/16"}, {.window = 10, .in_order = true});
    world.run();
    EXPECT_THAT(world.tracer.begun, SizeIs(20));
    world.tracer.release("198.18.0.0");
    world.run();
    EXPECT_THAT(world.events, SizeIs(65'536));
}

TEST_F(session_in_order, reports_everything_when_interrupted) {
    auto& session = world.open({"198.18.0.0/30"}, {.window = 10, .in_order = true});
    world.run();
    session.interrupt();
    world.run();
    EXPECT_THAT(world.events, ElementsAre("trace 198.18.0.0 interrupted", "trace 198.18.0.1 max-hops",
                                          "trace 198.18.0.2 max-hops", "trace 198.18.0.3 max-hops"));
}

}  // namespace
}  // namespace tracerouter::run
