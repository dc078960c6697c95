#include "packet/ipv4.hpp"

#include <gtest/gtest.h>

#include <functional>

#include "octets.hpp"
#include "packets.hpp"

namespace tracerouter::packet {
namespace {

using boost::asio::ip::make_address_v4;
using test::exact_copy;
using test::from_hex;
using test::octets;

octets datagram() {
    return from_hex(
        "46 b9 00 1a"  // version 4, 24 octets of header; DSCP 46, ECN 1; total length 26
        "fe dc 74 d2"  // identification; D, M, offset 0x14d2
        "40 11 72 66"  // TTL 64, UDP, header checksum
        "c0 00 02 01"  // from 192.0.2.1
        "cb 00 71 fe"  // to 203.0.113.254
        "94 04 00 00"  // router alert option (RFC 2113)
        "aa bb");      // payload
}

ipv4_header datagram_header() {
    return {.tos = 0xb9,
            .total_length = 26,
            .id = 0xfedc,
            .dont_fragment = true,
            .more_fragments = true,
            .fragment_offset = 0x14d2,
            .ttl = packet::ttl{64},
            .protocol = 17,
            .checksum = 0x7266,
            .source = make_address_v4("192.0.2.1"),
            .destination = make_address_v4("203.0.113.254"),
            .header_length = 24};
}

TEST(ipv4, every_field_is_read) {
    const exact_copy bytes{datagram()};
    EXPECT_EQ(parse_ipv4(bytes.view()).value(), datagram_header());
    EXPECT_EQ(parse_quoted_ipv4(bytes.view()).value(), datagram_header());
}

TEST(ipv4, padding_of_the_link_layer_is_ignored) {
    octets padded = datagram();
    padded.resize(46);
    EXPECT_EQ(parse_ipv4(padded).value(), datagram_header());
}

TEST(ipv4, every_truncation_is_seen) {
    const octets whole = datagram();
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const exact_copy part{std::span{whole}.first(size)};
        EXPECT_EQ(parse_ipv4(part.view()).error(), parse_error::truncated) << size;
    }
}

TEST(ipv4, a_quote_may_end_after_its_header) {
    const octets whole = datagram();
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const exact_copy part{std::span{whole}.first(size)};
        EXPECT_EQ(parse_quoted_ipv4(part.view()).has_value(), size >= 24) << size;
    }
}

struct broken {
    const char* name;
    std::function<void(octets&)> breaks;
    parse_error error;
};

TEST(ipv4, what_is_wrong_is_named) {
    const broken cases[] = {
        {"version 6", [](octets& d) { d[0] = std::byte{0x66}; }, parse_error::bad_version},
        {"version 0", [](octets& d) { d[0] = std::byte{0x06}; }, parse_error::bad_version},
        {"header of 16", [](octets& d) { d[0] = std::byte{0x44}; }, parse_error::bad_header_length},
        {"header of 60", [](octets& d) { d[0] = std::byte{0x4f}; }, parse_error::truncated},
        {"total length below header", [](octets& d) { test::put_u16(d, 2, 23); }, parse_error::bad_length},
        {"total length beyond end", [](octets& d) { test::put_u16(d, 2, 27); }, parse_error::truncated},
        {"flipped bit in a field", [](octets& d) { d[8] ^= std::byte{0x01}; }, parse_error::bad_checksum},
        {"flipped bit in an option", [](octets& d) { d[23] ^= std::byte{0x80}; }, parse_error::bad_checksum},
    };
    for (const broken& each : cases) {
        SCOPED_TRACE(each.name);
        octets bytes = datagram();
        each.breaks(bytes);
        const exact_copy exact{bytes};
        EXPECT_EQ(parse_ipv4(exact.view()).error(), each.error);
    }
}

TEST(ipv4, quotes_may_be_rewritten_on_the_way) {
    octets bytes = datagram();
    test::put_u16(bytes, 2, 0);
    test::put_u16(bytes, 10, 0xdead);
    ipv4_header expected = datagram_header();
    expected.total_length = 0;
    expected.checksum = 0xdead;
    EXPECT_EQ(parse_quoted_ipv4(bytes).value(), expected);
}

TEST(ipv4, every_total_length) {
    octets bytes = datagram();
    for (std::uint32_t length = 0; length <= 0xffff; ++length) {
        test::put_u16(bytes, 2, static_cast<std::uint16_t>(length));
        test::reseal_header(bytes);
        const auto header = parse_ipv4(bytes);
        ASSERT_EQ(header.has_value(), length >= 24 && length <= bytes.size()) << length;
        if (header) {
            ASSERT_EQ(header->total_length, length);
        }
    }
}

TEST(ipv4, every_version_and_header_length) {
    for (std::size_t first = 0; first <= 0xff; ++first) {
        octets bytes = test::prohibited_packet();
        bytes[0] = static_cast<std::byte>(first);
        test::reseal_header(bytes);
        const exact_copy exact{bytes};
        const bool sound = first >> 4 == 4 && (first & 0x0f) >= 5;
        EXPECT_EQ(parse_ipv4(exact.view()).has_value(), sound) << first;
        EXPECT_EQ(parse_quoted_ipv4(exact.view()).has_value(), sound) << first;
    }
}

TEST(write_ipv4, writes_the_octets_of_a_real_header) {
    octets bytes(20);
    writer out{bytes};
    write_ipv4(out, {.total_length = 60,
                     .id = 0x1234,
                     .ttl = packet::ttl{1},
                     .protocol = protocol_icmp,
                     .source = make_address_v4("198.18.0.2"),
                     .destination = make_address_v4("198.18.10.1")});
    EXPECT_TRUE(out.ok());
    octets expected = test::probe_packet();
    expected.resize(20);
    EXPECT_EQ(bytes, expected);
}

TEST(write_ipv4, is_the_reverse_of_parse) {
    ipv4_header header = datagram_header();
    header.header_length = 20;
    octets bytes(26);
    writer out{bytes};
    write_ipv4(out, header);
    EXPECT_EQ(out.remaining(), 6U);
    const ipv4_header back = parse_ipv4(bytes).value();
    header.checksum = back.checksum;
    EXPECT_EQ(back, header);
}

TEST(write_ipv4, needs_room_for_all_of_it) {
    octets bytes(19, std::byte{0xee});
    writer out{bytes};
    write_ipv4(out, datagram_header());
    EXPECT_FALSE(out.ok());
    EXPECT_EQ(bytes, octets(19, std::byte{0xee}));
}

}  // namespace
}  // namespace tracerouter::packet
