#include <gtest/gtest.h>

#include "octets.hpp"
#include "packet/answer.hpp"
#include "packet/icmp.hpp"
#include "packets.hpp"

// parse_answer of what sockets give that keep IP headers back.

namespace tracerouter::packet {
namespace {

using boost::asio::ip::make_address;
using test::exact_copy;
using test::from_hex;
using test::octets;

constexpr const char* target = "2001:db8::c612:a01";
constexpr const char* router = "2001:db8::c612:101";

received_datagram stripped(std::span<const std::byte> bytes, const char* from, std::uint8_t protocol,
                           std::optional<std::uint8_t> ttl = 57) {
    received_datagram received;
    received.bytes = bytes;
    received.outer = stripped_header{make_address(from), protocol, ttl};
    return received;
}

/// Time exceeded (or `type`) about a probe of ours, which is quoted with `size` octets.
octets icmpv6_error(std::uint8_t type, std::uint8_t code, std::uint32_t field, std::size_t size) {
    octets probe(80);
    const probe_header header{.source = make_address("2001:db8::2"),
                              .destination = make_address(target),
                              .ttl = packet::ttl{1},
                              .packet_size = 80};
    EXPECT_TRUE(write_echo_probe(probe, {header, packet::identifier{0x8001}, packet::sequence{0x0102}, 0xbeef}));
    octets message = from_hex("00 00 00 00 00 00 00 00");
    message[0] = std::byte{type};
    message[1] = std::byte{code};
    test::put_u16(message, 4, static_cast<std::uint16_t>(field >> 16));
    test::put_u16(message, 6, static_cast<std::uint16_t>(field));
    probe.resize(size);
    message.insert(message.end(), probe.begin(), probe.end());
    return message;
}

TEST(answer_stripped, icmpv6_echo_reply) {
    const exact_copy bytes{from_hex("81 00 bd ef 80 01 01 02 00 00")};
    const answer reply = parse_answer(stripped(bytes.view(), target, protocol_icmpv6)).value();
    EXPECT_EQ(reply.responder, make_address(target));
    EXPECT_EQ(reply.reply_ttl, packet::ttl{57});
    EXPECT_EQ(reply.icmp_type, icmpv6_echo_reply);
    EXPECT_EQ(std::get<echo_reply>(reply.body),
              (echo_reply{packet::identifier{0x8001}, packet::sequence{0x0102}, 0xbeef, 10}));
}

struct icmpv6_case {
    std::uint8_t type;
    std::uint8_t code;
    std::uint32_t field;
    reply_kind kind;
    std::optional<std::uint32_t> mtu;
};

TEST(answer_stripped, icmpv6_errors) {
    const icmpv6_case cases[] = {
        {3, 0, 0, reply_kind::time_exceeded, {}},    {1, 0, 0, reply_kind::unreachable, {}},
        {1, 1, 1400, reply_kind::prohibited, {}},    {1, 3, 0, reply_kind::unreachable, {}},
        {1, 4, 0, reply_kind::port_unreachable, {}}, {1, 5, 0, reply_kind::prohibited, {}},
        {1, 6, 0, reply_kind::prohibited, {}},       {2, 0, 1400, reply_kind::too_big, 1400},
        {2, 0, 70'000, reply_kind::too_big, 70'000}, {2, 0, 0, reply_kind::too_big, {}},
        {4, 1, 1400, reply_kind::unreachable, {}},
    };
    for (const icmpv6_case& each : cases) {
        SCOPED_TRACE(testing::Message() << int{each.type} << ' ' << int{each.code});
        const exact_copy bytes{icmpv6_error(each.type, each.code, each.field, 48)};
        const answer answer = parse_answer(stripped(bytes.view(), router, protocol_icmpv6)).value();
        const auto& error = std::get<icmp_error>(answer.body);
        EXPECT_EQ(error.kind, each.kind);
        EXPECT_EQ(error.next_hop_mtu, each.mtu);
        EXPECT_EQ(error.quoted.destination, make_address(target));
        EXPECT_EQ(error.quoted.transport, (quoted_transport{test::sample_echo()}));
    }
}

TEST(answer_stripped, icmpv6_extensions_are_counted_in_eight_octets) {
    octets bytes = icmpv6_error(3, 0, 16U << 24, 128);
    for (const std::byte octet : from_hex("20 00 53 e3 00 0c 01 01 05 dc 30 01 49 34 0b fe")) bytes.push_back(octet);
    const exact_copy exact{bytes};
    const answer answer = parse_answer(stripped(exact.view(), router, protocol_icmpv6)).value();
    EXPECT_EQ(std::get<icmp_error>(answer.body).extensions().structure.size(), 16U);
}

TEST(answer_stripped, the_pointer_of_an_icmpv6_parameter_problem_is_no_length) {
    const exact_copy bytes{icmpv6_error(icmpv6_parameter_problem, 1, 40U << 24, 128)};
    const answer answer = parse_answer(stripped(bytes.view(), router, protocol_icmpv6)).value();
    EXPECT_EQ(std::get<icmp_error>(answer.body).place.length_field, 0U);
}

TEST(answer_stripped, icmpv6_extensions_are_found_whatever_their_length_counts) {
    for (const unsigned field : {0U, 128U, 32U, 17U, 255U}) {
        octets bytes = icmpv6_error(3, 0, field << 24, 128);
        for (const std::byte octet : from_hex("20 00 53 e3 00 0c 01 01 05 dc 30 01 49 34 0b fe"))
            bytes.push_back(octet);
        const exact_copy exact{bytes};
        const answer answer = parse_answer(stripped(exact.view(), router, protocol_icmpv6)).value();
        EXPECT_EQ(std::get<icmp_error>(answer.body).extensions().structure.size(), 16U) << field;
    }
}

TEST(answer_stripped, the_size_of_the_probe_tells_padding_from_quote_where_the_kernel_keeps_the_header) {
    octets quote(128 - 20);
    quote[0] = std::byte{8};
    for (const std::byte octet : from_hex("20 00 00 00 00 08 01 01 05 dc 31 01")) quote.push_back(octet);
    const exact_copy exact{quote};
    received_datagram received = stripped(exact.view(), "198.18.1.1", protocol_icmp);
    received.error = queued_error{
        .icmp_type = 11, .icmp_code = 0, .mtu = 0, .destination = make_address("198.18.10.1"), .stripped = 20};
    const answer answer = parse_answer(received).value();
    const auto& error = std::get<icmp_error>(answer.body);
    EXPECT_EQ(error.extensions().structure.size(), 0U);
    EXPECT_EQ(error.extensions(129).structure.size(), 0U);
    EXPECT_EQ(error.extensions(60).structure.size(), 12U);
}

TEST(answer_stripped, every_truncation_is_seen) {
    const octets whole = icmpv6_error(3, 0, 0, 48);
    for (std::size_t size = 0; size < 48; ++size) {
        const exact_copy part{std::span{whole}.first(size)};
        EXPECT_EQ(parse_answer(stripped(part.view(), router, protocol_icmpv6)).error(), parse_error::truncated) << size;
    }
}

TEST(answer_stripped, some_ipv6_addresses_answer_nothing) {
    const exact_copy bytes{icmpv6_error(3, 0, 0, 48)};
    for (const char* source : {"::", "ff02::1", "::ffff:198.18.1.1"}) {
        EXPECT_EQ(parse_answer(stripped(bytes.view(), source, protocol_icmpv6)).error(),
                  parse_error::impossible_source);
    }
}

TEST(answer_stripped, icmpv6_fragments_that_did_not_arrive_are_no_matter_of_the_hop_limit) {
    const exact_copy bytes{icmpv6_error(3, 1, 0, 48)};
    EXPECT_EQ(parse_answer(stripped(bytes.view(), router, protocol_icmpv6)).error(), parse_error::unsupported_type);
}

TEST(answer_stripped, only_six_icmpv6_types_answer_a_probe) {
    for (unsigned type = 0; type <= 0xff; ++type) {
        const exact_copy bytes{icmpv6_error(static_cast<std::uint8_t>(type), 0, 0, 48)};
        const auto answer = parse_answer(stripped(bytes.view(), router, protocol_icmpv6));
        if ((type >= 1 && type <= 4) || type == icmpv6_echo_reply) {
            EXPECT_TRUE(answer.has_value()) << type;
        } else {
            EXPECT_EQ(answer.error(), parse_error::unsupported_type) << type;
        }
    }
}

TEST(answer_stripped, tcp_has_no_icmp_type) {
    const exact_copy bytes{from_hex("01 bb ee 48 00 00 00 00 01 02 be f0 50 12 00 00 00 00 00 00")};
    const answer answer = parse_answer(stripped(bytes.view(), target, protocol_tcp, std::nullopt)).value();
    EXPECT_EQ(answer.icmp_type, std::nullopt);
    EXPECT_EQ(answer.reply_ttl, std::nullopt);
    EXPECT_FALSE(std::get<tcp_reply>(answer.body).reset);
}

TEST(answer_stripped, other_protocols_are_named) {
    const exact_copy bytes{octets(20)};
    EXPECT_EQ(parse_answer(stripped(bytes.view(), target, 47)).error(), parse_error::other_protocol);
}

received_datagram queued(std::span<const std::byte> bytes, std::uint8_t protocol, const queued_error& error) {
    received_datagram received = stripped(bytes, "198.18.1.1", protocol);
    received.error = error;
    return received;
}

queued_error error_of(std::uint8_t type, std::uint8_t code, std::uint32_t mtu = 0) {
    return {.icmp_type = type,
            .icmp_code = code,
            .mtu = mtu,
            .destination = make_address("198.18.10.1"),
            .stripped = 20,
            .extensions_at = 0};
}

TEST(answer_stripped, queued_errors_know_what_the_kernel_tells) {
    const exact_copy bytes{from_hex("08 00 be ef 80 01 01 02")};
    const answer answer = parse_answer(queued(bytes.view(), protocol_icmp, error_of(11, 0))).value();
    EXPECT_EQ(answer.responder, make_address("198.18.1.1"));
    EXPECT_EQ(answer.icmp_type, 11);
    const auto& error = std::get<icmp_error>(answer.body);
    EXPECT_EQ(error.kind, reply_kind::time_exceeded);
    EXPECT_EQ(error.quoted.destination, make_address("198.18.10.1"));
    EXPECT_EQ(error.quoted.transport, (quoted_transport{test::sample_echo()}));
    EXPECT_EQ(error.quoted.ttl, std::nullopt) << "not told, so not known";
    EXPECT_EQ(error.quoted.tos, std::nullopt);
    EXPECT_EQ(error.quoted.ip_id, std::nullopt);
}

TEST(answer_stripped, queued_errors_about_udp_hold_its_payload) {
    const exact_copy marked{from_hex("be ef 01 02 00 00")};
    const answer answer = parse_answer(queued(marked.view(), protocol_udp, error_of(3, 4, 1400))).value();
    const auto& error = std::get<icmp_error>(answer.body);
    EXPECT_EQ(error.quoted.transport,
              (quoted_transport{quoted_udp{std::nullopt, udp_mark{0xbeef, packet::sequence{0x0102}}}}));
    EXPECT_EQ(error.next_hop_mtu, 1400U);
    const auto nothing = parse_answer(queued({}, protocol_udp, error_of(3, 3))).value();
    EXPECT_EQ(std::get<icmp_error>(nothing.body).quoted.transport, quoted_transport{quoted_udp{}});
    EXPECT_EQ(std::get<icmp_error>(nothing.body).kind, reply_kind::port_unreachable);
}

TEST(answer_stripped, queued_errors_of_other_types_answer_no_probe) {
    EXPECT_EQ(parse_answer(queued({}, protocol_icmp, error_of(4, 0))).error(), parse_error::unsupported_type);
}

}  // namespace
}  // namespace tracerouter::packet
