#include "net/linux/transmit_ring.hpp"

#include <gtest/gtest.h>
#include <linux/if_ether.h>
#include <net/if.h>

#include <algorithm>
#include <optional>

#include "icmp_message.hpp"
#include "net/linux/link_query.hpp"
#include "private_network.hpp"
#include "tun_device.hpp"

namespace tracerouter::net {
namespace {

constexpr unsigned echo_request = 8;

class transmit_ring_test : public ::testing::Test {
protected:
    void SetUp() override {
        if (!in_private_network()) GTEST_SKIP() << "no network of its own can be had here";
        ASSERT_TRUE(device_.is_open());
        ASSERT_TRUE(device_.route_everything_from("198.51.100.1"));
        interface_ = ::if_nametoindex(tun_device::name);
        auto opened = transmit_ring::open(std::nullopt);
        ASSERT_TRUE(opened) << opened.error().message();
        ring_.emplace(*std::move(opened));
        while (!device_.take().empty()) {  // what the kernel says of its own accord
        }
    }

    bool put(unsigned mark, std::size_t size = 60) { return ring_->put({}, icmp_datagram(echo_request, mark, size)); }
    transmit_ring::outcome flush() { return ring_->flush(interface_, ETH_P_IP); }

    tun_device device_;
    unsigned interface_ = 0;
    std::optional<transmit_ring> ring_;
};

TEST_F(transmit_ring_test, sends_what_was_put_as_it_is) {
    const octets sent = icmp_datagram(echo_request, 7, 100);
    ASSERT_TRUE(ring_->put({}, sent));
    EXPECT_EQ(device_.take(), octets{}) << "before flush()";
    const auto done = flush();
    EXPECT_EQ(done.taken, 1U);
    EXPECT_FALSE(done.error);
    EXPECT_EQ(device_.take(), sent);
}

TEST_F(transmit_ring_test, puts_the_link_header_before_the_datagram) {
    const octets sent = icmp_datagram(echo_request, 7, 100);
    const std::span whole{sent};
    ASSERT_TRUE(
        ring_->put(whole.first(transmit_ring::longest_link_header), whole.subspan(transmit_ring::longest_link_header)));
    EXPECT_EQ(flush().taken, 1U);
    EXPECT_EQ(device_.take(), sent);
}

TEST_F(transmit_ring_test, sends_in_order_round_after_round) {
    unsigned expected = 0;
    unsigned mark = 0;
    for (int round = 0; round < 40; ++round) {  // more than twice around
        while (put(mark)) ++mark;
        EXPECT_EQ(flush().taken, transmit_ring::capacity);
        for (octets got = device_.take(); !got.empty(); got = device_.take()) EXPECT_EQ(mark_of(got), expected++);
    }
    EXPECT_EQ(expected, 40 * transmit_ring::capacity);
}

TEST_F(transmit_ring_test, takes_the_longest_datagram_and_no_longer_one) {
    EXPECT_TRUE(put(1, transmit_ring::longest_datagram - 20));
    EXPECT_FALSE(put(1, transmit_ring::longest_datagram - 18));
    const octets header(transmit_ring::longest_link_header + 1);
    EXPECT_FALSE(ring_->put(header, icmp_datagram(echo_request, 1)));
}

// What a full queue drops is told, and is sent when there is room again: none is lost and none comes twice.
TEST_F(transmit_ring_test, tells_what_the_device_has_no_room_for) {
    unsigned mark = 0;
    transmit_ring::outcome done;
    for (int round = 0; round < 100 && !done.error; ++round) {
        for (unsigned number = 0; number < transmit_ring::capacity; ++number) ASSERT_TRUE(put(mark + number));
        done = flush();
        mark += static_cast<unsigned>(done.taken);
    }
    EXPECT_EQ(done.error, boost::system::errc::no_buffer_space);
    EXPECT_LT(done.taken, transmit_ring::capacity);
    unsigned expected = 0;
    for (octets got = device_.take(); !got.empty(); got = device_.take()) EXPECT_EQ(mark_of(got), expected++);
    EXPECT_EQ(expected, mark);
    ASSERT_TRUE(put(mark));
    EXPECT_EQ(flush().taken, 1U);
    EXPECT_EQ(mark_of(device_.take()), mark);
}

TEST_F(transmit_ring_test, tells_that_the_device_is_down_or_gone_and_goes_on) {
    ASSERT_TRUE(device_.turn_off());
    ASSERT_TRUE(put(1));
    auto done = flush();
    EXPECT_EQ(done.taken, 0U);
    EXPECT_EQ(done.error, boost::system::errc::network_down);
    ASSERT_TRUE(put(2));
    done = ring_->flush(9'999, ETH_P_IP);
    EXPECT_EQ(done.taken, 0U);
    EXPECT_TRUE(done.error);
    ASSERT_TRUE(device_.turn_on());
    ASSERT_TRUE(put(3));
    EXPECT_EQ(flush().taken, 1U);
}

TEST_F(transmit_ring_test, of_links_the_kernel_knows_kind_and_mtu) {
    auto links = link_query::open();
    ASSERT_TRUE(links);
    const auto tun = links->link(interface_);
    ASSERT_TRUE(tun);
    EXPECT_EQ(tun->name, tun_device::name);
    EXPECT_EQ(tun->kind, link_kind::bare);
    EXPECT_EQ(tun->mtu, 1'500U);
    EXPECT_EQ(links->link(::if_nametoindex("lo"))->kind, link_kind::unsupported);
    EXPECT_EQ(links->link(9'999).error(), boost::system::errc::no_such_device);
    EXPECT_FALSE(links->neighbour(interface_, boost::asio::ip::make_address("198.51.100.2")));
    EXPECT_FALSE(has_ipsec_policies());
}

}  // namespace
}  // namespace tracerouter::net
