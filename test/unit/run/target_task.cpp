#include "run/target_task.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "scripted_world.hpp"
#include "tracerouter/error.hpp"

namespace tracerouter::run {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class target_task_test : public testing::Test {
protected:
    static scripted_trace failing(boost::system::error_code error) {
        return {.error = error, .result = {}, .announced = {}};
    }

    static scripted_trace sending_nothing() {
        auto refused = answered_hop(1, "198.18.1.1");
        refused.state = hop_state::silent;
        refused.probes.front().status = probe_status::send_failed;
        refused.probes.front().reply.reset();
        refused.probes.front().send_error = make_error_code(boost::system::errc::operation_not_permitted);
        scripted_trace planned;
        planned.result.stop = stop_reason::send_failed;
        planned.result.hops = {refused};
        planned.announced = {refused};
        return planned;
    }

    void run(const std::string& target) {
        world.open({target});
        world.run();
    }

    scripted_world world;
};

TEST_F(target_task_test, traces_an_address_without_asking_the_resolver) {
    run("198.18.0.1");
    EXPECT_THAT(world.events, ElementsAre("trace 198.18.0.1 max-hops"));
    EXPECT_EQ(world.names.asked, 0u);
}

TEST_F(target_task_test, traces_the_first_address_of_a_name) {
    world.names.names["a.example"] = {"198.18.0.1", "198.18.0.2"};
    run("a.example");
    EXPECT_THAT(world.tracer.begun, ElementsAre("198.18.0.1"));
    EXPECT_THAT(world.events, ElementsAre("trace 198.18.0.1 max-hops"));
}

TEST_F(target_task_test, tries_addresses_until_one_can_be_probed) {
    world.names.names["a.example"] = {"2001:db8::1", "198.18.0.1", "198.18.0.2", "198.18.0.3", "198.18.0.4"};
    world.tracer.script["2001:db8::1"] = failing(errc::unsupported_family);
    world.tracer.script["198.18.0.1"] = failing(make_error_code(boost::system::errc::network_unreachable));
    world.tracer.script["198.18.0.2"] = sending_nothing();
    run("a.example");
    EXPECT_THAT(world.tracer.begun, ElementsAre("2001:db8::1", "198.18.0.1", "198.18.0.2", "198.18.0.3"));
    EXPECT_THAT(world.events, ElementsAre("trace 198.18.0.3 max-hops"));
    EXPECT_THAT(world.complaints, IsEmpty());
}

TEST_F(target_task_test, gives_the_last_reason_when_no_address_works) {
    world.names.names["a.example"] = {"198.18.0.1", "198.18.0.2"};
    world.tracer.script["198.18.0.1"] = failing(make_error_code(boost::system::errc::network_unreachable));
    world.tracer.script["198.18.0.2"] = sending_nothing();
    run("a.example");
    const std::string why = "a firewall of this host does not let the probes out (Operation not permitted)";
    EXPECT_THAT(world.events, ElementsAre("failure a.example: " + why));
    EXPECT_THAT(world.complaints, ElementsAre("a.example: " + why));
}

// The exit code tells a mistake from a name without an address, and both from what this host does.
TEST_F(target_task_test, tells_whose_fault_it_is) {
    using namespace boost::system::errc;
    const std::vector<std::pair<boost::system::error_code, host::exit_code>> cases{
        {errc::not_probeable, host::exit_code::wrong_usage},
        {errc::multicast_target, host::exit_code::wrong_usage},
        {errc::missing_interface, host::exit_code::wrong_usage},
        {errc::unsupported_family, host::exit_code::failed},
        {make_error_code(network_unreachable), host::exit_code::failed},
        {make_error_code(permission_denied), host::exit_code::failed},
        {make_error_code(address_not_available), host::exit_code::failed},
        {make_error_code(message_size), host::exit_code::failed},
    };
    for (const auto& [error, expected] : cases) {
        scripted_world one;
        one.tracer.script["198.18.0.1"] = failing(error);
        auto& session = one.open({"198.18.0.1"});
        one.run();
        EXPECT_EQ(session.code(), expected) << error.message();
    }
    world.names.names["a.example"] = {"224.0.0.1"};
    world.tracer.script["224.0.0.1"] = failing(errc::multicast_target);
    auto& session = world.open({"a.example"});
    world.run();
    EXPECT_EQ(session.code(), host::exit_code::unresolved);
}

TEST_F(target_task_test, says_what_to_do_about_the_size) {
    world.tracer.script["2001:db8::1"] = failing(errc::invalid_options);
    world.tracer.script["198.18.0.1"] = failing(make_error_code(boost::system::errc::message_size));
    session::settings small{.window = 100};
    small.trace.packet_size = 48;
    world.open({"2001:db8::1", "198.18.0.1"}, small);
    world.run();
    EXPECT_THAT(world.complaints,
                UnorderedElementsAre(
                    "2001:db8::1: probes of 48 octets are too small for IPv6: --size must be at least 50",
                    "198.18.0.1: probes of 48 octets are too big for the link that leads there: lower --size"));
}

TEST_F(target_task_test, says_that_a_name_is_not_found) {
    run("nosuch.example");
    EXPECT_THAT(world.events, ElementsAre("failure nosuch.example: Host not found (authoritative)"));
    EXPECT_THAT(world.tracer.begun, IsEmpty());
}

TEST_F(target_task_test, never_probes_excluded_addresses_of_a_name) {
    world.excluded = {"198.18.0.0/31"};
    world.names.names["a.example"] = {"198.18.0.0", "198.18.0.1", "198.18.0.2"};
    run("a.example");
    EXPECT_THAT(world.tracer.begun, ElementsAre("198.18.0.2"));
}

TEST_F(target_task_test, has_nothing_to_tell_of_a_name_that_is_excluded_altogether) {
    world.excluded = {"198.18.0.0/31"};
    world.names.names["a.example"] = {"198.18.0.0", "198.18.0.1"};
    run("a.example");
    EXPECT_THAT(world.tracer.begun, IsEmpty());
    EXPECT_THAT(world.events, IsEmpty());
    EXPECT_THAT(world.complaints, testing::SizeIs(1));  // that of a run with nothing to trace
}

TEST_F(target_task_test, tells_hops_as_they_come) {
    world.tracer.script["198.18.0.1"].announced = {answered_hop(1, "198.18.1.1"), answered_hop(2, "198.18.1.2")};
    run("198.18.0.1");
    EXPECT_THAT(world.events, ElementsAre("hop 198.18.0.1 1", "hop 198.18.0.1 2", "trace 198.18.0.1 max-hops"));
}

TEST_F(target_task_test, holds_hops_back_until_something_was_sent) {
    auto planned = sending_nothing();
    planned.announced.push_back(answered_hop(2, "198.18.1.2"));
    planned.result.stop = stop_reason::gap;
    world.tracer.script["198.18.0.1"] = planned;
    run("198.18.0.1");
    EXPECT_THAT(world.events, ElementsAre("hop 198.18.0.1 1", "hop 198.18.0.1 2", "trace 198.18.0.1 gap"));
}

}  // namespace
}  // namespace tracerouter::run
