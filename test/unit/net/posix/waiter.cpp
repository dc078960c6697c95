#include "net/posix/waiter.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>

#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>

namespace tracerouter::net {
namespace {

using namespace std::chrono_literals;

/// A waiter for one end of a pair of sockets.
class waiter_test : public testing::Test {
protected:
    waiter_test() {
        std::array<int, 2> ends{};
        EXPECT_EQ(::socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, ends.data()), 0);
        far_ = ends[1];
        socket_ = waiter_->add(socket_handle{context_, ends[0]});
        waiter_->watch(socket_);
    }
    ~waiter_test() override {
        if (waiter_) waiter_->stop();
        ::close(far_);
    }
    void send() { EXPECT_EQ(::send(far_, "x", 1, 0), 1); }
    std::size_t receive() {
        std::size_t found = 0;
        char octet = 0;
        while (::recv(waiter_->descriptor(socket_), &octet, 1, 0) == 1) ++found;
        return found;
    }
    /// Waits once, until then at the latest.
    void wait(duration most, bool writable = false) {
        bool completed = false;
        waiter_->async_wait(writable ? std::optional{socket_} : std::nullopt, clock::now() + most,
                            [&] { completed = true; });
        context_.restart();
        while (!completed && context_.run_one() > 0) {
        }
        EXPECT_TRUE(completed);
    }

    /// Something arrives and is read; from then on the socket is looked at.
    void take_one_that_lies() {
        waiter_->let_lie(1ms);
        take_one();
    }
    void take_one() {
        send();
        wait(1h);
        EXPECT_EQ(receive(), 1U);
    }

    boost::asio::io_context context_;
    std::shared_ptr<waiter> waiter_ = std::make_shared<waiter>(context_.get_executor());
    std::size_t socket_ = 0;
    int far_ = -1;
};

TEST_F(waiter_test, what_arrives_ends_a_wait_at_once) {
    send();
    wait(1h);
    EXPECT_TRUE(waiter_->take_arrived(socket_));
    EXPECT_EQ(receive(), 1U);
}

TEST_F(waiter_test, what_arrives_while_it_may_lie_is_taken_together) {
    constexpr duration grid = 50ms;
    waiter_->let_lie(grid);
    const auto began = clock::now();
    std::size_t looks = 0;
    for (std::size_t received = 0; received < 50;) {
        for (int datagram = 0; datagram < 5; ++datagram) send();
        wait(1h);
        ASSERT_TRUE(waiter_->take_arrived(socket_));
        received += receive();
        ++looks;
    }
    EXPECT_LE(looks, 1 + (clock::now() - began) / grid + 1) << "one for each time of the grid";
}

TEST_F(waiter_test, a_socket_that_nothing_arrives_at_is_waited_for_again) {
    take_one_that_lies();
    for (int look = 0; look < 20; ++look) wait(1ms);
    ASSERT_EQ(receive(), 0U);
    static_cast<void>(waiter_->take_arrived(socket_));
    send();
    wait(1h);
    EXPECT_TRUE(waiter_->take_arrived(socket_));
    EXPECT_EQ(receive(), 1U);
}

TEST_F(waiter_test, what_arrives_ends_a_wait_at_once_again_when_it_may_lie_no_longer) {
    take_one_that_lies();
    waiter_->let_lie(duration::zero());
    take_one();
}

TEST_F(waiter_test, a_socket_that_is_looked_at_can_be_waited_for_to_write) {
    take_one_that_lies();
    wait(1h, true);
    EXPECT_EQ(::send(waiter_->descriptor(socket_), "x", 1, 0), 1);
}

TEST_F(waiter_test, closes_a_socket_that_is_looked_at) {
    take_one_that_lies();
    const int descriptor = waiter_->descriptor(socket_);
    ASSERT_NE(::fcntl(descriptor, F_GETFD), -1);
    waiter_->stop();
    waiter_.reset();
    context_.poll();
    EXPECT_EQ(::fcntl(descriptor, F_GETFD), -1);
}

}  // namespace
}  // namespace tracerouter::net
