#include "engine/engine.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "engine_rig.hpp"

namespace tracerouter::engine::engine_tests {
namespace {

using namespace std::chrono_literals;
using test::engine_rig;
using test::handed_probe;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* target = "198.18.10.1";
const trace_options two_hops{.max_ttl = 2, .queries = 1};

std::vector<int> ttls(const std::vector<handed_probe>& probes) {
    std::vector<int> out;
    for (const handed_probe& probe : probes) out.push_back(probe.seen.ttl);
    return out;
}

/// Events as text: "hop 1", "end".
std::vector<std::string> told(const std::vector<event>& events) {
    std::vector<std::string> out;
    for (const event& event : events) {
        const auto* hop = std::get_if<hop_final>(&event);
        out.push_back(hop ? "hop " + std::to_string(hop->hop.ttl) : "end");
    }
    return out;
}

TEST(engine, rests_until_a_trace_begins) {
    engine_rig rig;
    EXPECT_TRUE(rig.engine.has_room());
    EXPECT_EQ(rig.engine.next_deadline(), std::nullopt);
    EXPECT_THAT(rig.hand_out(), SizeIs(0));
    rig.pass(1h);
    EXPECT_THAT(rig.events(), SizeIs(0));
}

TEST(engine, sends_all_ttls_at_once) {
    engine_rig rig;
    rig.start(target, {.max_ttl = 4, .queries = 2});
    EXPECT_EQ(rig.engine.next_deadline(), rig.now);
    EXPECT_THAT(ttls(rig.hand_out()), ElementsAre(1, 2, 3, 4, 1, 2, 3, 4));
}

TEST(engine, makes_probes_as_the_options_say) {
    engine_rig rig;
    rig.start(target, {.max_ttl = 1, .queries = 1, .tos = 0xb8, .dont_fragment = true, .packet_size = 99});
    const sim::seen_probe probe = rig.hand_out().at(0).seen;
    EXPECT_EQ(probe.destination, boost::asio::ip::make_address_v4(target));
    EXPECT_EQ(probe.source, boost::asio::ip::make_address_v4("198.18.0.2"));
    EXPECT_EQ(probe.tos, 0xb8);
    EXPECT_EQ(probe.size, 99);
    EXPECT_TRUE(probe.dont_fragment);
    EXPECT_LT(probe.identifier, 0x8000);
    EXPECT_NE(probe.sequence, 0);
}

TEST(engine, sends_in_turn_for_all_traces) {
    engine_rig rig;
    rig.start("198.18.10.1", two_hops);
    rig.start("198.18.10.2", two_hops);
    EXPECT_THAT(ttls(rig.hand_out()), ElementsAre(1, 1, 2, 2));
}

TEST(engine, keeps_the_rate) {
    engine_rig rig{{.rate = 50}};
    rig.start(target);
    EXPECT_THAT(rig.hand_out(), SizeIs(1));
    EXPECT_EQ(rig.engine.next_deadline(), rig.now + 20ms);
    rig.now += 20ms;
    EXPECT_THAT(rig.hand_out(), SizeIs(1));
}

TEST(engine, fills_a_batch_that_has_room_left_and_no_more) {
    engine_rig rig{{.rate = 1'000'000}};
    rig.start(target, {.max_ttl = 255, .queries = 1});
    transmit_batch batch;
    rig.engine.poll_transmit(rig.now, batch);
    EXPECT_EQ(batch.pending().size(), transmit_batch::capacity);
    rig.engine.poll_transmit(rig.now, batch);
    EXPECT_EQ(batch.pending().size(), transmit_batch::capacity);
}

TEST(engine, announces_hops_in_order_before_the_end) {
    engine_rig rig;
    rig.start(target, {.max_ttl = 3, .queries = 1}, true);
    const auto probes = rig.send();
    rig.receive(test::expired(probes.at(1), "198.18.1.2"));
    rig.receive(test::arrived(probes.at(2), target));
    EXPECT_THAT(told(rig.events()), SizeIs(0));
    rig.receive(test::expired(probes.at(0), "198.18.1.1"));
    EXPECT_THAT(told(rig.events()), ElementsAre("hop 1", "hop 2", "hop 3", "end"));
}

TEST(engine, announces_the_hops_that_are_in_the_result) {
    engine_rig rig;
    rig.start(target, two_hops, true);
    const auto probes = rig.send();
    rig.receive(test::expired(probes.at(0), "198.18.1.1"));
    rig.receive(test::arrived(probes.at(1), target));
    const auto events = rig.events();
    const trace_result& result = std::get<trace_finished>(events.at(2)).result;
    EXPECT_EQ(std::get<hop_final>(events.at(0)).hop, result.hops.at(0));
    EXPECT_EQ(std::get<hop_final>(events.at(1)).hop, result.hops.at(1));
}

TEST(engine, counts_for_the_result) {
    engine_rig rig;
    rig.start(target, two_hops);
    const auto probes = rig.send();
    rig.now += 20ms;
    rig.engine.handle_drops(3, rig.now);
    rig.receive(probes.at(0).bytes);
    rig.receive(test::arrived(probes.at(1), target));
    rig.receive(test::arrived(probes.at(1), target));
    rig.receive(test::expired(probes.at(0), "198.18.1.1"));
    const trace_result result = rig.results().at(0);
    EXPECT_EQ(result.address, boost::asio::ip::make_address(target));
    EXPECT_EQ(result.source, boost::asio::ip::make_address("198.18.0.2"));
    EXPECT_EQ(result.elapsed, 20ms);
    EXPECT_TRUE(result.reached);
    EXPECT_EQ(result.distance, 2);
    EXPECT_EQ(result.stop, stop_reason::destination);
    EXPECT_EQ(result.probes_sent, 2);
    EXPECT_EQ(result.replies, 2);
    EXPECT_EQ(result.late, 0);
    EXPECT_EQ(result.duplicates, 1);
    EXPECT_EQ(result.foreign, 1);
    EXPECT_EQ(result.receive_drops, 3);
    EXPECT_EQ(result.clock, stamp_source::process);
}

TEST(engine, counts_only_from_the_start_of_a_trace) {
    engine_rig rig;
    rig.start("198.18.10.1", two_hops);
    rig.receive(rig.send().at(0).bytes);
    rig.engine.handle_drops(3, rig.now);
    const trace_id second = rig.start("198.18.10.2", two_hops);
    rig.cancel(second);
    const trace_result result = rig.results().at(0);
    EXPECT_EQ(result.foreign, 0);
    EXPECT_EQ(result.receive_drops, 0);
}

TEST(engine, says_kernel_when_all_stamps_are_the_kernels) {
    for (const bool both : {true, false}) {
        engine_rig rig;
        rig.start(target, {.max_ttl = 1, .queries = 1});
        const handed_probe probe = rig.send().at(0);
        if (both) rig.sent(probe, stamp_source::kernel);
        rig.receive(test::arrived(probe, target), stamp_source::kernel);
        EXPECT_EQ(rig.results().at(0).clock, both ? stamp_source::kernel : stamp_source::process);
    }
}

TEST(engine, ends_by_timeouts_alone) {
    engine_rig rig;
    rig.start(target, two_hops);
    rig.send();
    EXPECT_EQ(rig.engine.next_deadline(), rig.now + 3s);
    rig.pass(3s - 1ns);
    EXPECT_THAT(rig.events(), SizeIs(0));
    rig.pass(1ns);
    const trace_result result = rig.results().at(0);
    EXPECT_EQ(result.stop, stop_reason::max_hops);
    EXPECT_THAT(result.hops, SizeIs(2));
    EXPECT_EQ(result.hops.at(0).state, hop_state::silent);
    EXPECT_EQ(result.hops.at(0).probes.at(0).status, probe_status::timeout);
    EXPECT_EQ(rig.engine.next_deadline(), std::nullopt);
}

TEST(engine, allows_for_a_pause_of_our_own) {
    for (const auto& [pause, overdue_after] : {std::pair{400ms, 400ms}, {20s, 1'000ms}}) {
        engine_rig rig;
        rig.start(target, two_hops);
        rig.send();
        rig.now += 3s + pause;
        rig.engine.handle_pause(rig.now, pause);
        EXPECT_EQ(rig.engine.next_deadline(), rig.now + overdue_after);
        rig.pass(overdue_after - 1ns);
        EXPECT_THAT(rig.events(), SizeIs(0));
        rig.pass(1ns);
        EXPECT_THAT(rig.results(), SizeIs(1));
    }
}

TEST(engine, does_nothing_when_woken_early) {
    engine_rig rig;
    rig.start(target, two_hops);
    rig.send();
    const auto deadline = rig.engine.next_deadline();
    for (int wake_up = 0; wake_up < 10; ++wake_up) rig.engine.handle_timeout(rig.now);
    EXPECT_EQ(rig.engine.next_deadline(), deadline);
}

TEST(engine, lets_pass_no_more_traces_than_asked_for_and_says_that_there_are_more) {
    engine_rig rig;
    for (int trace = 0; trace < 5; ++trace) rig.start(target, two_hops);
    rig.send();
    rig.now += 10s;
    for (const bool more : {true, true, false}) {
        EXPECT_LE(rig.engine.next_deadline(), rig.now);
        EXPECT_EQ(rig.engine.handle_timeout(rig.now, 2), more);
    }
    EXPECT_GT(rig.engine.next_deadline().value_or(rig.now + 1s), rig.now);
}

TEST(engine, sends_retries) {
    engine_rig rig;
    rig.start(target, {.max_ttl = 2, .queries = 2});
    const auto probes = rig.send();
    rig.now += 1ms;
    rig.receive(test::expired(probes.at(1), "198.18.1.2"));
    rig.pass(1s);
    EXPECT_THAT(ttls(rig.send()), ElementsAre(1));
    rig.pass(1s);
    EXPECT_THAT(rig.results().at(0).hops.at(0).probes, SizeIs(3));
}

TEST(engine, holds_to_its_window) {
    engine_rig rig{{.window = 2}};
    const trace_id first = rig.start(target, two_hops);
    rig.start(target, two_hops);
    EXPECT_FALSE(rig.engine.has_room());
    rig.cancel(first);
    EXPECT_EQ(rig.engine.active(), 1);
    EXPECT_FALSE(rig.engine.has_room()) << "its end has not been told";
    EXPECT_THAT(rig.results(), SizeIs(1));
    EXPECT_TRUE(rig.engine.has_room());
}

TEST(engine, leaves_a_trace_as_it_ended_until_that_is_told) {
    engine_rig rig;
    const trace_id trace = rig.start(target, two_hops);
    const auto probes = rig.send();
    rig.now += 1ms;
    rig.receive(test::expired(probes.at(0), "198.18.1.1"));
    rig.cancel(trace);
    rig.now += 1ms;
    rig.receive(test::expired(probes.at(1), "198.18.1.2"));
    rig.cancel(trace);
    rig.pass(10s);
    EXPECT_EQ(rig.engine.statistics().late, 1);
    const trace_result result = rig.results().at(0);
    EXPECT_EQ(result.replies, 1);
    EXPECT_EQ(result.elapsed, 1ms);
    EXPECT_THAT(result.hops, SizeIs(1));
    EXPECT_THAT(rig.results(), IsEmpty());
}

TEST(engine, ends_a_trace_of_which_nothing_could_be_sent) {
    engine_rig rig;
    rig.start(target, two_hops);
    for (const handed_probe& probe : rig.hand_out()) rig.refuse(probe);
    const trace_result result = rig.results().at(0);
    EXPECT_EQ(result.stop, stop_reason::send_failed);
    EXPECT_EQ(result.probes_sent, 0);
    EXPECT_EQ(result.hops.at(0).probes.at(0).status, probe_status::send_failed);
    EXPECT_EQ(result.hops.at(0).probes.at(0).send_error, boost::system::errc::permission_denied);
    EXPECT_EQ(rig.engine.statistics().send_errors, 2);
}

TEST(engine, goes_on_when_one_probe_could_not_be_sent) {
    engine_rig rig;
    rig.start(target, two_hops);
    const auto probes = rig.hand_out();
    rig.refuse(probes.at(0));
    rig.sent(probes.at(1));
    rig.receive(test::arrived(probes.at(1), target));
    EXPECT_EQ(rig.results().at(0).stop, stop_reason::destination);
}

// A trace of two hops can be cancelled before, between and after each of these steps.
TEST(engine, can_be_cancelled_at_every_step) {
    for (int steps = 0; steps <= 6; ++steps) {
        engine_rig rig;
        const trace_id trace = rig.start(target, two_hops, true);
        std::vector<handed_probe> probes;
        if (steps > 0) probes = rig.hand_out();
        if (steps > 1) rig.sent(probes.at(0));
        if (steps > 2) rig.sent(probes.at(1));
        if (steps > 3) rig.receive(test::expired(probes.at(1), "198.18.1.2"));
        if (steps > 4) rig.pass(1s);
        if (steps > 5) rig.pass(1s);
        rig.cancel(trace);
        rig.cancel(trace);
        const auto events = rig.events();
        ASSERT_FALSE(events.empty()) << steps;
        const trace_result& result = std::get<trace_finished>(events.back()).result;
        const bool ended_before = steps > 4;
        EXPECT_EQ(result.stop, ended_before ? stop_reason::max_hops : stop_reason::interrupted) << steps;
        EXPECT_EQ(result.hops.size(), steps > 3 ? 2 : 0) << steps;
        EXPECT_EQ(events.size(), result.hops.size() + 1) << steps;
        EXPECT_EQ(rig.engine.active(), 0) << steps;
        EXPECT_THAT(rig.hand_out(), SizeIs(0)) << steps;
        rig.pass(1h);
        EXPECT_EQ(rig.engine.next_deadline(), std::nullopt) << steps;
        EXPECT_THAT(rig.events(), SizeIs(0)) << steps;
    }
}

TEST(engine, says_of_an_interrupted_trace_what_had_not_left) {
    engine_rig rig;
    const trace_id trace = rig.start(target, {.max_ttl = 2, .queries = 2});
    const auto probes = rig.hand_out();
    rig.sent(probes.at(1));
    rig.receive(test::expired(probes.at(1), "198.18.1.2"));
    rig.cancel(trace);
    const trace_result result = rig.results().at(0);
    EXPECT_EQ(result.hops.at(0).probes.at(0).status, probe_status::unsent);
    EXPECT_EQ(result.hops.at(1).probes.at(0).status, probe_status::replied);
    EXPECT_EQ(result.hops.at(1).probes.at(1).status, probe_status::unsent);
}

TEST(engine, takes_word_of_a_trace_that_has_ended) {
    engine_rig rig;
    const trace_id trace = rig.start(target, two_hops);
    const auto probes = rig.hand_out();
    rig.cancel(trace);
    rig.events();
    rig.sent(probes.at(0));
    rig.refuse(probes.at(1));
    EXPECT_EQ(rig.engine.statistics().probes_sent, 1);
    EXPECT_EQ(rig.engine.statistics().send_errors, 1);
    EXPECT_THAT(rig.events(), SizeIs(0));
}

TEST(engine, does_not_mind_a_clock_that_runs_backwards) {
    engine_rig rig;
    const trace_id trace = rig.start(target, two_hops);
    const auto probes = rig.send();
    rig.now -= 1s;
    rig.receive(test::expired(probes.at(0), "198.18.1.1"));
    rig.engine.handle_timeout(rig.now);
    EXPECT_THAT(rig.events(), SizeIs(0));
    rig.cancel(trace);
    const trace_result result = rig.results().at(0);
    EXPECT_EQ(result.elapsed, duration::zero());
    EXPECT_EQ(result.hops.at(0).probes.at(0).reply->rtt, duration::zero());
}

TEST(engine, numbers_queries_passed_over_while_the_path_seemed_to_end_earlier) {
    engine_rig rig{{.rate = 400}};  // eight probes at once
    rig.start(target, {.max_ttl = 5, .queries = 3});
    const auto first = rig.send();
    ASSERT_THAT(ttls(first), ElementsAre(1, 2, 3, 4, 5, 1, 2, 3));
    for (const std::size_t refused : {1U, 2U}) {
        rig.receive(sim::write_error(first.at(refused).bytes, boost::asio::ip::make_address_v4("198.18.1.2"), 60,
                                     {.type = 3, .code = 13, .quoted_ttl = 1, .quoted_checksum = {}, .labels = {}}));
    }
    rig.receive(test::expired(first.at(0), "198.18.1.1"));
    rig.pass(162ms);
    ASSERT_THAT(ttls(rig.send()), ElementsAre(1, 2));
    rig.receive(test::arrived(first.at(3), target));
    ASSERT_THAT(ttls(rig.send()), ElementsAre(3, 4));
    rig.pass(5s);
    const hop_result hop = rig.results().at(0).hops.at(3);
    ASSERT_THAT(hop.probes, SizeIs(3));
    EXPECT_EQ(hop.probes[0].status, probe_status::replied);
    EXPECT_EQ(hop.probes[1].status, probe_status::unsent);
    EXPECT_EQ(hop.probes[2].status, probe_status::timeout);
    EXPECT_EQ(hop.probes[1].query, 2);
}

}  // namespace
}  // namespace tracerouter::engine::engine_tests
