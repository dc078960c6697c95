#include "packet/ipv6.hpp"

#include <gtest/gtest.h>

#include "octets.hpp"

namespace tracerouter::packet {
namespace {

using boost::asio::ip::make_address_v6;
using test::exact_copy;
using test::from_hex;
using test::octets;

const octets header_octets = from_hex(
    "6b 81 23 45"                                      // version 6, traffic class 0xb8, flow label 0x12345
    "00 28 3a 07"                                      // payload length 40, ICMPv6, hop limit 7
    "20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02"  // source
    "20 01 0d b8 00 00 00 00 00 00 00 00 c6 12 0a 01");

ipv6_header sample() {
    return {.traffic_class = 0xb8,
            .flow_label = 0x12345,
            .payload_length = 40,
            .hop_limit = packet::ttl{7},
            .protocol = protocol_icmpv6,
            .source = make_address_v6("2001:db8::2"),
            .destination = make_address_v6("2001:db8::c612:a01")};
}

octets with_extensions(std::uint8_t first, const octets& extensions) {
    octets whole = header_octets;
    whole[6] = std::byte{first};
    whole.insert(whole.end(), extensions.begin(), extensions.end());
    return whole;
}

TEST(ipv6, every_field_is_read) {
    const exact_copy quote{header_octets};
    EXPECT_EQ(parse_quoted_ipv6(quote.view()).value(), sample());
}

TEST(ipv6, what_is_written_is_read_again) {
    octets bytes(40);
    writer out{bytes};
    write_ipv6(out, sample());
    EXPECT_TRUE(out.ok());
    EXPECT_EQ(bytes, header_octets);
}

TEST(ipv6, every_truncation_is_seen) {
    for (std::size_t size = 0; size < header_octets.size(); ++size) {
        const exact_copy part{std::span{header_octets}.first(size)};
        EXPECT_EQ(parse_quoted_ipv6(part.view()).error(), parse_error::truncated) << size;
    }
}

TEST(ipv6, another_version_is_named) {
    octets other = header_octets;
    other[0] = std::byte{0x45};
    EXPECT_EQ(parse_quoted_ipv6(other).error(), parse_error::bad_version);
}

TEST(ipv6, extension_headers_are_stepped_over) {
    // Hop-by-hop (8 octets), routing (16), destination options (8), authentication (12), first fragment (8).
    const octets all = from_hex(
        "2b 00 00 00 00 00 00 00"
        "3c 01 00 00 00 00 00 00 00 00 00 00 00 00 00 00"
        "33 00 00 00 00 00 00 00"
        "2c 01 00 00 00 00 00 00 00 00 00 00"
        "3a 00 00 01 00 00 00 09");
    const exact_copy exact{with_extensions(0, all)};
    const ipv6_header header = parse_quoted_ipv6(exact.view()).value();
    EXPECT_EQ(header.protocol, protocol_icmpv6);
    EXPECT_EQ(header.header_length, 40 + 52);
    EXPECT_FALSE(header.fragment);
    for (std::size_t size = 40; size < 40 + all.size(); ++size) {
        const exact_copy part{std::span{exact.view()}.first(size)};
        EXPECT_EQ(parse_quoted_ipv6(part.view()).error(), parse_error::truncated) << size;
    }
}

TEST(ipv6, later_fragments_hide_what_follows) {
    const exact_copy exact{with_extensions(44, from_hex("00 00 00 08 00 00 00 09"))};
    const ipv6_header header = parse_quoted_ipv6(exact.view()).value();
    EXPECT_TRUE(header.fragment);
    EXPECT_EQ(header.header_length, 48);
}

TEST(ipv6, too_many_extension_headers_are_nonsense) {
    octets chain;
    for (int count = 0; count < max_extension_headers + 1; ++count) {
        for (const std::byte octet : from_hex("3c 00 00 00 00 00 00 00")) chain.push_back(octet);
    }
    EXPECT_EQ(parse_quoted_ipv6(with_extensions(60, chain)).error(), parse_error::bad_header_length);
}

}  // namespace
}  // namespace tracerouter::packet
