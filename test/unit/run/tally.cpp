#include "run/tally.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <vector>

#include "scripted_world.hpp"

namespace tracerouter::run {
namespace {

using report::failure_kind;
using event = std::function<void(tally&)>;

event traced(bool reached) {
    return [reached](tally& counts) {
        trace_result result;
        result.reached = reached;
        counts.add(result);
    };
}

event failed(failure_kind kind) {
    return [kind](tally& counts) { counts.add(report::failure{"x.example", kind, "reason"}); };
}

host::exit_code code_after(const std::vector<event>& events) {
    tally counts;
    for (const auto& happens : events) happens(counts);
    return counts.code();
}

const event reached = traced(true);
const event missed = traced(false);
const event invalid = failed(failure_kind::invalid);
const event unresolved = failed(failure_kind::unresolved);
const event unsent = failed(failure_kind::unsent);
const event left_undone = [](tally& counts) { counts.leave_undone(failure_kind::unsent); };
const event output_failed = [](tally& counts) { counts.set_output_failed(); };
const event interrupted = [](tally& counts) { counts.set_interrupted(); };

TEST(exit_code, has_the_documented_numbers) {
    EXPECT_EQ(static_cast<int>(host::exit_code::all_reached), 0);
    EXPECT_EQ(static_cast<int>(host::exit_code::not_reached), 1);
    EXPECT_EQ(static_cast<int>(host::exit_code::wrong_usage), 2);
    EXPECT_EQ(static_cast<int>(host::exit_code::unresolved), 3);
    EXPECT_EQ(static_cast<int>(host::exit_code::missing_rights), 4);
    EXPECT_EQ(static_cast<int>(host::exit_code::failed), 5);
    EXPECT_EQ(static_cast<int>(host::exit_code::interrupted), 130);
}

TEST(tally, knows_the_code_of_each_outcome) {
    EXPECT_EQ(code_after({}), host::exit_code::all_reached);
    EXPECT_EQ(code_after({reached, reached}), host::exit_code::all_reached);
    EXPECT_EQ(code_after({missed}), host::exit_code::not_reached);
    EXPECT_EQ(code_after({invalid}), host::exit_code::wrong_usage);
    EXPECT_EQ(code_after({unresolved}), host::exit_code::unresolved);
    EXPECT_EQ(code_after({output_failed}), host::exit_code::failed);
    EXPECT_EQ(code_after({interrupted}), host::exit_code::interrupted);
}

TEST(tally, tells_what_this_host_did_from_what_a_name_or_the_network_did) {
    for (const event& other : {unsent, unresolved, reached, missed}) {
        EXPECT_EQ(code_after({unsent, other}), host::exit_code::failed);
        EXPECT_EQ(code_after({other, left_undone}), host::exit_code::failed);
    }
    tally counts;
    trace_result refused;
    refused.hops = {{.ttl = 1, .probes = {{.status = probe_status::send_failed}}}};
    counts.add(refused);
    EXPECT_EQ(counts.counts(), tally_counts{.unsent = 1});
    refused.reached = true;
    counts.add(refused);
    EXPECT_EQ(counts.counts(), (tally_counts{.reached = 1, .unsent = 1}));
}

TEST(tally, counts_an_unreachable_that_this_host_says_itself_as_its_own) {
    tally counts;
    trace_result result;
    result.source = boost::asio::ip::make_address("198.18.0.2");
    result.hops = {answered_hop(1, "198.18.0.2")};
    result.hops[0].probes[0].reply->kind = reply_kind::unreachable;
    counts.add(result);
    EXPECT_EQ(counts.code(), host::exit_code::failed);
    tally others;
    result.source = boost::asio::ip::make_address("198.18.0.3");
    others.add(result);
    EXPECT_EQ(others.code(), host::exit_code::not_reached);
}

TEST(tally, keeps_what_is_left_undone_out_of_its_counts) {
    tally counts;
    EXPECT_FALSE(counts.leaves_undone());
    left_undone(counts);
    EXPECT_TRUE(counts.leaves_undone());
    EXPECT_EQ(counts.counts(), tally_counts{});
}

TEST(tally, takes_the_largest_of_several_codes) {
    EXPECT_EQ(code_after({missed, reached}), host::exit_code::not_reached);
    EXPECT_EQ(code_after({invalid, missed, reached}), host::exit_code::wrong_usage);
    EXPECT_EQ(code_after({unresolved, invalid, missed, reached}), host::exit_code::unresolved);
    EXPECT_EQ(code_after({output_failed, unresolved, invalid, missed, reached}), host::exit_code::failed);
}

TEST(tally, lets_an_interruption_outdo_everything) {
    EXPECT_EQ(code_after({interrupted, output_failed, unresolved, missed}), host::exit_code::interrupted);
}

TEST(tally, tells_how_far_the_run_is) {
    tally counts;
    counts.count_responders();
    trace_result result;
    result.reached = true;
    result.hops = {answered_hop(1, "198.18.1.1"), answered_hop(2, "198.18.1.1"), answered_hop(3, "198.18.1.2")};
    result.hops.push_back({.ttl = 4, .state = hop_state::inferred});
    result.hops.push_back({.ttl = 5, .state = hop_state::limited});
    counts.add(result);
    for (const auto kind : {failure_kind::invalid, failure_kind::unresolved}) failed(kind)(counts);
    traced(false)(counts);
    report::progress now;
    now.total = 10;
    counts.add_to(now);
    EXPECT_EQ(now.done, 4u);
    EXPECT_EQ(now.total, 11u);  // what is no target was not counted as one
    EXPECT_EQ(now.reached, 1u);
    EXPECT_EQ(now.untraced, 2u);
    EXPECT_EQ(now.responders, 2u);
    EXPECT_EQ(now.inferred, 1u);
    EXPECT_EQ(now.limited, 1u);
}

}  // namespace
}  // namespace tracerouter::run
