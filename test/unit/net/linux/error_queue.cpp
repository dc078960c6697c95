#include "net/linux/error_queue.hpp"

#include <gtest/gtest.h>

#include <string>

#include "net/linux/sockets.hpp"
#include "udp_pair.hpp"

namespace tracerouter::net {
namespace {

constexpr int batches = 16;

TEST(error_queue, takes_no_more_at_once_than_a_turn_has_time_for) {
    udp_pair sockets;
    udp_pair::set(sockets.sender(), SO_SNDBUF, 1 << 22);
    udp_pair::set(sockets.sender(), SO_RCVBUF, 1 << 22);
    restart_transmit_stamps(sockets.sender());
    error_queue queue{sockets.sender(), IPPROTO_UDP, 0};
    constexpr int sent = 16 * batches + 40;
    for (int number = 0; number < sent; ++number) sockets.send("x");
    EXPECT_TRUE(queue.read());
    EXPECT_FALSE(queue.read()) << "the rest of them";
    EXPECT_FALSE(queue.read());
}

TEST(error_queue, is_empty_at_first) {
    udp_pair sockets;
    error_queue queue{sockets.sender(), IPPROTO_UDP, 0};
    EXPECT_FALSE(queue.read());
}

}  // namespace
}  // namespace tracerouter::net
