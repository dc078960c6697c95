#include "net/linux/socket_channel.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <boost/asio/io_context.hpp>

#include <array>
#include <chrono>
#include <memory>
#include <vector>

#include "icmp_message.hpp"
#include "private_network.hpp"

// Raw sockets towards this host, in bulk and not: what is received must be the same.

namespace tracerouter::net {
namespace {

using boost::asio::ip::make_address;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr unsigned echo = 8;

class socket_channel_test : public testing::TestWithParam<bool> {
protected:
    void SetUp() override {
        if (!in_private_network()) GTEST_SKIP() << "no network of its own can be had here";
        const socket_options options{
            .bulk = GetParam(), .log = [this](log_level, std::string_view message) { logged_.emplace_back(message); }};
        auto opened = socket_channel::open_raw(context_.get_executor(), std::array{protocol::icmp}, options);
        ASSERT_TRUE(opened) << opened.error().message();
        channel_ = *std::move(opened);
        ASSERT_THAT(logged_, IsEmpty()) << "which would say that there is no ring";
        ASSERT_TRUE(channel_->route_to(make_address("127.0.0.1"), {}));
    }

    void send(octets bytes) {
        sent_.push_back(std::move(bytes));
        const std::array<datagram, 1> batch{{{probe_key{sent_.size()}, make_address("127.0.0.1"), sent_.back()}}};
        ASSERT_EQ(channel_->send(batch).sent, 1U);
    }

    /// The marks of what has arrived; of errors, that of the quoted message.
    std::vector<unsigned> receive() {
        std::vector<unsigned> marks;
        const arrivals found = channel_->receive();
        for (const received_datagram& one : found.datagrams) {
            const bool error = one.bytes[20] != std::byte{0};
            marks.push_back(mark_of(error ? one.bytes.subspan(28) : one.bytes));
            sources_.push_back(one.source);
        }
        EXPECT_EQ(found.drops, 0U);
        return marks;
    }

    boost::asio::io_context context_;
    std::vector<std::string> logged_;
    std::unique_ptr<channel> channel_;
    std::vector<octets> sent_;
    std::vector<stamp_source> sources_;
};

INSTANTIATE_TEST_SUITE_P(ways, socket_channel_test, testing::Bool(),
                         [](const auto& tested) { return tested.param ? "in_bulk" : "one_by_one"; });

TEST_P(socket_channel_test, each_answer_comes_once) {
    for (const unsigned mark : {1U, 2U, 3U}) send(icmp_datagram(echo, mark));
    EXPECT_THAT(receive(), ElementsAre(1, 2, 3));
    EXPECT_THAT(receive(), IsEmpty());
    EXPECT_THAT(sources_, Each(stamp_source::kernel));
}

TEST_P(socket_channel_test, errors_about_other_protocols_come_too) {
    octets udp = icmp_datagram(0, 4);
    udp[9] = std::byte{IPPROTO_UDP};
    put_u16(udp, 20, 4'000);
    put_u16(udp, 22, 9);  // where nobody listens
    put_u16(udp, 24, 16);
    put_u16(udp, 26, 0);  // no checksum
    send(udp);
    EXPECT_THAT(receive(), ElementsAre(0));
}

TEST_P(socket_channel_test, stamps_of_what_was_sent_come_before_its_answer) {
    send(icmp_datagram(echo, 1));
    const arrivals found = channel_->receive();
    ASSERT_EQ(found.stamps.size(), 1U);
    EXPECT_EQ(found.stamps[0].probe, probe_key{1});
    ASSERT_EQ(found.datagrams.size(), 1U);
    EXPECT_LE(found.stamps[0].at, found.datagrams[0].at);

    channel_->stamp_transmissions(false);
    send(icmp_datagram(echo, 2));
    EXPECT_THAT(channel_->receive().stamps, IsEmpty());
}

TEST_P(socket_channel_test, an_answer_ends_a_wait_and_what_was_read_does_not) {
    int woken = 0;
    const auto wait_for_what_is_there = [&] {
        channel_->async_wait(false, {}, [&] { ++woken; });
        context_.restart();
        context_.poll();
    };
    send(icmp_datagram(echo, 1));
    wait_for_what_is_there();
    ASSERT_EQ(woken, 1);
    EXPECT_THAT(receive(), ElementsAre(1));
    // A wait may end without a cause, but not the next one too.
    wait_for_what_is_there();
    if (woken == 2) wait_for_what_is_there();
    EXPECT_LT(woken, 3);
}

}  // namespace
}  // namespace tracerouter::net
