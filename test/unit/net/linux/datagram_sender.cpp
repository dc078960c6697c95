#include "net/linux/datagram_sender.hpp"

#include <gtest/gtest.h>
#include <net/if.h>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/udp.hpp>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>

namespace tracerouter::net {
namespace {

using boost::asio::ip::udp;

TEST(datagram_sender, sends_nothing_of_an_empty_batch) {
    const egress_table exits;
    datagram_sender sender{datagram_sender::form::whole, exits};
    const send_report report = sender.send(-1, {});
    EXPECT_EQ(report.sent, 0U);
    EXPECT_FALSE(report.refused);
    EXPECT_FALSE(report.blocked);
}

TEST(datagram_sender, says_why_the_first_datagram_was_refused) {
    const egress_table exits;
    datagram_sender sender{datagram_sender::form::whole, exits};
    const std::array<datagram, 2> batch{{{probe_key{1}, boost::asio::ip::make_address("127.0.0.1"), {}},
                                         {probe_key{2}, boost::asio::ip::make_address("127.0.0.1"), {}}}};
    const send_report report = sender.send(-1, batch);
    EXPECT_EQ(report.sent, 0U);
    EXPECT_EQ(report.refused.value(), EBADF);
    EXPECT_FALSE(report.blocked);
}

/// Sends a datagram to this host, by a way. Returns the source that arrives.
boost::asio::ip::address source_that_arrives(const way_out& way) {
    using boost::asio::ip::make_address;
    boost::asio::io_context context;
    const udp::endpoint here{make_address("127.0.0.1"), 0};
    udp::socket receiver{context, here};
    udp::socket socket{context, udp::v4()};
    egress_table exits;
    datagram_sender sender{datagram_sender::form::payload, exits};

    const std::array<std::byte, 29> bytes{};
    const std::array<datagram, 1> batch{{{.destination = here.address(),
                                          .bytes = bytes,
                                          .egress = exits.number_of(way),
                                          .ip = {.ttl = 64},
                                          .destination_port = receiver.local_endpoint().port()}}};
    EXPECT_EQ(sender.send(socket.native_handle(), batch).sent, 1U);

    udp::endpoint from;
    std::array<std::byte, 8> arrived{};
    EXPECT_EQ(receiver.receive_from(boost::asio::buffer(arrived), from), 1U);
    return from.address();
}

TEST(datagram_sender, names_source_and_interface_as_the_way_wants) {
    const unsigned loopback = ::if_nametoindex("lo");
    const auto source = boost::asio::ip::make_address("127.0.0.9");
    EXPECT_EQ(source_that_arrives({.source = source, .interface = loopback}).to_string(), "127.0.0.9");
    EXPECT_EQ(source_that_arrives({.source = source}).to_string(), "127.0.0.9");
    EXPECT_EQ(source_that_arrives({.source = source, .names_source = false}).to_string(), "127.0.0.1");
    EXPECT_EQ(source_that_arrives({.source = source, .names_source = false, .interface = loopback}).to_string(),
              "127.0.0.1");
}

}  // namespace
}  // namespace tracerouter::net
