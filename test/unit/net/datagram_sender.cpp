#include "net/datagram_sender.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cerrno>

namespace tracerouter::net {
namespace {

TEST(datagram_sender, sends_nothing_of_an_empty_batch) {
    datagram_sender sender{datagram_sender::form::whole};
    const send_report report = sender.send(-1, {});
    EXPECT_EQ(report.sent, 0U);
    EXPECT_FALSE(report.refused);
    EXPECT_FALSE(report.blocked);
}

TEST(datagram_sender, says_why_the_first_datagram_was_refused) {
    datagram_sender sender{datagram_sender::form::whole};
    const std::array<datagram, 2> batch{{{probe_key{1}, boost::asio::ip::make_address("127.0.0.1"), {}},
                                         {probe_key{2}, boost::asio::ip::make_address("127.0.0.1"), {}}}};
    const send_report report = sender.send(-1, batch);
    EXPECT_EQ(report.sent, 0U);
    EXPECT_EQ(report.refused.value(), EBADF);
    EXPECT_FALSE(report.blocked);
}

}  // namespace
}  // namespace tracerouter::net
