#include "net/linux/datagram_receiver.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>

#include <string>
#include <vector>

#include "udp_pair.hpp"

namespace tracerouter::net {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class datagram_receiver_test : public ::testing::Test {
protected:
    std::vector<received_datagram> take() {
        std::vector<received_datagram> taken;
        more_ = receiver_.receive(pair_.receiver());
        now_ = clocks_.sample();
        receiver_.append(clocks_, now_, taken);
        return taken;
    }

    static std::vector<std::string> texts(const std::vector<received_datagram>& datagrams) {
        std::vector<std::string> out;
        for (const received_datagram& item : datagrams) {
            out.emplace_back(reinterpret_cast<const char*>(item.bytes.data()), item.bytes.size());
        }
        return out;
    }

    udp_pair pair_;
    datagram_receiver receiver_{std::nullopt};
    clock_bridge clocks_;
    time_point now_;
    bool more_ = false;
};

TEST_F(datagram_receiver_test, takes_nothing_when_nothing_has_arrived) {
    EXPECT_THAT(take(), IsEmpty());
}

TEST_F(datagram_receiver_test, takes_what_has_arrived_in_order) {
    pair_.send("one");
    pair_.send("");
    pair_.send("three");
    EXPECT_THAT(texts(take()), ElementsAre("one", "", "three"));
}

TEST_F(datagram_receiver_test, says_the_process_clock_when_the_kernel_does_not_stamp) {
    pair_.send("one");
    const auto taken = take();
    ASSERT_EQ(taken.size(), 1U);
    EXPECT_EQ(taken[0].source, stamp_source::process);
    EXPECT_EQ(taken[0].at, now_);
}

TEST_F(datagram_receiver_test, converts_kernel_stamps_to_the_monotonic_clock) {
    udp_pair::set(pair_.receiver(), SO_TIMESTAMPING, SOF_TIMESTAMPING_SOFTWARE | SOF_TIMESTAMPING_RX_SOFTWARE);
    // The kernel begins to stamp some time after it was asked to.
    time_point before;
    std::vector<received_datagram> taken;
    for (int attempt = 0; attempt < 10'000 && (taken.empty() || taken[0].source != stamp_source::kernel); ++attempt) {
        before = clock::now();
        pair_.send("one");
        taken = take();
    }
    ASSERT_EQ(taken.size(), 1U);
    EXPECT_EQ(taken[0].source, stamp_source::kernel);
    EXPECT_GE(taken[0].at, before - std::chrono::milliseconds{1});
    EXPECT_LE(taken[0].at, now_ + std::chrono::milliseconds{1});
}

TEST_F(datagram_receiver_test, counts_what_the_kernel_had_to_drop_once) {
    udp_pair::set(pair_.receiver(), SO_RXQ_OVFL, 1);
    udp_pair::set(pair_.receiver(), SO_RCVBUF, 1);  // the kernel's minimum: a few datagrams
    constexpr std::size_t sent = 50;
    for (std::size_t count = 0; count < sent; ++count) pair_.send(std::string(500, 'x'));
    const std::size_t kept = take().size();
    pair_.send("reports the drops before it");
    take();
    EXPECT_EQ(receiver_.take_drops(), sent - kept);
    EXPECT_EQ(receiver_.take_drops(), 0U);
}

TEST_F(datagram_receiver_test, gives_each_datagram_its_own_place_however_long_it_is) {
    for (int round = 0; round < 2; ++round) {
        pair_.send("short");
        pair_.send(std::string(60'000, 'x'));
        pair_.send("behind it");
        EXPECT_THAT(texts(take()), ElementsAre("short", std::string(60'000, 'x'), "behind it"));
    }
}

TEST_F(datagram_receiver_test, says_who_sent_what_each_time) {
    datagram_receiver stripping{IPPROTO_UDP};
    for (int round = 0; round < 2; ++round) {
        pair_.send("one");
        std::vector<received_datagram> taken;
        stripping.receive(pair_.receiver());
        stripping.append(clocks_, clocks_.sample(), taken);
        ASSERT_EQ(taken.size(), 1U);
        EXPECT_EQ(taken[0].outer->source, boost::asio::ip::make_address("127.0.0.1"));
    }
}

TEST_F(datagram_receiver_test, takes_more_each_time_up_to_its_capacity) {
    for (int count = 0; count < 41; ++count) pair_.send("x");
    for (const std::size_t expected : {8U, 16U, 16U}) {
        EXPECT_EQ(take().size(), expected);
        EXPECT_TRUE(more_);
    }
    EXPECT_EQ(take().size(), 1U);
    EXPECT_FALSE(more_);
}

}  // namespace
}  // namespace tracerouter::net
