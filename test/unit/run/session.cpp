#include "run/session.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "scripted_world.hpp"
#include "tracerouter/error.hpp"

namespace tracerouter::run {
namespace {

using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

TEST(session, traces_all_targets_and_finishes_once) {
    scripted_world world;
    world.names.names["a.example"] = {"198.18.0.9"};
    auto& session = world.open({"198.18.0.0/30", "a.example"});
    world.run();
    EXPECT_THAT(world.events, UnorderedElementsAre("trace 198.18.0.0 max-hops", "trace 198.18.0.1 max-hops",
                                                   "trace 198.18.0.2 max-hops", "trace 198.18.0.3 max-hops",
                                                   "trace 198.18.0.9 max-hops"));
    EXPECT_EQ(world.finished, 1u);
    EXPECT_EQ(world.finishes, 1u);
    EXPECT_EQ(session.code(), host::exit_code::all_reached);
    EXPECT_FALSE(session.looking_up());
}

TEST(session, takes_a_run_with_nothing_to_trace_for_a_mistake) {
    scripted_world world;
    world.excluded = {"198.18.0.0/16"};
    auto& session = world.open({"198.18.0.0/30"});
    world.run();
    EXPECT_THAT(world.events, IsEmpty());
    EXPECT_THAT(world.complaints, SizeIs(1));
    EXPECT_EQ(world.finished, 1u);
    EXPECT_EQ(session.code(), host::exit_code::wrong_usage);
}

TEST(session, goes_on_when_a_target_fails) {
    scripted_world world;
    world.tracer.script["198.18.0.2"].error = errc::not_probeable;
    auto& session = world.open({"nosuch.example", "::1", "198.18.0.2", "198.18.0.1"});
    world.run();
    EXPECT_THAT(world.events,
                UnorderedElementsAre("failure nosuch.example: Host not found (authoritative)", "trace ::1 max-hops",
                                     "failure 198.18.0.2: Unspecified and broadcast addresses cannot be traced",
                                     "trace 198.18.0.1 max-hops"));
    EXPECT_EQ(session.code(), host::exit_code::unresolved);
}

TEST(session, says_5_when_nothing_could_be_sent_at_all) {
    scripted_world world;
    world.tracer.script["198.18.0.1"].error = make_error_code(boost::system::errc::network_unreachable);
    auto& session = world.open({"198.18.0.1"});
    world.run();
    EXPECT_EQ(session.code(), host::exit_code::failed);
    EXPECT_THAT(world.complaints, ElementsAre("198.18.0.1: this host has no route there (Network is unreachable)"));
}

TEST(session, tells_the_report_whether_there_is_a_single_target) {
    scripted_world one;
    one.open({"198.18.0.1"});
    one.run();
    EXPECT_TRUE(one.single);
    scripted_world two;
    two.open({"198.18.0.0/31"}, {.queries_chosen = true, .window = 1});
    two.run();
    EXPECT_FALSE(two.single);
}

TEST(session, asks_three_times_until_targets_are_many) {
    scripted_world few;
    few.open({"198.18.0.0/27"});
    few.run();
    EXPECT_THAT(few.tracer.queries, AllOf(SizeIs(32), Each(3)));
    scripted_world many;
    many.open({"198.18.0.0/27", "198.18.1.0"});
    many.run();
    EXPECT_THAT(many.tracer.queries, AllOf(SizeIs(33), Each(1)));
}

TEST(session, asks_as_often_as_the_user_says) {
    scripted_world world;
    session::settings settings{.queries_chosen = true, .window = 100};
    settings.trace.queries = 7;
    world.open({"198.18.0.0/26"}, settings);
    world.run();
    EXPECT_THAT(world.tracer.queries, AllOf(SizeIs(64), Each(7)));
}

TEST(session, keeps_no_more_than_its_window_under_way) {
    scripted_world world;
    world.open({"198.18.0.0/24"}, {.window = 7});
    world.run();
    EXPECT_EQ(world.tracer.most_active, 7u);
    EXPECT_THAT(world.events, SizeIs(256));
}

TEST(session, pulls_targets_only_when_there_is_room) {
    scripted_world world;
    world.tracer.script["0.0.0.0"].held = true;
    world.tracer.script["0.0.0.1"].held = true;
    auto& session = world.open({"0.0.0.0/0"}, {.window = 2});
    world.run();
    EXPECT_THAT(world.tracer.begun, ElementsAre("0.0.0.0", "0.0.0.1"));
    session.interrupt();
    world.run();
    EXPECT_EQ(world.finished, 1u);
}

TEST(session, bounds_the_look_ups_under_way) {
    scripted_world world;
    world.names.silent = true;
    std::vector<std::string> targets;
    for (int i = 0; i < 200; ++i) targets.push_back(std::to_string(i) + ".example");
    world.open(targets, {.window = 1000});
    world.run();
    EXPECT_EQ(world.names.asked, max_lookups);
}

TEST(session, does_not_let_addresses_wait_for_names) {
    scripted_world world;
    world.names.silent = true;
    std::vector<std::string> targets;
    for (int i = 0; i < 200; ++i) targets.push_back(std::to_string(i) + ".example");
    targets.emplace_back("198.18.0.0/24");
    world.open(targets, {.window = 10});
    world.run();
    EXPECT_EQ(world.names.asked, max_lookups);
    EXPECT_THAT(world.events, SizeIs(256));
}

TEST(session, holds_a_bounded_number_of_names) {
    scripted_world world;
    world.names.silent = true;
    std::vector<std::string> targets;
    for (std::size_t i = 0; i < max_lookups + max_waiting_names + 10; ++i) {
        targets.push_back(std::to_string(i) + ".example");
    }
    targets.emplace_back("198.18.0.0");
    auto& session = world.open(targets, {.window = 10});
    world.run();
    EXPECT_THAT(world.events, IsEmpty());
    session.interrupt();
    EXPECT_EQ(world.finished, 1u);
}

TEST(session, looks_up_names_as_others_are_found) {
    scripted_world world;
    std::vector<std::string> targets;
    for (int i = 0; i < 200; ++i) {
        targets.push_back(std::to_string(i) + ".example");
        world.names.names[targets.back()] = {"198.18.0." + std::to_string(i)};
    }
    world.open(targets, {.window = 10});
    world.run();
    EXPECT_THAT(world.events, SizeIs(200));
    EXPECT_EQ(world.finished, 1u);
}

TEST(session, reports_what_is_known_when_interrupted) {
    scripted_world world;
    world.tracer.script["198.18.0.1"].held = true;
    world.tracer.script["198.18.0.1"].announced = {answered_hop(1, "198.18.1.1")};
    auto& session = world.open({"198.18.0.1", "198.18.0.2"});
    world.run();
    EXPECT_EQ(world.finished, 0u);
    session.interrupt();
    world.run();
    EXPECT_THAT(world.events,
                ElementsAre("hop 198.18.0.1 1", "trace 198.18.0.2 max-hops", "trace 198.18.0.1 interrupted"));
    EXPECT_EQ(world.finished, 1u);
    EXPECT_EQ(session.code(), host::exit_code::interrupted);
}

TEST(session, does_not_wait_for_look_ups_when_interrupted) {
    scripted_world world;
    world.names.silent = true;
    auto& session = world.open({"slow.example"});
    world.run();
    EXPECT_EQ(world.finished, 0u);
    session.interrupt();
    EXPECT_EQ(world.finished, 1u);
    EXPECT_TRUE(session.looking_up());
    EXPECT_THAT(world.events, IsEmpty());
}

TEST(session, begins_nothing_after_an_interruption) {
    scripted_world world;
    world.tracer.script["198.18.0.0"].held = true;
    auto& session = world.open({"198.18.0.0/24"}, {.window = 1});
    world.run();
    session.interrupt();
    world.run();
    EXPECT_THAT(world.tracer.begun, ElementsAre("198.18.0.0"));
}

}  // namespace
}  // namespace tracerouter::run
