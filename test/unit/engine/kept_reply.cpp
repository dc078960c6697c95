#include "engine/kept_reply.hpp"

#include <gtest/gtest.h>

namespace tracerouter::engine {
namespace {

using boost::asio::ip::make_address;

reply back(const reply& said) {
    reply out;
    kept_reply{said}.unpack(out);
    return out;
}

TEST(kept_reply, is_a_third_of_a_reply) {
    EXPECT_LE(3 * sizeof(kept_reply), sizeof(reply) + 8);
}

TEST(kept_reply, loses_nothing_that_was_said) {
    reply said;
    said.responder = make_address("2001:db8::1%7");
    said.kind = reply_kind::too_big;
    said.icmp_type = 3;
    said.icmp_code = 4;
    said.arrived = true;
    said.mtu = 1'280;
    said.reply_ttl = 0;
    said.reply_id = 0xffff;
    said.ttl_quoted = 255;
    said.tos_quoted = 0xb8;
    said.nat = true;
    said.late = true;
    said.extensions_malformed = true;
    said.received_stamp = stamp_source::kernel;
    said.mpls = {{.label = 16, .traffic_class = 5, .bottom = true, .ttl = 1}};
    said.interfaces = {{.role = interface_role::outgoing, .index = 7, .name = "eth0"}};
    said.extensions = {{.class_number = 9, .c_type = 1, .payload = {1, 2}}};
    EXPECT_EQ(back(said), said);
}

TEST(kept_reply, makes_nothing_up) {
    reply said;
    said.responder = make_address("198.18.1.1");
    EXPECT_EQ(back(said), said);
    said.nat = false;
    said.reply_id = 0;
    EXPECT_EQ(back(said), said);
}

}  // namespace
}  // namespace tracerouter::engine
