#include "packet/echo_reply.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "octets.hpp"
#include "packet/checksum.hpp"
#include "packets.hpp"

namespace tracerouter::packet {
namespace {

using test::exact_copy;
using test::from_hex;
using test::octets;

TEST(echo_reply, every_field_is_read) {
    const exact_copy message{from_hex("00 00 c6 ef 80 01 01 02 b8 0c 00")};
    EXPECT_EQ(parse_echo_reply(message.view()).value(), (echo_reply{.identifier = packet::identifier{0x8001},
                                                                    .sequence = packet::sequence{0x0102},
                                                                    .request_checksum = 0xbeef,
                                                                    .size = 11}));
}

TEST(echo_reply, without_the_balance_the_checksum_says_nothing) {
    for (const char* cut : {"00 00 7e fc 80 01 01 02", "00 00 c6 fb 80 01 01 02 b8"}) {
        const exact_copy message{from_hex(cut)};
        EXPECT_EQ(parse_echo_reply(message.view()).value().request_checksum, std::nullopt);
    }
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
    octets bytes(probe.header.packet_size);
    for (std::uint32_t wanted = 1; wanted < 0xffff; ++wanted) {
        probe.checksum = static_cast<std::uint16_t>(wanted);
        ASSERT_TRUE(write_echo_probe(bytes, probe));

        // The target turns the request into a reply.
        bytes[20] = std::byte{0};
        test::put_u16(bytes, 22, 0);
        test::put_u16(bytes, 22, checksum(std::span{bytes}.subspan(20)));
        const auto reply = parse_echo_reply(std::span<const std::byte>{bytes}.subspan(20)).value();
        ASSERT_EQ(reply.request_checksum, wanted);
    }
}

TEST(echo_reply, both_zeros_mean_the_same_request) {
    const auto request_of = [](const char* reply) {
        return parse_echo_reply(from_hex(std::string{reply} + " 00 00")).value().request_checksum;
    };
    EXPECT_EQ(request_of("00 00 00 00 80 01 01 02"), 0xf7ff);
    EXPECT_EQ(request_of("00 00 ff ff 80 01 01 02"), 0xf7ff);
    EXPECT_EQ(request_of("00 00 08 00 80 01 01 02"), 0);
    // ICMPv6: types 128 and 129.
    EXPECT_EQ(request_of("81 00 be ef 80 01 01 02"), 0xbeef + 0x100);
    EXPECT_EQ(request_of("81 00 ff fe 80 01 01 02"), 0x00ff);
}

}  // namespace
}  // namespace tracerouter::packet
