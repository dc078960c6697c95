#include "net/linux/transmit_stamps.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "net/linux/error_queue.hpp"
#include "net/linux/sockets.hpp"
#include "udp_pair.hpp"

namespace tracerouter::net {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Gt;
using ::testing::IsEmpty;
using ::testing::Lt;
using ::testing::SizeIs;

class transmit_stamps_test : public ::testing::Test {
protected:
    transmit_stamps_test() : queue_(pair_.sender(), 0, 0) { restart_transmit_stamps(pair_.sender()); }

    void send(std::initializer_list<std::uint64_t> probes) {
        std::vector<datagram> batch;
        const time_point began = clock::now();
        for (const std::uint64_t probe : probes) {
            batch.push_back({probe_key{probe}, {}, {}});
            pair_.send("x");
        }
        stamps_.note_sent(batch, began);
    }

    std::vector<std::uint64_t> collect() {
        collected_.clear();
        drain();
        stamps_.collect(collected_);
        std::vector<std::uint64_t> probes;
        for (const sent_stamp& stamp : collected_) probes.push_back(static_cast<std::uint64_t>(stamp.probe));
        return probes;
    }

    void drain() {
        queue_.read();
        clocks_.sample();
        queue_.give_stamps(clocks_, stamps_);
    }

    void start_anew() {
        drain();
        stamps_.start_anew();
        restart_transmit_stamps(pair_.sender());
    }

    udp_pair pair_;
    error_queue queue_;
    transmit_stamps stamps_;
    clock_bridge clocks_;
    std::vector<sent_stamp> collected_;
};

TEST_F(transmit_stamps_test, finds_nothing_when_nothing_was_sent) {
    EXPECT_THAT(collect(), IsEmpty());
}

TEST_F(transmit_stamps_test, brings_stamps_and_probes_together) {
    const time_point before = clock::now();
    send({11, 12, 13});
    const time_point after = clock::now();
    EXPECT_THAT(collect(), ElementsAre(11, 12, 13));
    for (const sent_stamp& stamp : collected_) {
        EXPECT_EQ(stamp.source, stamp_source::kernel);
        EXPECT_GE(stamp.at, before - std::chrono::milliseconds{1});
        EXPECT_LE(stamp.at, after + std::chrono::milliseconds{1});
    }
    EXPECT_THAT(collect(), IsEmpty());
}

TEST_F(transmit_stamps_test, takes_more_stamps_than_one_system_call_gives) {
    for (std::uint64_t probe = 0; probe < 100; ++probe) send({probe});
    EXPECT_EQ(collect().size(), 100U);
}

TEST_F(transmit_stamps_test, mixes_up_nothing_when_the_error_queue_overflows) {
    pair_.set(pair_.sender(), SO_RCVBUF, 1);
    for (std::uint64_t probe = 0; probe < 100; ++probe) send({probe});
    const std::vector<std::uint64_t> kept = collect();
    EXPECT_THAT(kept, SizeIs(AllOf(Gt(0U), Lt(100U))));
    // What overflows is lost at the end.
    for (std::size_t index = 0; index < kept.size(); ++index) EXPECT_EQ(kept[index], index);
    send({500, 501});
    EXPECT_THAT(collect(), ElementsAre(500, 501));
}

TEST_F(transmit_stamps_test, numbers_anew_after_a_refusal) {
    send({1, 2, 3});
    EXPECT_EQ(collect().size(), 3U);
    pair_.send("has a number that nobody noted");
    start_anew();
    send({4, 5});
    EXPECT_THAT(collect(), ElementsAre(4, 5));
}

TEST_F(transmit_stamps_test, takes_stamps_of_before_a_refusal_that_come_late) {
    send({1, 2});
    for (const std::uint64_t probe : {3U, 4U}) {
        stamps_.start_anew();
        restart_transmit_stamps(pair_.sender());
        send({probe});
    }
    EXPECT_THAT(collect(), ElementsAre(1, 2, 3, 4)) << "each run has a number 0";
}

TEST_F(transmit_stamps_test, keeps_the_stamps_of_before_a_refusal) {
    send({1, 2});
    start_anew();
    send({3});
    EXPECT_THAT(collect(), ElementsAre(1, 2, 3));
}

}  // namespace
}  // namespace tracerouter::net
