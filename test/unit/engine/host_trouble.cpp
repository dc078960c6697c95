#include "engine/host_trouble.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

#include "engine_rig.hpp"
#include "tracerouter/error.hpp"

// What this host does not send is no loss: it is sent later, or said to have been refused.

namespace tracerouter::engine::host_trouble_tests {
namespace {

using namespace std::chrono_literals;
using boost::system::errc::errc_t;
using test::engine_rig;
using test::handed_probe;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr const char* target = "198.18.10.1";
constexpr trace_options two_hops{.max_ttl = 2, .queries = 1};
constexpr errc_t no_route = boost::system::errc::network_unreachable;

// The first probe of what the host lets through; the others are refused.
void refuse_all(engine_rig& rig) {
    for (const handed_probe& probe : rig.hand_out()) rig.refuse(probe, no_route);
}

void answer(engine_rig& rig, const handed_probe& probe) {
    rig.receive(probe.seen.ttl == 1 ? test::expired(probe, "198.18.1.1") : test::arrived(probe, target));
}

TEST(host_trouble, says_what_may_pass) {
    using namespace boost::system::errc;
    for (const errc_t one : {network_unreachable, network_down, no_such_device, address_not_available,
                             operation_not_permitted, no_buffer_space}) {
        EXPECT_TRUE(may_pass(make_error_code(one))) << one;
    }
    for (const errc_t one : {permission_denied, invalid_argument, message_size}) {
        EXPECT_FALSE(may_pass(make_error_code(one))) << one;
    }
}

TEST(host_trouble, a_refused_probe_is_handed_out_again_as_it_was) {
    engine_rig rig;
    rig.start(target, two_hops);
    const auto probes = rig.hand_out();
    ASSERT_THAT(probes, SizeIs(2));
    rig.refuse(probes[0], no_route);
    rig.sent(probes[1]);
    EXPECT_THAT(rig.hand_out(), IsEmpty());
    rig.pass(50ms);
    const auto again = rig.send();
    ASSERT_THAT(again, SizeIs(1));
    EXPECT_EQ(again[0].key, probes[0].key);
    EXPECT_EQ(again[0].bytes, probes[0].bytes);
    answer(rig, again[0]);
    answer(rig, probes[1]);
    const trace_result result = rig.results().at(0);
    EXPECT_EQ(result.stop, stop_reason::destination);
    EXPECT_EQ(result.probes_sent, 2U);
    EXPECT_EQ(result.hops.at(0).probes.at(0).status, probe_status::replied);
    EXPECT_EQ(rig.engine.statistics().send_errors, 0U);
}

TEST(host_trouble, one_target_that_is_refused_while_others_are_sent_is_told_soon) {
    engine_rig rig;
    rig.start(target, two_hops);
    refuse_all(rig);
    int rounds = 1;
    for (std::vector<trace_result> ended; ended.empty(); ++rounds) {
        ASSERT_LT(rounds, 20);
        const trace_id other = rig.start("198.18.10.9", two_hops);
        rig.pass(50ms);
        for (const handed_probe& probe : rig.hand_out()) {
            probe.seen.destination.to_string() == target ? rig.refuse(probe, no_route) : rig.sent(probe);
        }
        for (trace_result& result : rig.results()) {
            if (result.address.to_string() == target) ended.push_back(std::move(result));
        }
        rig.cancel(other);
        if (ended.empty()) continue;
        EXPECT_EQ(ended[0].stop, stop_reason::send_failed);
        EXPECT_EQ(ended[0].hops.at(0).probes.at(0).send_error, no_route);
    }
    EXPECT_EQ(rig.engine.statistics().send_errors, 2U);
}

TEST(host_trouble, a_few_targets_that_can_never_be_sent_to_are_told_within_a_second) {
    engine_rig rig;
    rig.start(target, {.max_ttl = 12, .queries = 1});
    const time_point began = rig.now;
    std::vector<trace_result> ended;
    for (; ended.empty() && rig.now < began + 1s; rig.pass(10ms)) {
        refuse_all(rig);
        ended = rig.results();
    }
    ASSERT_THAT(ended, SizeIs(1));
    EXPECT_EQ(ended[0].stop, stop_reason::send_failed);
    EXPECT_THAT(ended[0].hops, SizeIs(5)) << "no more than a silent target shows";
    EXPECT_EQ(rig.engine.statistics().send_errors, 12U);
}

TEST(host_trouble, many_wait_as_long_as_it_takes_and_lose_nothing) {
    engine_rig rig;
    rig.start("198.18.11.1", two_hops);
    for (const handed_probe& probe : rig.send()) answer(rig, probe);
    ASSERT_THAT(rig.results(), SizeIs(1));
    for (int last = 1; last <= 10; ++last) rig.start("198.18.10." + std::to_string(last), two_hops);
    for (int second = 0; second < 1'000; ++second) {
        refuse_all(rig);
        rig.pass(1s);
    }
    EXPECT_THAT(rig.results(), IsEmpty());
    EXPECT_TRUE(rig.engine.trouble().since());
    rig.pass(2s);
    const auto probes = rig.send();
    EXPECT_THAT(probes, SizeIs(20));
    EXPECT_FALSE(rig.engine.trouble().since());
}

TEST(host_trouble, pauses_between_attempts) {
    engine_rig rig;
    rig.start(target, {.max_ttl = 12, .queries = 1});
    refuse_all(rig);
    const std::optional<time_point> next = rig.engine.next_deadline();
    ASSERT_TRUE(next);
    EXPECT_EQ(*next, rig.now + 50ms);
    EXPECT_THAT(rig.hand_out(), IsEmpty());
}

// While nothing could be sent nothing could be received either.
TEST(host_trouble, what_was_under_way_in_a_time_of_trouble_is_sent_again) {
    engine_rig rig;
    rig.start(target, two_hops);
    const auto probes = rig.send();
    rig.start("198.18.11.1", {.max_ttl = 12, .queries = 1});
    for (int tenths = 0; tenths < 40; ++tenths) {
        refuse_all(rig);
        rig.pass(100ms);
    }
    EXPECT_THAT(rig.results(), IsEmpty());
    rig.pass(2s);
    std::vector<handed_probe> again = rig.send();
    std::erase_if(again, [](const handed_probe& probe) { return probe.seen.destination.to_string() != target; });
    ASSERT_THAT(again, SizeIs(2));
    EXPECT_EQ(again[0].bytes, probes[0].bytes);
}

TEST(host_trouble, what_the_queue_of_a_device_drops_silently_is_sent_again) {
    engine_rig rig;
    rig.engine.expect_stamps(true);
    rig.start(target, two_hops);
    const auto probes = rig.send();
    rig.sent(probes[1], stamp_source::kernel);
    answer(rig, probes[1]);
    rig.pass(1s);
    rig.pass(100ms);
    const auto again = rig.send();
    ASSERT_THAT(again, SizeIs(1));
    EXPECT_EQ(again[0].bytes, probes[0].bytes);
    rig.sent(again[0], stamp_source::kernel);
    answer(rig, again[0]);
    const trace_result result = rig.results().at(0);
    EXPECT_EQ(result.hops.at(0).probes.at(0).status, probe_status::replied);
    EXPECT_EQ(result.probes_sent, 2U);
}

// An absent neighbour is said to be so after three seconds; the queue of a slow link may be as long.
TEST(host_trouble, what_has_not_left_is_not_overdue) {
    engine_rig rig;
    rig.engine.expect_stamps(true);
    rig.start(target, {.max_ttl = 1, .queries = 1});
    const auto probes = rig.send();
    const time_point sent = rig.now;
    while (rig.now < sent + 3'200ms) rig.pass(100ms);
    EXPECT_THAT(rig.results(), IsEmpty());
    rig.sent(probes[0], stamp_source::kernel);
    rig.pass(2'900ms);
    EXPECT_THAT(rig.results(), IsEmpty()) << "its time counts from when it left";
    rig.now += 5ms;
    rig.receive(test::arrived(probes[0], target));
    EXPECT_EQ(rig.results().at(0).hops.at(0).probes.at(0).reply->rtt, 2'905ms);
}

TEST(host_trouble, silence_is_overdue_in_time_where_the_kernel_tells_what_leaves) {
    engine_rig rig;
    rig.engine.expect_stamps(true);
    rig.start(target, {.max_ttl = 1, .queries = 1});
    for (const handed_probe& probe : rig.send()) rig.sent(probe, stamp_source::kernel);
    rig.pass(3s);
    EXPECT_THAT(rig.results(), SizeIs(1));
}

TEST(host_trouble, a_link_that_takes_all_and_sends_nothing_is_no_silent_target) {
    engine_rig rig;
    rig.engine.expect_stamps(true);
    rig.start("198.18.11.1", two_hops);
    for (const handed_probe& probe : rig.send()) {
        rig.sent(probe, stamp_source::kernel);
        answer(rig, probe);
    }
    ASSERT_THAT(rig.results(), SizeIs(1));
    rig.now += 1s;
    rig.start(target, two_hops);
    for (int second = 0; second < 30; ++second) {
        rig.send();
        rig.pass(1s);
    }
    EXPECT_THAT(rig.results(), IsEmpty());
    for (int second = 0; second < 300; ++second) {
        rig.send();
        rig.pass(1s);
    }
    EXPECT_EQ(rig.results().at(0).stop, stop_reason::send_failed);
}

// A router that falls silent: the kernel gives up each probe after three seconds.
struct silent_router : testing::Test {
    silent_router() { rig.engine.expect_stamps(true); }

    void give_up(const std::vector<handed_probe>& probes) {
        rig.pass(3s);
        for (const handed_probe& probe : probes) rig.receive(test::given_up(probe));
    }

    engine_rig rig;
};

TEST_F(silent_router, is_waited_for_and_no_target_is_told_unreachable) {
    rig.start("198.18.11.1", two_hops);
    for (const handed_probe& probe : rig.send()) answer(rig, probe);
    ASSERT_THAT(rig.results(), SizeIs(1));
    rig.start(target, two_hops);
    for (int attempt = 0; attempt < 5; ++attempt) {
        give_up(rig.send());
        EXPECT_THAT(rig.results(), IsEmpty());
        EXPECT_TRUE(rig.engine.trouble().router().since());
        rig.pass(2s);
    }
    for (const handed_probe& probe : rig.send()) answer(rig, probe);
    const trace_result result = rig.results().at(0);
    EXPECT_EQ(result.stop, stop_reason::destination);
    EXPECT_EQ(result.probes_sent, 2U);
    EXPECT_FALSE(rig.engine.trouble().since());
    EXPECT_EQ(rig.engine.statistics().send_errors, 0U);
}

TEST_F(silent_router, is_asked_by_a_few_probes_only) {
    rig.start("198.18.11.1", two_hops);
    for (const handed_probe& probe : rig.send()) answer(rig, probe);
    for (int last = 1; last <= 20; ++last) rig.start("198.18.10." + std::to_string(last), two_hops);
    give_up(rig.send());
    EXPECT_THAT(rig.send(), IsEmpty());
    rig.pass(2s);
    EXPECT_THAT(rig.send(), SizeIs(8));
    EXPECT_THAT(rig.send(), IsEmpty());
}

TEST_F(silent_router, is_given_up_for_a_few_traces_after_a_minute_and_none_of_them_was_sent) {
    rig.start("198.18.11.1", two_hops);
    for (const handed_probe& probe : rig.send()) answer(rig, probe);
    ASSERT_THAT(rig.results(), SizeIs(1));
    rig.start(target, two_hops);
    std::vector<trace_result> ended;
    for (int seconds = 0; seconds < 90 && ended.empty(); seconds += 5) {
        give_up(rig.send());
        ended = rig.results();
        rig.pass(2s);
    }
    ASSERT_THAT(ended, SizeIs(1));
    EXPECT_EQ(ended[0].stop, stop_reason::send_failed);
    EXPECT_EQ(ended[0].hops.at(0).probes.at(0).send_error, errc::silent_router);
}

TEST_F(silent_router, that_was_never_heard_is_told_at_once_and_so_is_a_neighbour) {
    rig.start(target, two_hops);
    give_up(rig.send());
    EXPECT_EQ(rig.results().at(0).stop, stop_reason::unreachable);
    rig.start("198.18.11.1", two_hops);
    for (const handed_probe& probe : rig.send()) answer(rig, probe);
    ASSERT_THAT(rig.results(), SizeIs(1));
    rig.start_direct(target, two_hops);
    give_up(rig.send());
    EXPECT_EQ(rig.results().at(0).stop, stop_reason::unreachable);
    EXPECT_FALSE(rig.engine.trouble().router().since());
}

// The kernel says it of fifty probes at a time (net.ipv4.icmp_msgs_burst).
TEST_F(silent_router, has_got_no_probe_either_of_which_the_kernel_says_nothing) {
    rig.start_direct(target, {.max_ttl = 1, .queries = 3});
    const auto probes = rig.send();
    ASSERT_THAT(probes, SizeIs(3));
    rig.pass(3s);
    for (const std::size_t told : {0U, 1U}) rig.receive(test::given_up(probes[told]));
    rig.pass(1s);
    const trace_result result = rig.results().at(0);
    const auto& shown = result.hops.at(0).probes;
    ASSERT_THAT(shown, SizeIs(3));
    EXPECT_EQ(shown[1].status, probe_status::replied);
    EXPECT_EQ(shown[2].status, probe_status::send_failed) << "it is no loss";
    EXPECT_EQ(shown[2].send_error, errc::silent_router);
    EXPECT_EQ(result.probes_sent, 2U);
}

// Somebody on the way who claims to be this host.
TEST_F(silent_router, is_not_said_of_what_is_known_to_have_left) {
    rig.start(target, two_hops);
    const auto probes = rig.send();
    for (const handed_probe& probe : probes) rig.sent(probe, stamp_source::kernel);
    answer(rig, probes[0]);
    rig.receive(test::given_up(probes[1]));
    EXPECT_FALSE(rig.engine.trouble().router().since());
}

}  // namespace
}  // namespace tracerouter::engine::host_trouble_tests
