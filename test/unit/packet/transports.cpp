#include <gtest/gtest.h>

#include "octets.hpp"
#include "packet/checksum.hpp"
#include "packet/echo_request.hpp"
#include "packet/ipv6.hpp"
#include "packet/quoted_datagram.hpp"
#include "packet/reader.hpp"
#include "packet/tcp.hpp"
#include "packet/udp.hpp"

// Probes of every protocol over both families, written and read again as a router quotes them.

namespace tracerouter::packet {
namespace {

using boost::asio::ip::make_address;
using test::exact_copy;
using test::from_hex;
using test::octets;

probe_header header_to(bool v4, std::uint16_t size) {
    return {.source = make_address(v4 ? "198.18.0.2" : "2001:db8::2"),
            .destination = make_address(v4 ? "198.18.10.1" : "2001:db8::c612:a01"),
            .ttl = packet::ttl{7},
            .tos = 0xb8,
            .dont_fragment = true,
            .ip_id = 0x1234,
            .flow_label = 0xbeef,
            .packet_size = size};
}

std::span<const std::byte> message_of(const octets& datagram, bool v4) {
    return std::span{datagram}.subspan(v4 ? 20 : 40);
}

bool verifies(const octets& datagram, const probe_header& header, std::uint8_t protocol) {
    internet_sum sum = pseudo_header(header, protocol);
    sum.add(message_of(datagram, header.destination.is_v4()));
    return sum.checksum() == 0;
}

quoted_datagram quoted(const octets& datagram, std::size_t size, bool v4) {
    const exact_copy part{std::span{datagram}.first(size)};
    return parse_quoted_datagram(part.view(), v4).value();
}

class transports : public testing::TestWithParam<bool> {
protected:
    [[nodiscard]] bool v4() const { return GetParam(); }
    [[nodiscard]] std::size_t ip_size() const { return v4() ? 20 : 40; }
    [[nodiscard]] probe_header header(std::size_t size) const {
        return header_to(v4(), static_cast<std::uint16_t>(size));
    }
};

INSTANTIATE_TEST_SUITE_P(families, transports, testing::Bool(),
                         [](const auto& tested) { return tested.param ? "ipv4" : "ipv6"; });

TEST_P(transports, udp_has_its_sequence_number_for_a_checksum) {
    for (const std::size_t size : {ip_size() + min_udp_size, ip_size() + 40, ip_size() + 41}) {
        octets bytes(size);
        for (std::uint32_t number = 1; number <= 0xffff; number += 7) {
            const udp_probe probe{header(size), port{40'000}, port{33'434},
                                  packet::sequence{static_cast<std::uint16_t>(number)}, 0xbeef};
            ASSERT_TRUE(write_udp_probe(bytes, probe));
            ASSERT_TRUE(verifies(bytes, probe.header, protocol_udp)) << number;
            reader message{message_of(bytes, v4())};
            ASSERT_EQ(message.u32(), 40'000U << 16 | 33'434U) << "both ports are constant";
            ASSERT_EQ(message.u16(), size - ip_size());
            ASSERT_EQ(message.u16(), number);
        }
    }
}

TEST_P(transports, udp_is_read_as_far_as_it_is_quoted) {
    octets bytes(ip_size() + 40);
    const udp_probe probe{header(bytes.size()), port{40'000}, port{33'434}, packet::sequence{0x0102}, 0xbeef};
    ASSERT_TRUE(write_udp_probe(bytes, probe));
    const quoted_udp_header first{port{40'000}, port{33'434}, 0x0102};
    const udp_mark mark{0xbeef, packet::sequence{0x0102}};
    EXPECT_EQ(quoted(bytes, ip_size() + 7, v4()).transport, quoted_transport{});
    for (std::size_t size = ip_size() + 8; size < ip_size() + 12; ++size) {
        EXPECT_EQ(quoted(bytes, size, v4()).transport, (quoted_transport{quoted_udp{first, std::nullopt}})) << size;
    }
    EXPECT_EQ(quoted(bytes, ip_size() + 12, v4()).transport, (quoted_transport{quoted_udp{first, mark}}));
}

TEST_P(transports, udp_needs_room_and_a_checksum) {
    octets bytes(ip_size() + 40);
    udp_probe probe{header(bytes.size()), port{1}, port{2}, packet::sequence{0}, 3};
    EXPECT_FALSE(write_udp_probe(bytes, probe)) << "0 means no checksum";
    probe.sequence = packet::sequence{1};
    EXPECT_TRUE(write_udp_probe(bytes, probe));
    EXPECT_FALSE(write_udp_probe(std::span{bytes}.first(bytes.size() - 1), probe));
    probe.header.packet_size = static_cast<std::uint16_t>(ip_size() + min_udp_size - 1);
    EXPECT_FALSE(write_udp_probe(bytes, probe));
}

TEST_P(transports, tcp_looks_like_the_first_segment_of_a_connection) {
    for (const std::size_t size : {ip_size() + min_tcp_size, ip_size() + min_tcp_size + 101}) {
        octets bytes(size);
        const tcp_probe probe{header(size), port{61'000}, port{443}, packet::sequence{0x0102}, 0x7eef};
        ASSERT_TRUE(write_tcp_probe(bytes, probe));
        EXPECT_TRUE(verifies(bytes, probe.header, protocol_tcp));
        reader segment{message_of(bytes, v4())};
        EXPECT_EQ(segment.u16(), 61'000);
        EXPECT_EQ(segment.u16(), 443);
        EXPECT_EQ(segment.u32(), 0x01027eefU);
        EXPECT_EQ(segment.u32(), 0U);
        EXPECT_EQ(segment.u16(), 0xa002) << "ten words of header, SYN";
    }
}

TEST_P(transports, tcp_is_read_as_far_as_it_is_quoted) {
    octets bytes(ip_size() + min_tcp_size);
    const tcp_probe probe{header(bytes.size()), port{61'000}, port{443}, packet::sequence{0x0102}, 0x7eef};
    ASSERT_TRUE(write_tcp_probe(bytes, probe));
    EXPECT_EQ(quoted(bytes, ip_size() + 7, v4()).transport, quoted_transport{});
    EXPECT_EQ(quoted(bytes, ip_size() + 8, v4()).transport,
              (quoted_transport{quoted_tcp{port{61'000}, port{443}, 0x01027eef}}));
    EXPECT_EQ(quoted(bytes, ip_size() + 31, v4()).transport,
              (quoted_transport{quoted_tcp{port{61'000}, port{443}, 0x01027eef}}));
    EXPECT_EQ(quoted(bytes, ip_size() + 32, v4()).transport,
              (quoted_transport{quoted_tcp{port{61'000}, port{443}, 0x01027eef, packet::sequence{0x0102}}}));
}

TEST_P(transports, tcp_needs_room) {
    octets bytes(ip_size() + min_tcp_size);
    tcp_probe probe{header(bytes.size()), port{1}, port{2}, packet::sequence{3}, 4};
    EXPECT_FALSE(write_tcp_probe(std::span{bytes}.first(bytes.size() - 1), probe));
    probe.header.packet_size -= 1;
    EXPECT_FALSE(write_tcp_probe(bytes, probe));
}

TEST_P(transports, echo_requests_keep_their_checksum) {
    octets bytes(ip_size() + 40);
    const std::uint8_t protocol = v4() ? protocol_icmp : protocol_icmpv6;
    for (std::uint32_t number = 0; number <= 0xffff; number += 7) {
        const echo_probe probe{header(bytes.size()), packet::identifier{0x8001},
                               packet::sequence{static_cast<std::uint16_t>(number)}, 0xbeef};
        ASSERT_TRUE(write_echo_probe(bytes, probe));
        reader message{message_of(bytes, v4())};
        ASSERT_EQ(message.u32(), v4() ? 0x0800beefU : 0x8000beefU);
        if (v4()) {
            ASSERT_EQ(checksum(message_of(bytes, true)), 0);
        } else {
            ASSERT_TRUE(verifies(bytes, probe.header, protocol)) << number;
        }
        ASSERT_EQ(quoted(bytes, ip_size() + 9, v4()).transport,
                  (quoted_transport{quoted_echo{probe.identifier, probe.sequence, 0xbeef}}));
        ASSERT_EQ(quoted(bytes, ip_size() + 9, v4()).balance, std::nullopt);
        const auto balance = quoted(bytes, ip_size() + 10, v4()).balance;
        ASSERT_TRUE(balance);
        ASSERT_EQ(sequence_balanced_by(probe, *balance), probe.sequence);
    }
}

TEST_P(transports, headers_are_read_back) {
    octets bytes(ip_size() + 40);
    ASSERT_TRUE(write_udp_probe(bytes, {header(bytes.size()), port{1}, port{2}, packet::sequence{3}, 4}));
    const quoted_datagram back = quoted(bytes, bytes.size(), v4());
    EXPECT_EQ(back.source, header(0).source);
    EXPECT_EQ(back.destination, header(0).destination);
    EXPECT_EQ(back.flow_label, v4() ? std::nullopt : std::optional{0xbeefU});
    EXPECT_EQ(back.ttl, packet::ttl{7});
    EXPECT_EQ(back.tos, 0xb8);
    EXPECT_EQ(back.length, bytes.size());
    EXPECT_EQ(back.ip_id.has_value(), v4());
    if (!v4()) {
        EXPECT_EQ(parse_quoted_ipv6(bytes).value().flow_label, 0xbeefU);
    }
}

TEST_P(transports, families_are_not_mixed) {
    octets bytes(200);
    probe_header mixed = header(100);
    mixed.source = make_address(v4() ? "2001:db8::2" : "198.18.0.2");
    EXPECT_FALSE(write_udp_probe(bytes, {mixed, port{1}, port{2}, packet::sequence{3}, 4}));
    EXPECT_FALSE(write_tcp_probe(bytes, {mixed, port{1}, port{2}, packet::sequence{3}, 4}));
    EXPECT_FALSE(write_echo_probe(bytes, {mixed, packet::identifier{1}, packet::sequence{3}, 4}));
}

TEST(quoted_datagram, later_fragments_and_other_protocols_have_no_transport) {
    octets bytes(80);
    ASSERT_TRUE(write_udp_probe(bytes, {header_to(false, 80), port{1}, port{2}, packet::sequence{3}, 4}));
    bytes[6] = std::byte{47};
    EXPECT_EQ(quoted(bytes, 80, false).transport, quoted_transport{});
    bytes[6] = std::byte{44};
    bytes[40] = std::byte{17};
    bytes[42] = std::byte{1};
    EXPECT_EQ(quoted(bytes, 80, false).transport, quoted_transport{});
}

TEST(quoted_datagram, the_family_must_be_that_of_the_error) {
    octets bytes(80);
    ASSERT_TRUE(write_udp_probe(bytes, {header_to(false, 80), port{1}, port{2}, packet::sequence{3}, 4}));
    EXPECT_EQ(parse_quoted_datagram(bytes, true).error(), parse_error::bad_version);
    bytes[0] = std::byte{0x45};
    EXPECT_EQ(parse_quoted_datagram(bytes, false).error(), parse_error::bad_version);
}

TEST(tcp_reply, only_answers_to_a_syn_are_taken) {
    octets segment = from_hex("01 bb ee 48 00 00 00 09 01 02 be f0 50 00 00 00 00 00 00 00");
    for (unsigned flags = 0; flags < 0x100; ++flags) {
        segment[13] = static_cast<std::byte>(flags);
        const exact_copy exact{segment};
        const auto reply = parse_tcp_reply(exact.view());
        const bool reset = (flags & 0x04) != 0;
        ASSERT_EQ(reply.has_value(), reset || (flags & 0x12) == 0x12) << flags;
        if (!reply) continue;
        EXPECT_EQ(*reply, (tcp_reply{port{443}, port{61'000}, 9, 0x0102bef0, reset}));
    }
    for (std::size_t size = 0; size < 20; ++size) {
        const exact_copy part{std::span{segment}.first(size)};
        EXPECT_EQ(parse_tcp_reply(part.view()).error(), parse_error::truncated) << size;
    }
}

TEST(probe_header, a_checksum_follows_a_changed_address) {
    const auto one = make_address("2001:db8::c612:a01");
    const auto other = make_address("2001:db8:ffff::1:63");
    probe_header header = header_to(false, 80);
    internet_sum sum = pseudo_header(header, protocol_icmpv6);
    const std::uint16_t before = sum.checksum();
    header.destination = other;
    EXPECT_EQ(with_address_changed(before, one, other), pseudo_header(header, protocol_icmpv6).checksum());
    EXPECT_EQ(with_address_changed(before, one, one), before);
}

TEST(probe_header, a_checksum_follows_a_changed_size) {
    const probe_header header = header_to(false, 80);
    probe_header longer = header;
    longer.packet_size = 1'280;
    const std::uint16_t before = pseudo_header(header, protocol_icmpv6).checksum();
    EXPECT_EQ(with_word_changed(before, 40, 1'240), pseudo_header(longer, protocol_icmpv6).checksum());
    EXPECT_EQ(with_word_changed(before, 40, 40), before);
}

}  // namespace
}  // namespace tracerouter::packet
