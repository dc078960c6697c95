#include "probe.hpp"

#include <gtest/gtest.h>

#include <memory>

#include "probe_maker.hpp"

namespace lab {
namespace {

using namespace test;

TEST(checksum, rfc_1071_examples) {
    const octets even{0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7};
    EXPECT_EQ(internet_checksum(even), static_cast<std::uint16_t>(~0xddf2));
    const octets odd{0x01, 0x02, 0x03};
    EXPECT_EQ(internet_checksum(odd), static_cast<std::uint16_t>(~(0x0102 + 0x0300)));
    EXPECT_EQ(internet_checksum(octets{}), 0xffff);
}

TEST(probe, echo_request_is_taken_apart) {
    const octets bytes = echo_to("198.18.10.1", 7, {.identifier = 0xabcd, .sequence = 99});
    const probe seen = parsed(bytes);
    EXPECT_EQ(seen.kind, transport::icmp);
    EXPECT_EQ(to_string(seen.source), "198.18.0.2");
    EXPECT_EQ(to_string(seen.destination), "198.18.10.1");
    EXPECT_EQ(seen.ttl, 7);
    EXPECT_EQ(seen.identifier, 0xabcd);
    EXPECT_EQ(seen.sequence, 99);
    EXPECT_TRUE(transport_checksum_ok(seen));
}

TEST(probe, ports_of_udp_and_tcp) {
    const octets udp = udp_to("198.18.10.1", 3, 1111, 33434);
    EXPECT_EQ(parsed(udp).kind, transport::udp);
    EXPECT_EQ(parsed(udp).identifier, 1111);
    EXPECT_EQ(parsed(udp).sequence, 33434);
    const octets tcp = tcp_to("198.18.10.1", 3, 2, 0xdeadbeef);
    EXPECT_EQ(parsed(tcp).kind, transport::tcp);
    EXPECT_EQ(parsed(tcp).tcp_sequence, 0xdeadbeef);
    EXPECT_TRUE(transport_checksum_ok(parsed(tcp)));
}

TEST(probe, a_wrong_transport_checksum_is_noticed) {
    for (octets bytes : {echo_to("198.18.10.1", 7), tcp_to("198.18.10.1", 3, 2, 1)}) {
        bytes.back() ^= 1;
        EXPECT_FALSE(transport_checksum_ok(parsed(bytes)));
    }
}

TEST(probe, every_truncation_is_malformed) {
    for (const octets& whole :
         {echo_to("198.18.10.1", 7), udp_to("198.18.10.1", 3, 1, 2), tcp_to("198.18.10.1", 3, 2, 1)}) {
        for (std::size_t size = 0; size < whole.size(); ++size) {
            // A block of just this size, so that sanitizers see a read one octet too far.
            const auto exact = std::make_unique<std::uint8_t[]>(size);
            std::copy_n(whole.begin(), size, exact.get());
            probe unused;
            EXPECT_EQ(parse_probe({exact.get(), size}, unused), parse_status::malformed) << size;
        }
    }
}

TEST(probe, other_versions_fragments_and_bad_headers_are_told_apart) {
    probe unused;
    octets bytes = echo_to("198.18.10.1", 7);
    bytes[0] = 0x75;
    EXPECT_EQ(parse_probe(bytes, unused), parse_status::foreign_version);
    bytes = echo_to("198.18.10.1", 7);
    bytes[7] = 1;
    finish_ip_header(bytes);
    EXPECT_EQ(parse_probe(bytes, unused), parse_status::fragment);
    bytes = echo_to("198.18.10.1", 7);
    bytes[10] ^= 1;
    EXPECT_EQ(parse_probe(bytes, unused), parse_status::malformed);
}

octets over_ipv6(std::uint8_t next_header, octets payload) {
    octets bytes(40);
    bytes[0] = 0x6b;
    bytes[1] = 0x81;  // traffic class 0xb8, flow label 0x12345
    bytes[2] = 0x23;
    bytes[3] = 0x45;
    bytes[5] = static_cast<std::uint8_t>(payload.size());
    bytes[6] = next_header;
    bytes[7] = 9;
    const octets prefix{0x20, 0x01, 0x0d, 0xb8};
    std::copy(prefix.begin(), prefix.end(), bytes.begin() + 8);
    std::copy(prefix.begin(), prefix.end(), bytes.begin() + 24);
    const octets host{198, 18, 10, 1};
    std::copy(host.begin(), host.end(), bytes.begin() + 36);
    bytes.insert(bytes.end(), payload.begin(), payload.end());
    return bytes;
}

TEST(probe, ipv6_is_told_in_the_addresses_of_the_scenario) {
    probe read;
    const octets bytes = over_ipv6(58, {128, 0, 0xbe, 0xef, 0x80, 1, 0, 7});
    ASSERT_EQ(parse_probe(bytes, read), parse_status::ok);
    EXPECT_TRUE(read.ipv6);
    EXPECT_EQ(read.destination, parse_address("198.18.10.1"));
    EXPECT_EQ(read.kind, transport::icmp);
    EXPECT_EQ(read.ttl, 9);
    EXPECT_EQ(read.tos, 0xb8);
    EXPECT_EQ(read.flow_label, 0x12345U);
    EXPECT_EQ(read.identifier, 0x8001);
    EXPECT_EQ(read.sequence, 7);
}

TEST(probe, what_the_kernel_sends_over_ipv6_by_itself_is_left_out) {
    probe unused;
    octets bytes = over_ipv6(58, {143, 0, 0, 0, 0, 0, 0, 0});
    bytes[24] = 0xff;
    EXPECT_EQ(parse_probe(bytes, unused), parse_status::foreign_version);
    bytes = over_ipv6(58, {128, 0, 0, 0});
    EXPECT_EQ(parse_probe(bytes, unused), parse_status::malformed);
    bytes[5] = 5;
    EXPECT_EQ(parse_probe(bytes, unused), parse_status::malformed) << "longer than it is";
}

}  // namespace
}  // namespace lab
