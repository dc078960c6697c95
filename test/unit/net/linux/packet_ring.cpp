#include "net/linux/packet_ring.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <chrono>
#include <optional>
#include <vector>

#include "icmp_message.hpp"
#include "private_network.hpp"
#include "tun_device.hpp"

namespace tracerouter::net {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr unsigned echo_reply = 0;
constexpr unsigned unreachable = 3;
constexpr unsigned echo = 8;
constexpr unsigned time_exceeded = 11;
constexpr unsigned parameter_problem = 12;
constexpr unsigned timestamp_reply = 14;

constexpr std::size_t frames = 64;

class packet_ring_test : public ::testing::Test {
protected:
    void SetUp() override {
        if (!in_private_network()) GTEST_SKIP() << "no network of its own can be had here";
        sender_ = file_descriptor{::socket(AF_INET, SOCK_RAW, IPPROTO_RAW)};
        ASSERT_TRUE(sender_.is_open());
        open();
        ASSERT_FALSE(ring_->start());
    }

    void open() {
        auto opened = packet_ring::open(frames);
        ASSERT_TRUE(opened) << opened.error().message();
        ring_.emplace(*std::move(opened));
    }

    // What is sent to this host has arrived when the call returns.
    void send(const octets& datagram) const {
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        ASSERT_EQ(::sendto(sender_.get(), datagram.data(), datagram.size(), 0, reinterpret_cast<const sockaddr*>(&to),
                           sizeof to),
                  static_cast<ssize_t>(datagram.size()));
    }

    void send(unsigned type, std::initializer_list<unsigned> marks) const {
        for (const unsigned mark : marks) send(icmp_datagram(type, mark));
    }

    std::vector<unsigned> take() {
        taken_.clear();
        ring_->receive();
        now_ = clocks_.sample();
        ring_->append(clocks_, now_, taken_);
        std::vector<unsigned> marks;
        for (const received_datagram& one : taken_) marks.push_back(mark_of(one.bytes));
        return marks;
    }

    [[nodiscard]] bool readable() const {
        pollfd asked{ring_->descriptor(), POLLIN, 0};
        return ::poll(&asked, 1, 0) == 1;
    }

    file_descriptor sender_;
    std::optional<packet_ring> ring_;
    clock_bridge clocks_;
    time_point now_;
    std::vector<received_datagram> taken_;
};

TEST_F(packet_ring_test, takes_nothing_when_nothing_has_arrived) {
    EXPECT_THAT(take(), IsEmpty());
    EXPECT_FALSE(readable());
}

TEST_F(packet_ring_test, takes_what_has_arrived_in_order) {
    send(time_exceeded, {1, 2});
    send(unreachable, {3});
    send(parameter_problem, {4});
    EXPECT_THAT(take(), ElementsAre(1, 2, 3, 4));
    EXPECT_THAT(take(), IsEmpty());
}

TEST_F(packet_ring_test, gives_whole_datagrams) {
    const octets sent = icmp_datagram(echo_reply, 7, packet_ring::longest_datagram - 20);
    send(sent);
    ASSERT_THAT(take(), ElementsAre(7));
    const octets got(taken_[0].bytes.begin(), taken_[0].bytes.end());
    // The kernel gives what we send an identification, and so a checksum.
    EXPECT_EQ(octets(got.begin() + 12, got.end()), octets(sent.begin() + 12, sent.end()));
    EXPECT_FALSE(taken_[0].outer);
}

TEST_F(packet_ring_test, gives_the_front_of_what_has_no_room) {
    send(icmp_datagram(echo_reply, 7, 1'200));
    ASSERT_THAT(take(), ElementsAre(7));
    EXPECT_EQ(taken_[0].bytes.size(), packet_ring::longest_datagram);
    EXPECT_EQ(taken_[0].bytes[2], std::byte{1'220 >> 8}) << "which says how long it is";
}

TEST_F(packet_ring_test, sees_answers_only) {
    send(echo, {1});  // which the kernel answers
    send(timestamp_reply, {2});
    octets udp = icmp_datagram(echo_reply, 3);
    udp[9] = std::byte{IPPROTO_UDP};
    send(udp);
    octets front = icmp_datagram(echo_reply, 4);
    front[6] = std::byte{0x20};  // more fragments
    send(front);
    octets rear = icmp_datagram(echo_reply, 5);
    rear[7] = std::byte{1};  // not the first
    send(rear);
    ASSERT_THAT(take(), ElementsAre(1));
    EXPECT_EQ(taken_[0].bytes[20], std::byte{echo_reply});
}

TEST_F(packet_ring_test, finds_the_message_behind_options_of_the_header) {
    octets datagram = icmp_datagram(time_exceeded, 0x0b00, 20);
    datagram[0] = std::byte{0x46};
    datagram[20] = datagram[21] = datagram[22] = std::byte{1};  // no operation
    datagram[23] = std::byte{0};                                // end
    datagram[24] = std::byte{time_exceeded};
    send(datagram);
    EXPECT_THAT(take(), SizeIs(1));
}

TEST_F(packet_ring_test, stamps_by_the_kernel) {
    const time_point before = clock::now();
    send(time_exceeded, {1});
    ASSERT_THAT(take(), ElementsAre(1));
    EXPECT_EQ(taken_[0].source, stamp_source::kernel);
    EXPECT_GE(taken_[0].at, before - std::chrono::milliseconds{1});
    EXPECT_LE(taken_[0].at, now_ + std::chrono::milliseconds{1});
}

TEST_F(packet_ring_test, goes_round_and_round) {
    for (unsigned mark = 0; mark < 10 * frames; mark += 3) {
        send(time_exceeded, {mark, mark + 1, mark + 2});
        ASSERT_THAT(take(), ElementsAre(mark, mark + 1, mark + 2));
    }
    EXPECT_EQ(ring_->take_drops(), 0U);
}

TEST_F(packet_ring_test, counts_what_had_no_free_frame_once) {
    for (unsigned mark = 0; mark < frames + 10; ++mark) send(time_exceeded, {mark});
    EXPECT_THAT(take(), SizeIs(frames));
    EXPECT_THAT(take(), IsEmpty());
    send(time_exceeded, {100});
    EXPECT_THAT(take(), ElementsAre(100)) << "says that some are lost before it";
    EXPECT_EQ(ring_->take_drops(), 10U);
    send(time_exceeded, {101});
    EXPECT_THAT(take(), ElementsAre(101));
    EXPECT_EQ(ring_->take_drops(), 0U);
}

TEST_F(packet_ring_test, leaves_datagrams_alone_until_they_are_handed_back) {
    send(time_exceeded, {1, 2});
    ASSERT_THAT(take(), ElementsAre(1, 2));
    for (unsigned mark = 0; mark < 2 * frames; ++mark) send(time_exceeded, {1'000 + mark});
    EXPECT_EQ(mark_of(taken_[0].bytes), 1U);
    EXPECT_EQ(mark_of(taken_[1].bytes), 2U);
}

TEST_F(packet_ring_test, is_readable_until_all_is_handed_back) {
    send(time_exceeded, {1});
    EXPECT_TRUE(readable());
    take();
    ring_->hand_back();
    EXPECT_FALSE(readable());
}

TEST_F(packet_ring_test, takes_nothing_before_it_is_started) {
    open();
    send(time_exceeded, {1});
    EXPECT_THAT(take(), IsEmpty());
    EXPECT_FALSE(ring_->start());
    send(time_exceeded, {2});
    EXPECT_THAT(take(), ElementsAre(2));
}

TEST_F(packet_ring_test, hears_every_interface) {
    const tun_device other;
    if (!other.is_open()) GTEST_SKIP() << "no TUN device can be had here";
    send(time_exceeded, {1});
    other.inject(icmp_datagram(time_exceeded, 2));
    EXPECT_THAT(take(), ElementsAre(1, 2));
}

// An interface of its own that is down would end every wait at once.
TEST_F(packet_ring_test, an_interface_that_goes_down_ends_no_wait) {
    const tun_device other;
    if (!other.is_open()) GTEST_SKIP() << "no TUN device can be had here";
    ASSERT_TRUE(other.turn_off());
    EXPECT_FALSE(readable());
    ASSERT_TRUE(other.turn_on());
    other.inject(icmp_datagram(time_exceeded, 1));
    EXPECT_THAT(take(), ElementsAre(1));
}

}  // namespace
}  // namespace tracerouter::net
