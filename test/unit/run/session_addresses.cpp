#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "run/session.hpp"
#include "scripted_world.hpp"
#include "tracerouter/error.hpp"

// Every address of a name (--all-addresses).

namespace tracerouter::run {
namespace {

using boost::asio::ip::make_address;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr session::settings all{.window = 100, .all_addresses = true};

class all_addresses : public testing::Test {
protected:
    all_addresses() { world.names.names["a.example"] = {"198.18.0.1", "198.18.0.2", "2001:db8::1"}; }

    scripted_world world;
    done_set done;
};

TEST_F(all_addresses, are_traced_each_for_itself) {
    auto& session = world.open({"a.example", "198.18.0.9"}, all);
    world.run();
    EXPECT_THAT(world.tracer.begun, UnorderedElementsAre("198.18.0.9", "198.18.0.1", "198.18.0.2", "2001:db8::1"));
    EXPECT_EQ(session.counts().reached, 4u);
    EXPECT_EQ(world.finished, 1u);
    EXPECT_FALSE(world.single) << "nobody knows how many there will be";
}

TEST_F(all_addresses, are_left_out_where_they_are_excluded) {
    world.excluded = {"198.18.0.2"};
    world.open({"a.example"}, all);
    world.run();
    EXPECT_THAT(world.tracer.begun, ElementsAre("198.18.0.1", "2001:db8::1"));
}

TEST_F(all_addresses, fail_each_for_itself) {
    world.tracer.script["2001:db8::1"].error = errc::unsupported_family;
    world.tracer.script["198.18.0.2"].error = errc::not_probeable;
    auto& session = world.open({"a.example"}, all);
    world.run();
    EXPECT_THAT(world.events, testing::SizeIs(3));
    EXPECT_THAT(world.complaints, UnorderedElementsAre(testing::StartsWith("a.example (2001:db8::1): "),
                                                       testing::StartsWith("a.example (198.18.0.2): Unspecified")));
    EXPECT_EQ(session.counts().unresolved, 1u) << "nobody has typed that address";
    EXPECT_EQ(session.code(), host::exit_code::failed);
}

TEST_F(all_addresses, come_in_the_order_of_the_resolver_if_order_is_wanted) {
    auto settings = all;
    settings.in_order = true;
    world.tracer.script["198.18.0.1"].held = true;
    world.wanting_hops = false;
    world.open({"a.example", "198.18.0.9"}, settings);
    world.run();
    EXPECT_THAT(world.events, IsEmpty());
    world.tracer.release("198.18.0.1");
    world.run();
    EXPECT_THAT(world.events, ElementsAre("trace 198.18.0.1 destination", "trace 198.18.0.2 max-hops",
                                          "trace 2001:db8::1 max-hops", "trace 198.18.0.9 max-hops"));
}

TEST_F(all_addresses, are_done_together) {
    world.done = &done;
    world.tracer.script["198.18.0.2"].held = true;
    world.open({"a.example", "198.18.0.9"}, all);
    world.run();
    EXPECT_EQ(done.text(), "1 0=198.18.0.1 0=2001:db8::1");
    world.tracer.release("198.18.0.2");
    world.run();
    EXPECT_EQ(done.text(), "0-1");
}

TEST_F(all_addresses, that_are_interrupted_are_traced_by_the_next_run_and_no_others) {
    world.done = &done;
    world.tracer.script["198.18.0.2"].held = true;
    auto& session = world.open({"a.example"}, all);
    world.run();
    session.interrupt();
    world.run();
    EXPECT_THAT(world.events, UnorderedElementsAre("trace 198.18.0.1 max-hops", "trace 2001:db8::1 max-hops"));

    scripted_world next;
    next.names.names["a.example"] = {"198.18.0.3", "198.18.0.2", "2001:db8::1", "198.18.0.1"};  // one more by now
    next.done = &done;
    next.open({"a.example"}, all);
    next.run();
    EXPECT_THAT(next.tracer.begun, ElementsAre("198.18.0.3", "198.18.0.2"));
    EXPECT_EQ(done.text(), "0");

    scripted_world last;
    last.done = &done;
    last.open({"a.example"}, all);
    last.run();
    EXPECT_EQ(last.names.asked, 0u);
}

TEST_F(all_addresses, that_this_host_keeps_from_being_traced_hold_no_others_back) {
    world.done = &done;
    world.tracer.script["2001:db8::1"].error = make_error_code(boost::system::errc::network_unreachable);
    auto& session = world.open({"a.example"}, all);
    world.run();
    EXPECT_EQ(done.text(), "0=198.18.0.1 0=198.18.0.2");
    EXPECT_FALSE(session.complete());

    scripted_world next;
    next.names.names["a.example"] = {"198.18.0.1", "198.18.0.2"};  // and that address is gone
    next.done = &done;
    auto& second = next.open({"a.example"}, all);
    second.resume(session.counts());
    next.run();
    EXPECT_THAT(next.tracer.begun, IsEmpty());
    EXPECT_EQ(done.text(), "0");
    EXPECT_TRUE(second.complete());
}

}  // namespace
}  // namespace tracerouter::run
