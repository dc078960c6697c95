#include "packet/echo_reply.hpp"

#include <gtest/gtest.h>

#include "octets.hpp"
#include "packet/checksum.hpp"
#include "packets.hpp"

namespace tracerouter::packet {
namespace {

using test::exact_copy;
using test::from_hex;
using test::octets;

TEST(echo_reply, every_field_is_read) {
    const exact_copy message{from_hex("00 00 c6 ef 80 01 01 02")};
    EXPECT_EQ(parse_echo_reply(message.view()).value(),
              (echo_reply{
                  .identifier = packet::identifier{0x8001}, .sequence = packet::sequence{0x0102}, .checksum = 0xc6ef}));
}

TEST(echo_reply, every_truncation_is_seen) {
    const octets whole = from_hex("00 00 c6 ef 80 01 01 02");
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const exact_copy part{std::span{whole}.first(size)};
        EXPECT_EQ(parse_echo_reply(part.view()).error(), parse_error::truncated) << size;
    }
}

TEST(echo_reply, tells_the_checksum_of_every_request) {
    echo_probe probe = test::sample_probe();
    octets bytes(probe.packet_size);
    for (std::uint32_t wanted = 1; wanted < 0xffff; ++wanted) {
        probe.checksum = static_cast<std::uint16_t>(wanted);
        ASSERT_TRUE(write_echo_probe(bytes, probe));

        // The target turns the request into a reply.
        bytes[20] = std::byte{0};
        test::put_u16(bytes, 22, 0);
        test::put_u16(bytes, 22, checksum(std::span{bytes}.subspan(20)));
        const auto reply = parse_echo_reply(std::span<const std::byte>{bytes}.subspan(20)).value();
        ASSERT_EQ(request_checksum(reply), wanted);
    }
}

TEST(echo_reply, both_zeros_mean_the_same_request) {
    EXPECT_EQ(request_checksum({.checksum = 0}), 0xf7ff);
    EXPECT_EQ(request_checksum({.checksum = 0xffff}), 0xf7ff);
    EXPECT_EQ(request_checksum({.checksum = 0x0800}), 0);
}

}  // namespace
}  // namespace tracerouter::packet
