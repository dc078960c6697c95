#include "packet/icmp_error.hpp"

#include <gmock/gmock.h>

#include <functional>

#include "octets.hpp"
#include "packet/icmp.hpp"
#include "packets.hpp"

namespace tracerouter::packet {
namespace {

using test::exact_copy;
using test::octets;
using testing::IsEmpty;
using testing::SizeIs;

const quoted_transport sample_echo = test::sample_echo();

octets message_of(octets datagram) {
    datagram.erase(datagram.begin(), datagram.begin() + 20);
    return datagram;
}

TEST(icmp_error, every_field_of_a_time_exceeded_is_read) {
    const exact_copy message{message_of(test::time_exceeded_packet())};
    const icmp_error error = parse_icmp_error(message.view(), true).value();
    EXPECT_EQ(error.kind, reply_kind::time_exceeded);
    EXPECT_EQ(error.quoted, (quoted_datagram{.source = test::sample_probe().header.source,
                                             .destination = test::sample_probe().header.destination,
                                             .ttl = packet::ttl{1},
                                             .tos = std::uint8_t{0},
                                             .ip_id = std::uint16_t{0x1234},
                                             .length = 60,
                                             .transport = sample_echo,
                                             .balance = std::nullopt}));
    EXPECT_EQ(error.next_hop_mtu, std::nullopt);
    EXPECT_THAT(error.extensions().structure, IsEmpty());
}

TEST(icmp_error, extensions_of_both_forms_are_found) {
    for (const octets& packet : {test::mpls_stack_packet(), test::legacy_mpls_stack_packet()}) {
        const exact_copy message{message_of(packet)};
        const icmp_error error = parse_icmp_error(message.view(), true).value();
        EXPECT_EQ(error.quoted.transport, sample_echo);
        EXPECT_THAT(error.extensions().structure, SizeIs(16));
        EXPECT_EQ(error.extensions().structure.data(), message.view().data() + 8 + 128);
    }
}

struct with_mtu {
    const char* name;
    std::uint8_t type;
    std::uint8_t code;
    std::uint16_t field;
    std::optional<std::uint32_t> mtu;
};

TEST(icmp_error, mtu_is_known_only_if_the_router_says_it) {
    const with_mtu cases[] = {
        {"fragmentation needed", 3, 4, 1400, 1400},
        {"fragmentation needed, router older than RFC 1191", 3, 4, 0, std::nullopt},
        {"another code", 3, 1, 1400, std::nullopt},
        {"another type", 11, 4, 1400, std::nullopt},
    };
    for (const with_mtu& each : cases) {
        octets message = message_of(test::fragmentation_needed_packet());
        message[0] = std::byte{each.type};
        message[1] = std::byte{each.code};
        test::put_u16(message, 6, each.field);
        EXPECT_EQ(parse_icmp_error(message, true).value().next_hop_mtu, each.mtu) << each.name;
    }
}

struct quote_of {
    const char* name;
    std::function<void(octets&)> changes;  ///< of the quoted datagram
};

TEST(icmp_error, quotes_of_anything_but_an_echo_request_have_no_echo) {
    const quote_of cases[] = {
        {"another protocol", [](octets& quote) { quote[9] = std::byte{47}; }},
        {"a later fragment", [](octets& quote) { test::put_u16(quote, 6, 1); }},
        {"echo reply", [](octets& quote) { quote[20] = std::byte{0}; }},
        {"another code", [](octets& quote) { quote[21] = std::byte{1}; }},
        {"seven octets of ICMP", [](octets& quote) { quote.resize(27); }},
        {"no octet of ICMP", [](octets& quote) { quote.resize(20); }},
        {"options up to the end", [](octets& quote) { quote[0] = std::byte{0x47}; }},
    };
    for (const quote_of& each : cases) {
        SCOPED_TRACE(each.name);
        octets message = message_of(test::time_exceeded_packet());
        octets quote(message.begin() + 8, message.end());
        each.changes(quote);
        message.resize(8);
        message.insert(message.end(), quote.begin(), quote.end());
        const exact_copy exact{message};
        const auto error = parse_icmp_error(exact.view(), true);
        ASSERT_TRUE(error.has_value());
        EXPECT_EQ(error->quoted.transport, quoted_transport{});
        EXPECT_EQ(error->quoted.destination, test::sample_probe().header.destination);
    }
}

TEST(icmp_error, first_fragments_and_options_do_not_hide_the_echo) {
    octets swapped = message_of(test::time_exceeded_packet());
    test::put_u16(swapped, 8 + 6, 0x0040);  // DF in the byte order of the router
    EXPECT_EQ(parse_icmp_error(swapped, true).value().quoted.transport, sample_echo);
    octets message = message_of(test::time_exceeded_packet());
    message[8] = std::byte{0x46};                           // 24 octets of quoted header
    test::put_u16(message, 8 + 6, 0x2000);                  // more fragments, offset 0
    message.insert(message.begin() + 28, 4, std::byte{1});  // four no-operation options
    const exact_copy exact{message};
    EXPECT_EQ(parse_icmp_error(exact.view(), true).value().quoted.transport, sample_echo);
}

TEST(icmp_error, bad_quotes_are_named) {
    octets message = message_of(test::time_exceeded_packet());
    message[8] = std::byte{0x65};
    EXPECT_EQ(parse_icmp_error(message, true).error(), parse_error::bad_version);
    message[8] = std::byte{0x44};
    EXPECT_EQ(parse_icmp_error(message, true).error(), parse_error::bad_header_length);
    message[8] = std::byte{0x4f};
    EXPECT_EQ(parse_icmp_error(message, true).error(), parse_error::truncated);
}

TEST(icmp_error, every_truncation_is_seen) {
    const octets whole = message_of(test::mpls_stack_packet());
    for (std::size_t size = 0; size < whole.size(); ++size) {
        SCOPED_TRACE(size);
        const exact_copy part{std::span{whole}.first(size)};
        const auto error = parse_icmp_error(part.view(), true);
        ASSERT_EQ(error.has_value(), size >= 28);
        if (error) {
            EXPECT_EQ(error->quoted.transport == sample_echo, size >= 36);
            EXPECT_THAT(error->extensions().structure, IsEmpty());
        }
    }
}

}  // namespace
}  // namespace tracerouter::packet
