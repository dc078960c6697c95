#include "packet/answer.hpp"

#include <gmock/gmock.h>

#include <functional>

#include "octets.hpp"
#include "packet/extensions.hpp"
#include "packet/icmp.hpp"
#include "packets.hpp"

namespace tracerouter::packet {
namespace {

using boost::asio::ip::make_address;
using test::exact_copy;
using test::octets;
using testing::ElementsAre;

TEST(answer, echo_reply_in_its_pieces) {
    const exact_copy bytes{test::echo_reply_packet()};
    const answer reply = test::parse_datagram(bytes.view()).value();
    EXPECT_EQ(reply.responder, test::sample_probe().header.destination);
    EXPECT_EQ(reply.reply_ttl, packet::ttl{57});
    EXPECT_EQ(reply.icmp_type, icmp_echo_reply);
    EXPECT_EQ(reply.icmp_code, 0);
    const auto& body = std::get<echo_reply>(reply.body);
    EXPECT_EQ(body.identifier, test::sample_probe().identifier);
    EXPECT_EQ(body.sequence, test::sample_probe().sequence);
    EXPECT_EQ(body.request_checksum, test::sample_probe().checksum);
}

struct error_message {
    const char* name;
    octets bytes;
    const char* responder;
    std::uint8_t type;
    std::uint8_t code;
    std::optional<std::uint32_t> mtu;
};

TEST(answer, icmp_errors_in_their_pieces) {
    const error_message cases[] = {
        {"time exceeded", test::time_exceeded_packet(), "198.18.1.1", 11, 0, std::nullopt},
        {"prohibited", test::prohibited_packet(), "198.18.1.7", 3, 13, std::nullopt},
        {"fragmentation needed", test::fragmentation_needed_packet(), "198.18.1.1", 3, 4, 1400},
        {"MPLS", test::mpls_stack_packet(), "198.18.1.3", 11, 0, std::nullopt},
        {"legacy MPLS", test::legacy_mpls_stack_packet(), "198.18.1.3", 11, 0, std::nullopt},
    };
    for (const error_message& each : cases) {
        SCOPED_TRACE(each.name);
        const exact_copy bytes{each.bytes};
        const answer reply = test::parse_datagram(bytes.view()).value();
        EXPECT_EQ(reply.responder, make_address(each.responder));
        EXPECT_EQ(reply.icmp_type, each.type);
        EXPECT_EQ(reply.icmp_code, each.code);
        const auto& error = std::get<icmp_error>(reply.body);
        EXPECT_EQ(error.next_hop_mtu, each.mtu);
        EXPECT_EQ(error.quoted.destination, test::sample_probe().header.destination);
        EXPECT_EQ(error.quoted.transport, quoted_transport{test::sample_echo()});
    }
}

TEST(answer, labels_are_found_through_the_whole_packet) {
    for (const octets& packet : {test::mpls_stack_packet(), test::legacy_mpls_stack_packet()}) {
        const answer reply = test::parse_datagram(packet).value();
        tracerouter::reply out;
        EXPECT_TRUE(read_extensions(std::get<icmp_error>(reply.body).extensions().structure, out));
        EXPECT_THAT(out.mpls, ElementsAre(mpls_label{24003, 0, false, 1}, mpls_label{299840, 5, true, 254}));
    }
}

TEST(answer, labels_are_found_where_the_length_counts_octets) {
    tracerouter::reply out;
    const octets packet = test::miscounted_mpls_stack_packet();
    const answer reply = test::parse_datagram(packet).value();
    EXPECT_TRUE(read_extensions(std::get<icmp_error>(reply.body).extensions().structure, out));
    EXPECT_THAT(out.mpls, ElementsAre(mpls_label{84016, 5, true, 1}));
}

struct refused {
    const char* name;
    std::function<octets()> make;
    parse_error error;
};

octets changed(octets packet, std::size_t at, unsigned value, const std::function<void(octets&)>& repair) {
    packet[at] = static_cast<std::byte>(value);
    repair(packet);
    return packet;
}

TEST(answer, what_is_wrong_is_named) {
    const auto reply = test::echo_reply_packet();
    const auto error = test::time_exceeded_packet();
    const refused cases[] = {
        {"nothing", [] { return octets{}; }, parse_error::truncated},
        {"IPv6", [&] { return changed(reply, 0, 0x65, test::reseal_header); }, parse_error::bad_version},
        {"short header", [&] { return changed(reply, 0, 0x44, test::reseal_header); }, parse_error::bad_header_length},
        {"short length", [&] { return changed(reply, 3, 19, test::reseal_header); }, parse_error::bad_length},
        {"header bit", [&] { return changed(reply, 15, 0x03, [](octets&) {}); }, parse_error::bad_checksum},
        {"payload bit", [&] { return changed(reply, 59, 0x01, [](octets&) {}); }, parse_error::bad_checksum},
        {"UDP", [&] { return changed(reply, 9, 17, test::reseal_header); }, parse_error::other_protocol},
        {"first fragment", [&] { return changed(reply, 6, 0x20, test::reseal_header); }, parse_error::fragment},
        {"last fragment", [&] { return changed(reply, 7, 0x01, test::reseal_header); }, parse_error::fragment},
        {"seven octets", [&] { return test::resized(reply, 27); }, parse_error::truncated},
        {"no quote", [&] { return test::resized(error, 28); }, parse_error::truncated},
        {"quote of 19", [&] { return test::resized(error, 47); }, parse_error::truncated},
        {"quoted IPv6", [&] { return changed(error, 28, 0x65, test::reseal); }, parse_error::bad_version},
        {"quoted short", [&] { return changed(error, 28, 0x44, test::reseal); }, parse_error::bad_header_length},
    };
    for (const refused& each : cases) {
        SCOPED_TRACE(each.name);
        const exact_copy exact{each.make()};
        EXPECT_EQ(test::parse_datagram(exact.view()).error(), each.error);
    }
}

TEST(answer, only_four_types_answer_a_probe) {
    for (unsigned type = 0; type <= 0xff; ++type) {
        const auto result = test::parse_datagram(changed(test::prohibited_packet(), 20, type, test::reseal));
        if (type == icmp_echo_reply || type == icmp_unreachable || type == icmp_time_exceeded ||
            type == icmp_parameter_problem) {
            EXPECT_TRUE(result.has_value()) << type;
        } else {
            EXPECT_EQ(result.error(), parse_error::unsupported_type) << type;
        }
    }
}

TEST(answer, fragments_that_did_not_arrive_are_no_matter_of_the_ttl) {
    for (unsigned code = 0; code <= 0xff; ++code) {
        const auto result = test::parse_datagram(changed(test::time_exceeded_packet(), 21, code, test::reseal));
        EXPECT_EQ(result.has_value(), code != icmp_reassembly_exceeded) << code;
    }
}

TEST(answer, some_addresses_answer_nothing) {
    for (const char* source : {"0.0.0.0", "224.0.0.1", "239.255.255.255", "255.255.255.255"}) {
        octets packet = test::time_exceeded_packet();
        const auto address = boost::asio::ip::make_address_v4(source).to_bytes();
        for (std::size_t octet = 0; octet < 4; ++octet) packet[12 + octet] = std::byte{address[octet]};
        test::reseal(packet);
        EXPECT_EQ(test::parse_datagram(packet).error(), parse_error::impossible_source) << source;
    }
    // Some networks number their routers from what is reserved.
    EXPECT_TRUE(test::parse_datagram(changed(test::time_exceeded_packet(), 12, 240, test::reseal)).has_value());
}

TEST(answer, header_options_are_stepped_over) {
    octets packet = test::echo_reply_packet();
    packet.insert(packet.begin() + 20, 4, std::byte{1});  // four no-operation options
    packet[0] = std::byte{0x46};
    test::put_u16(packet, 2, 64);
    test::reseal_header(packet);
    const exact_copy exact{packet};
    EXPECT_EQ(std::get<echo_reply>(test::parse_datagram(exact.view()).value().body).sequence,
              test::sample_probe().sequence);
}

/// What every router on every path does: sends back what it got, with one hop left.
octets quoted_back(const octets& received) {
    octets packet = test::time_exceeded_packet();
    packet.resize(28);
    packet.insert(packet.end(), received.begin(), received.begin() + 28);
    test::reseal(packet);
    return packet;
}

TEST(answer, every_sequence_number_comes_back) {
    echo_probe probe = test::sample_probe();
    octets sent(probe.header.packet_size);
    for (std::uint32_t number = 0; number <= 0xffff; ++number) {
        probe.sequence = packet::sequence{static_cast<std::uint16_t>(number)};
        ASSERT_TRUE(write_echo_probe(sent, probe));
        const answer reply = test::parse_datagram(quoted_back(sent)).value();
        const auto& error = std::get<icmp_error>(reply.body);
        ASSERT_EQ(error.quoted.transport,
                  (quoted_transport{quoted_echo{probe.identifier, probe.sequence, probe.checksum}}));
        ASSERT_EQ(error.quoted.destination, probe.header.destination);
    }
}

}  // namespace
}  // namespace tracerouter::packet
