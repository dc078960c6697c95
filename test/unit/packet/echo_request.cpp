#include "packet/echo_request.hpp"

#include <gtest/gtest.h>

#include "octets.hpp"
#include "packet/checksum.hpp"
#include "packet/ipv4.hpp"
#include "packet/reader.hpp"
#include "packets.hpp"
#include "tracerouter/trace_options.hpp"

namespace tracerouter::packet {
namespace {

using test::octets;
using test::sample_probe;

octets written(const echo_probe& probe) {
    octets bytes(probe.header.packet_size, std::byte{0xee});
    EXPECT_TRUE(write_echo_probe(bytes, probe));
    return bytes;
}

/// The ICMP message of a datagram without IP options.
std::span<const std::byte> message_of(const octets& datagram) {
    return std::span{datagram}.subspan(20);
}

TEST(echo_request, writes_the_octets_of_a_real_probe) {
    EXPECT_EQ(written(sample_probe()), test::probe_packet());
}

TEST(echo_request, header_says_what_was_asked_for) {
    echo_probe probe = sample_probe();
    probe.header.ttl = packet::ttl{255};
    probe.header.tos = 0xb8;
    probe.header.dont_fragment = true;
    probe.header.ip_id = 0xffff;
    probe.header.packet_size = 1500;
    const ipv4_header header = parse_ipv4(written(probe)).value();
    EXPECT_EQ(header, (ipv4_header{.tos = 0xb8,
                                   .total_length = 1500,
                                   .id = 0xffff,
                                   .dont_fragment = true,
                                   .ttl = packet::ttl{255},
                                   .protocol = protocol_icmp,
                                   .checksum = header.checksum,
                                   .source = probe.header.source.to_v4(),
                                   .destination = probe.header.destination.to_v4()}));
}

TEST(echo_request, flow_is_constant_over_all_sequence_numbers) {
    for (const std::uint16_t size : {std::uint16_t{30}, std::uint16_t{60}, std::uint16_t{61}}) {
        echo_probe probe = sample_probe();
        probe.header.packet_size = size;
        octets bytes(size);
        for (std::uint32_t number = 0; number <= 0xffff; ++number) {
            probe.sequence = packet::sequence{static_cast<std::uint16_t>(number)};
            ASSERT_TRUE(write_echo_probe(bytes, probe));
            reader message{message_of(bytes)};
            ASSERT_EQ(message.u32(), 0x0800beefU) << "type, code and checksum, sequence " << number;
            ASSERT_EQ(message.u16(), 0x8001) << "identifier, sequence " << number;
            ASSERT_EQ(message.u16(), number);
            ASSERT_EQ(checksum(message_of(bytes)), 0) << "sequence " << number;
        }
    }
}

TEST(echo_request, every_checksum_but_zero_can_be_had) {
    echo_probe probe = sample_probe();
    octets bytes(probe.header.packet_size);
    for (std::uint32_t wanted = 1; wanted < 0xffff; ++wanted) {
        probe.checksum = static_cast<std::uint16_t>(wanted);
        ASSERT_TRUE(write_echo_probe(bytes, probe)) << wanted;
        ASSERT_EQ(checksum(message_of(bytes)), 0) << wanted;

        // A receiver that computes the checksum anew finds the very same one.
        test::put_u16(bytes, 22, 0);
        ASSERT_EQ(checksum(message_of(bytes)), wanted);
    }
}

TEST(echo_request, neither_zero_can_be_had) {
    for (const std::uint16_t zero : {std::uint16_t{0}, std::uint16_t{0xffff}}) {
        echo_probe probe = sample_probe();
        probe.checksum = zero;
        octets bytes(probe.header.packet_size);
        EXPECT_FALSE(write_echo_probe(bytes, probe));
    }
}

TEST(echo_request, every_size) {
    for (std::uint16_t size = 0; size <= 1500; ++size) {
        echo_probe probe = sample_probe();
        probe.header.packet_size = size;
        octets bytes(size, std::byte{0xee});
        ASSERT_EQ(write_echo_probe(bytes, probe), size >= 30) << size;
        if (size >= 30) {
            ASSERT_EQ(checksum(message_of(bytes)), 0) << size;
        }
    }
}

TEST(echo_request, largest_datagram) {
    echo_probe probe = sample_probe();
    probe.header.packet_size = 0xffff;
    const octets bytes = written(probe);
    EXPECT_EQ(parse_ipv4(bytes).value().total_length, 0xffff);
    EXPECT_EQ(checksum(message_of(bytes)), 0);
}

TEST(echo_request, needs_room_and_leaves_the_rest_alone) {
    const echo_probe probe = sample_probe();
    octets small(59, std::byte{0xee});
    EXPECT_FALSE(write_echo_probe(small, probe));
    EXPECT_EQ(small, octets(59, std::byte{0xee}));

    octets large(61, std::byte{0xee});
    EXPECT_TRUE(write_echo_probe(large, probe));
    EXPECT_EQ(large.back(), std::byte{0xee});
    large.pop_back();
    EXPECT_EQ(large, test::probe_packet());
}

}  // namespace
}  // namespace tracerouter::packet
