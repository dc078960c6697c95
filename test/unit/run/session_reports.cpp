#include "run/session.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

#include "scripted_world.hpp"

namespace tracerouter::run {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

TEST(session, takes_a_closed_pipe_for_the_end) {
    scripted_world world;
    world.write_error = make_error_code(boost::system::errc::broken_pipe);
    auto& session = world.open({"198.18.0.0/24"}, {.window = 10});
    world.run();
    EXPECT_THAT(world.events, SizeIs(1));
    EXPECT_THAT(world.complaints, IsEmpty());
    EXPECT_EQ(world.finished, 1u);
    EXPECT_EQ(world.finishes, 0u);
    EXPECT_EQ(session.code(), host::exit_code::all_reached);
}

TEST(session, stops_when_results_cannot_be_written) {
    scripted_world world;
    world.write_error = make_error_code(boost::system::errc::no_space_on_device);
    auto& session = world.open({"198.18.0.0/24"}, {.window = 10});
    world.run();
    EXPECT_THAT(world.events, SizeIs(1));
    EXPECT_THAT(world.complaints, ElementsAre("results cannot be written: No space left on device"));
    EXPECT_EQ(world.finished, 1u);
    EXPECT_EQ(session.code(), host::exit_code::failed);
}

TEST(session, stops_when_it_is_told_that_results_were_not_written) {
    scripted_world world;
    world.tracer.script["198.18.0.0"].held = true;
    auto& session = world.open({"198.18.0.0"}, {.window = 10});
    world.run();
    const auto full = make_error_code(boost::system::errc::no_space_on_device);
    session.output_changed(full);
    session.output_changed(full);
    world.run();
    EXPECT_THAT(world.events, IsEmpty());
    EXPECT_THAT(world.complaints, ElementsAre("results cannot be written: No space left on device"));
    EXPECT_EQ(world.finished, 1u);
    EXPECT_EQ(session.code(), host::exit_code::failed);
}

TEST(session, begins_nothing_while_results_pile_up) {
    scripted_world world;
    world.output_has_room = false;
    auto& session = world.open({"198.18.0.0/24"}, {.window = 10});
    world.run();
    EXPECT_THAT(world.tracer.begun, IsEmpty());
    EXPECT_EQ(world.finished, 0u);
    world.output_has_room = true;
    session.output_changed({});
    world.run();
    EXPECT_THAT(world.events, SizeIs(256));
    EXPECT_EQ(world.finished, 1u);
}

TEST(session, leaves_out_what_is_done_and_keeps_account) {
    scripted_world world;
    done_set done;
    for (const std::uint64_t number : {0u, 2u}) done.add(number);
    world.done = &done;
    world.wanting_hops = false;
    world.tracer.script["198.18.0.3"].held = true;
    auto& session = world.open({"198.18.0.0/30", "nosuch.example"}, {.window = 10});
    session.resume({.reached = 1, .not_reached = 1});
    world.run();
    EXPECT_THAT(world.tracer.begun, UnorderedElementsAre("198.18.0.1", "198.18.0.3"));
    EXPECT_EQ(done.text(), "0-2 4");
    EXPECT_FALSE(session.complete());
    world.tracer.release("198.18.0.3");
    world.run();
    EXPECT_EQ(done.text(), "0-4");
    EXPECT_TRUE(session.complete());
    EXPECT_EQ(session.counts(), (tally_counts{.reached = 2, .not_reached = 2, .unresolved = 1}));
    EXPECT_EQ(session.code(), host::exit_code::unresolved);
}

TEST(session, leaves_interrupted_traces_to_the_run_that_goes_on) {
    scripted_world world;
    done_set done;
    world.done = &done;
    world.tracer.script["198.18.0.1"].held = true;
    world.names.silent = true;
    auto& session = world.open({"198.18.0.0/31", "slow.example"});
    world.run();
    session.interrupt();
    world.run();
    EXPECT_THAT(world.events, ElementsAre("trace 198.18.0.0 max-hops"));
    EXPECT_EQ(done.text(), "0");
    EXPECT_FALSE(session.complete());
}

// Neither what could not begin nor what was refused on the way is a result.
TEST(session, leaves_what_this_host_did_to_the_run_that_goes_on) {
    scripted_world world;
    done_set done;
    world.done = &done;
    world.wanting_hops = false;
    world.tracer.script["198.18.0.1"].error = make_error_code(boost::system::errc::network_unreachable);
    trace_result& refused = world.tracer.script["198.18.0.2"].result;
    refused.hops = {answered_hop(1, "198.18.1.1"), {.ttl = 2, .probes = {{.status = probe_status::send_failed}}}};
    auto& session = world.open({"198.18.0.0/30"}, {.window = 10, .in_order = true});
    world.run();
    EXPECT_THAT(world.events, ElementsAre("trace 198.18.0.0 max-hops", "trace 198.18.0.3 max-hops"));
    EXPECT_EQ(done.text(), "0 3");
    EXPECT_FALSE(session.complete());
    EXPECT_EQ(session.code(), host::exit_code::failed);
    EXPECT_EQ(session.counts().targets(), 2U);
}

TEST(session, gives_up_when_it_is_told_to) {
    scripted_world world;
    world.tracer.script["198.18.0.0"].held = true;
    auto& session = world.open({"198.18.0.0"});
    world.run();
    session.give_up("the reason");
    world.run();
    EXPECT_THAT(world.complaints, ElementsAre("the reason"));
    EXPECT_EQ(world.finished, 1u);
    EXPECT_EQ(session.code(), host::exit_code::failed);
}

TEST(session, asks_for_hops_only_if_the_report_wants_them) {
    scripted_world world;
    world.tracer.script["198.18.0.1"].announced = {answered_hop(1, "198.18.1.1")};
    world.wanting_hops = false;
    world.open({"198.18.0.1"});
    world.run();
    EXPECT_THAT(world.events, ElementsAre("trace 198.18.0.1 max-hops"));
}

TEST(session, does_not_report_hops_that_are_to_be_hidden) {
    scripted_world world;
    auto& script = world.tracer.script["198.18.0.1"];
    script.announced = {answered_hop(1, "198.18.1.1"), answered_hop(2, "198.18.1.2")};
    world.open({"198.18.0.1"}, {.window = 1, .hidden_hops = 1});
    world.run();
    EXPECT_THAT(world.events, ElementsAre("hop 198.18.0.1 2", "trace 198.18.0.1 max-hops"));
}

/// Knows nothing, and never will.
class silent_facts final : public enrich::fact_source {
public:
    void look_up(const boost::asio::ip::address& address) override { asked.push_back(address.to_string()); }
    [[nodiscard]] bool settled(const boost::asio::ip::address&) const override { return false; }
    [[nodiscard]] const address_facts* find(const boost::asio::ip::address&) const override { return nullptr; }
    std::vector<std::string> asked;
};

TEST(session, begins_further_targets_while_names_are_waited_for) {
    scripted_world world;
    silent_facts facts;
    world.facts = &facts;
    for (const auto* address : {"198.18.0.0", "198.18.0.1"}) {
        world.tracer.script[address].result.hops = {answered_hop(1, "198.18.1.1")};
    }
    const auto forever = std::chrono::hours{1};
    world.open({"198.18.0.0/31"}, {.window = 1, .hop_patience = forever, .trace_patience = forever});
    world.run();
    EXPECT_THAT(world.tracer.begun, ElementsAre("198.18.0.0", "198.18.0.1"));
    EXPECT_THAT(facts.asked, Each("198.18.1.1"));
    EXPECT_THAT(world.events, IsEmpty());
    EXPECT_EQ(world.finished, 0u);
}

TEST(session, takes_nothing_for_done_that_waits_for_names) {
    scripted_world world;
    silent_facts facts;
    done_set done;
    world.facts = &facts;
    world.done = &done;
    world.wanting_hops = false;
    world.tracer.script["198.18.0.1"].result.hops = {answered_hop(1, "198.18.1.1")};
    auto& session = world.open({"198.18.0.1"}, {.window = 1, .trace_patience = std::chrono::hours{1}});
    world.run();
    EXPECT_EQ(done.text(), "");
    EXPECT_EQ(session.counts(), tally_counts{});
    EXPECT_FALSE(session.complete());
    session.interrupt();
    EXPECT_EQ(done.text(), "0");
    EXPECT_EQ(session.counts(), tally_counts{.not_reached = 1});
}

TEST(session, looks_names_up_before_the_trace_has_ended) {
    scripted_world world;
    silent_facts facts;
    world.facts = &facts;
    world.wanting_hops = false;
    world.tracer.script["198.18.0.1"].announced = {answered_hop(1, "198.18.1.1")};
    world.tracer.script["198.18.0.1"].held = true;
    world.open({"198.18.0.1"});
    world.run();
    EXPECT_THAT(facts.asked, ElementsAre("198.18.1.1"));
    EXPECT_THAT(world.events, IsEmpty());
}

TEST(session, waits_for_no_names_when_interrupted) {
    scripted_world world;
    silent_facts facts;
    world.facts = &facts;
    world.tracer.script["198.18.0.1"].announced = {answered_hop(1, "198.18.1.1")};
    world.tracer.script["198.18.0.1"].held = true;
    auto& session = world.open({"198.18.0.1"}, {.window = 1, .hop_patience = std::chrono::hours{1}});
    world.run();
    EXPECT_THAT(world.events, IsEmpty());
    session.interrupt();
    world.run();
    EXPECT_THAT(world.events, ElementsAre("hop 198.18.0.1 1", "trace 198.18.0.1 interrupted"));
    EXPECT_EQ(world.finished, 1u);
}

}  // namespace
}  // namespace tracerouter::run
