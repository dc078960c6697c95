#include "net/linux/message_batch.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <string>

#include "udp_pair.hpp"

namespace tracerouter::net {
namespace {

std::string text_of(const message_batch& batch, std::size_t index) {
    const auto octets = batch.octets(index);
    return {reinterpret_cast<const char*>(octets.data()), octets.size()};
}

TEST(message_batch, is_used_again) {
    udp_pair sockets;
    message_batch batch{64, true};
    EXPECT_EQ(batch.receive(sockets.receiver(), message_batch::capacity), 0U);
    for (const char* text : {"one", "two", "three"}) sockets.send(text);
    ASSERT_EQ(batch.receive(sockets.receiver(), 2), 2U);
    EXPECT_EQ(text_of(batch, 0), "one");
    EXPECT_EQ(text_of(batch, 1), "two");
    ASSERT_EQ(batch.receive(sockets.receiver(), 2), 1U);
    EXPECT_EQ(batch.size(), 1U);
    EXPECT_EQ(text_of(batch, 0), "three");
    EXPECT_EQ(batch.name(0), boost::asio::ip::make_address("127.0.0.1"));
    EXPECT_EQ(batch.receive(sockets.receiver(), 2), 0U);
}

TEST(message_batch, cuts_what_is_too_long_and_knows_no_names_it_did_not_ask_for) {
    udp_pair sockets;
    message_batch batch{4, false};
    sockets.send("one long message");
    sockets.send("two");
    ASSERT_EQ(batch.receive(sockets.receiver(), message_batch::capacity), 2U);
    EXPECT_EQ(text_of(batch, 0), "one ");
    EXPECT_EQ(text_of(batch, 1), "two");
    EXPECT_TRUE(batch.name(0).is_unspecified());
}

TEST(message_batch, takes_no_more_than_it_has_room_for) {
    udp_pair sockets;
    message_batch batch{4, true};
    for (std::size_t count = 0; count <= message_batch::capacity; ++count) sockets.send("x");
    EXPECT_EQ(batch.receive(sockets.receiver(), 1'000), message_batch::capacity);
    EXPECT_EQ(batch.receive(sockets.receiver(), 1'000), 1U);
}

}  // namespace
}  // namespace tracerouter::net
